import { mkdtemp, readdir, readFile, rm, stat, writeFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { readPostmasterPid } from './postmaster-pid.js';
import { isAlive, isRunning, processTag } from './process-tag.js';

/** Names the process that made a throw-away folder. */
const OWNER = 'owner';

/** A folder without an owner file may be one that is being made right now. */
const UNOWNED_MS = 60_000;

/**
 * Makes a folder for data that ends with this process, and removes those whose process ended without doing so.
 * @param parent folder that exists
 * @param prefix of the folder's name
 */
export async function makeThrowAwayHome(parent: string, prefix: string): Promise<string> {
  await removeStaleHomes(parent, prefix);
  const home = await mkdtemp(join(parent, prefix));
  await writeFile(join(home, OWNER), processTag());
  // mkdtemp makes 0700, and a service user must get to the data folder below, which is closed by itself.
  if (process.geteuid?.() === 0) await chmod(home, 0o755);
  return home;
}

/** Removes throw-away folders of our own user whose process is dead and whose server has ended. */
export async function removeStaleHomes(parent: string, prefix: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    const home = join(parent, name);
    if (await isStale(home)) await rm(home, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isStale(home: string): Promise<boolean> {
  const about = await stat(home).catch(() => null);
  if (!about?.isDirectory() || about.uid !== (process.geteuid?.() ?? about.uid)) return false;
  const owner = await readFile(join(home, OWNER), 'utf8').catch(() => '');
  if (owner === '') return Date.now() - about.mtimeMs > UNOWNED_MS;
  if (isRunning(owner)) return false;
  const postmaster = await readPostmasterPid(join(home, 'cluster', 'data'));
  return postmaster === null || !isAlive(postmaster.pid);
}
