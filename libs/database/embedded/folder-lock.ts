import { mkdir, mkdtemp, readdir, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRunning, processTag } from './process-tag.js';

/** A lock that this process holds until {@link FolderLock.release}, or until it dies. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes a lock for this process, or answers at once that another one has it.
 *
 * The lock is a folder that holds one file named after its owner. A folder made ready is renamed into place, which
 * fails while the present one has an owner and succeeds when it is empty: so no two processes ever hold it, and
 * removing the file of a dead owner can never remove that of a living one.
 * @param path of the lock
 * @returns the lock, or null when a living process holds it
 */
export async function tryLock(path: string): Promise<FolderLock | null> {
  const tag = processTag();
  const parent = dirname(path);
  await mkdir(parent, { recursive: true });
  const prepared = await mkdtemp(join(parent, '.lock-'));
  try {
    await writeFile(join(prepared, tag), '');
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await moveInto(prepared, path)) return { release: () => release(path, tag) };
      const owners = await readdir(path).catch(() => []);
      if (owners.some(isRunning)) return null;
      // A lock left by another user cannot be removed; it then counts as held.
      for (const owner of owners) if (!(await remove(join(path, owner)))) return null;
    }
    return null;
  } finally {
    await rm(prepared, { recursive: true, force: true });
  }
}

async function moveInto(prepared: string, path: string): Promise<boolean> {
  // Windows renames onto no folder at all, not even an empty one; rmdir removes none but empty ones.
  await rmdir(path).catch(() => undefined);
  try {
    await rename(prepared, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(code)) return false;
    throw error;
  }
}

async function remove(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

async function release(path: string, tag: string): Promise<void> {
  await unlink(join(path, tag)).catch(() => undefined);
  await rmdir(path).catch(() => undefined);
}
