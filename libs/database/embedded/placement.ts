import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { BootError, messageOf } from '#libs/common';
import { type Binaries, copyBinaries, hydrateLinks } from './binaries.js';
import { makeThrowAwayHome } from './throw-away.js';
import { type Identity, serviceUser } from './service-user.js';

/** Where the server's things lie and who runs it. */
export interface Placement {
  readonly binaries: Binaries;
  /** Folder that holds `cluster/` (data and password) and the log. */
  readonly home: string;
  /** Null: as ourselves. */
  readonly identity: Identity | null;
  readonly throwAway: boolean;
}

export interface PlacementRequest {
  readonly checkout: string;
  readonly dataDir: string | null;
  readonly stateDir: string | undefined;
  readonly log: (line: string) => void;
}

/** Default of `stateDir`: where a system keeps what its services must find again. */
const SYSTEM_STATE = '/var/lib/gonglian';

/** File in the data folder that names the real place of data that root had to put elsewhere. */
const POINTER = 'location';

/** File in the real place that names the data folder it belongs to. */
const OWNER = 'belongs-to';

/**
 * State folder of one checkout, used by root only.
 * @param checkout real path of the checkout
 */
export function stateFolder(base: string, checkout: string): string {
  return join(base, createHash('sha256').update(checkout).digest('hex').slice(0, 12));
}

/** Decides where programs and data lie, and makes those places. */
export async function place(installed: Binaries, request: PlacementRequest): Promise<Placement> {
  return process.geteuid?.() === 0 ? placeAsRoot(installed, request) : placeAsUser(installed, request);
}

async function placeAsUser(installed: Binaries, { dataDir }: PlacementRequest): Promise<Placement> {
  await hydrateLinks(installed.root);
  if (dataDir === null) {
    return {
      binaries: installed,
      home: await makeThrowAwayHome(tmpdir(), 'gonglian-pg-'),
      identity: null,
      throwAway: true,
    };
  }
  const pointer = await readPointer(dataDir);
  if (pointer !== null) {
    throw new BootError(
      `The database of ${dataDir} was made by root and lies in ${pointer}. Start as root again, or set DATA_DIR to a new folder.`,
    );
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return { binaries: installed, home: dataDir, identity: null, throwAway: false };
}

async function placeAsRoot(installed: Binaries, request: PlacementRequest): Promise<Placement> {
  const base = request.stateDir ?? SYSTEM_STATE;
  const state = stateFolder(base, await realpath(request.checkout));
  await makeOpenFolders([base, state, join(state, 'bin'), join(state, 'data'), join(state, 'tmp')]);
  const identity = (await ownerOfData(request.dataDir)) ?? (await serviceUser(request.log));
  await assertReachable(state);
  const binaries = await copyBinaries(installed, join(state, 'bin'));
  if (request.dataDir === null) {
    return { binaries, home: await makeThrowAwayHome(join(state, 'tmp'), 'pg-'), identity, throwAway: true };
  }
  await mkdir(request.dataDir, { recursive: true, mode: 0o700 });
  const ownData = existsSync(join(request.dataDir, 'cluster'));
  const home = ownData
    ? request.dataDir
    : await homeBehind(request.dataDir, join(state, 'data'), request.log);
  return { binaries, home, identity, throwAway: false };
}

/** Data that an ordinary user made stays theirs and in its place: root then runs the server as that user. */
async function ownerOfData(dataDir: string | null): Promise<Identity | null> {
  if (dataDir === null) return null;
  const owner = await stat(join(dataDir, 'cluster')).catch(() => null);
  return owner === null || owner.uid === 0 ? null : { uid: owner.uid, gid: owner.gid };
}

/** The real place behind a data folder of root, found by its pointer or made anew. */
async function homeBehind(dataDir: string, parent: string, log: (line: string) => void): Promise<string> {
  const wanted = await realpath(dataDir);
  const known = await readPointer(dataDir);
  if (known !== null && existsSync(known)) {
    const owner = await readFile(join(known, OWNER), 'utf8').catch(() => wanted);
    const copied = owner !== wanted && (await readPointer(owner)) === known;
    if (!copied) {
      await writeFile(join(known, OWNER), wanted);
      return known;
    }
    log(`${dataDir} is a copy of ${owner}; it gets a database of its own.`);
  } else if (known !== null) {
    log(`The database of ${dataDir} is gone from ${known}; a new one is made.`);
  }
  const home = join(parent, `${basename(wanted)}-${randomBytes(4).toString('hex')}`);
  await makeOpenFolders([home]);
  await writeFile(join(home, OWNER), wanted);
  await writeFile(join(dataDir, POINTER), `${home}\n`);
  log(`The data lies in ${home}, named in ${join(dataDir, POINTER)}: PostgreSQL does not run as root.`);
  return home;
}

async function readPointer(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, POINTER), 'utf8').catch(() => '');
  return text.trim() === '' ? null : text.trim();
}

/** Folders that others may enter whatever our umask is; each one's parent stands before it. */
async function makeOpenFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o755);
    } catch (error) {
      throw new BootError(
        `Cannot make ${folder} for the embedded PostgreSQL: ${messageOf(error)}. Set GONGLIAN_STATE_DIR to a folder that can be written.`,
      );
    }
  }
}

/** The service user must be able to walk down to its programs and data. */
async function assertReachable(folder: string): Promise<void> {
  for (let at = await realpath(folder); at !== dirname(at); at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) {
      throw new BootError(
        `${folder} cannot be reached by other users, because ${at} is closed to them. Set GONGLIAN_STATE_DIR elsewhere.`,
      );
    }
  }
}
