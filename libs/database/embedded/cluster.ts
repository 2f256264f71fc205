import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BootError, messageOf } from '#libs/common';
import { type Placement } from './placement.js';
import { makeTemporary, removeHalfMade } from './temporary.js';
import { childEnv, lastLines, whyItCannotRun } from './child.js';

/** Superuser of the embedded server; migrations run as it. */
export const SUPERUSER = 'gonglian_owner';

/** An initialised data folder and its superuser's password. */
export interface Cluster {
  readonly data: string;
  readonly password: string;
  /** True when it was made now. */
  readonly fresh: boolean;
}

const INIT = '.init-';

/**
 * Opens the cluster of a place, and makes it when there is none. Data and password are made in a folder beside and
 * renamed together, so a cluster is either whole or not there.
 */
export async function openCluster(
  placement: Placement,
  durable: boolean,
  log: (line: string) => void,
): Promise<Cluster> {
  const { home } = placement;
  await removeHalfMade(home, INIT);
  const cluster = join(home, 'cluster');
  const fresh = !existsSync(cluster);
  if (fresh) {
    log(`Initialising a PostgreSQL ${placement.binaries.major} database in ${cluster}.`);
    await make(placement, cluster, durable);
  }
  const data = join(cluster, 'data');
  await assertVersion(data, placement.binaries.major);
  try {
    return { data, fresh, password: (await readFile(join(cluster, 'password'), 'utf8')).trim() };
  } catch (error) {
    throw new BootError(`The password of the database in ${data} cannot be read: ${messageOf(error)}.`);
  }
}

/** Refuses data of another major version, which this server could not read. */
export async function assertVersion(data: string, major: number): Promise<void> {
  const found = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === String(major)) return;
  throw new BootError(
    found === ''
      ? `${data} is no PostgreSQL data folder: it has no PG_VERSION. Move it away, or set DATA_DIR to another folder.`
      : `The database in ${data} is of PostgreSQL ${found}, this server is ${major}. Dump it with ${found} and load it into a new folder.`,
  );
}

async function make(placement: Placement, cluster: string, durable: boolean): Promise<void> {
  const temporary = await makeTemporary(placement.home, INIT);
  const passwordFile = join(temporary, 'password');
  await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  if (placement.identity !== null) {
    const { uid, gid } = placement.identity;
    await chown(temporary, uid, gid);
    await chown(passwordFile, uid, gid);
  }
  await initdb(placement, temporary, passwordFile, durable);
  await rename(temporary, cluster).catch(async (error: unknown) => {
    // Another start in the same folder was quicker; the server's own lock decides between the two.
    await rm(temporary, { recursive: true, force: true });
    if (!existsSync(cluster)) throw error;
  });
}

async function initdb(
  placement: Placement,
  folder: string,
  passwordFile: string,
  durable: boolean,
): Promise<void> {
  const args = [
    `--pgdata=${join(folder, 'data')}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  const { initdb: command } = placement.binaries;
  const result = await run(command, args, folder, placement);
  if (result.failure === null) return;
  await rm(folder, { recursive: true, force: true });
  throw new BootError(
    `PostgreSQL could not initialise its data folder: ${result.failure}${lastLines(result.output)}`,
  );
}

function run(
  command: string,
  args: string[],
  cwd: string,
  { identity }: Placement,
): Promise<{ failure: string | null; output: string }> {
  return new Promise((resolve) => {
    let output = '';
    try {
      const child = spawn(command, args, {
        cwd,
        env: childEnv(cwd),
        stdio: ['ignore', 'pipe', 'pipe'],
        ...identity,
      });
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('error', (error) => resolve({ failure: whyItCannotRun(command, error.message), output }));
      child.on('close', (code, signal) =>
        resolve({
          failure: code === 0 ? null : `initdb ended with ${signal ?? `code ${code ?? '?'}`}.`,
          output,
        }),
      );
    } catch (error) {
      resolve({ failure: whyItCannotRun(command, messageOf(error)), output });
    }
  });
}
