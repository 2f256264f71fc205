import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, processTag } from './process-tag.js';

/**
 * Makes a folder in which something grows that is renamed into place when it is whole, and removes those that dead
 * processes left half-made.
 * @param parent folder that exists
 * @param prefix of the folder's name, before the tag of this process
 */
export async function makeTemporary(parent: string, prefix: string): Promise<string> {
  await removeHalfMade(parent, prefix);
  return mkdtemp(join(parent, `${prefix}${processTag()}-`));
}

/** Removes what processes that run no more left half-made. */
export async function removeHalfMade(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix) && !isRunning(name.slice(prefix.length))) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}
