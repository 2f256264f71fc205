import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * The same lock as libs/database/embedded/folder-lock.ts, which cannot be used before it is compiled: a folder that
 * holds a file per owner. A ready folder is renamed into place, which works only while the present one is empty.
 */

/**
 * Waits for a lock and takes it for this process.
 * @param {string} path of the lock
 * @param {(owner: string) => void} onWait is called once when another process has it
 * @returns {Promise<{ share(pid: number): void, leave(): void, release(): void }>} `share` lets a child hold the lock too, for the
 *   case that it outlives us
 */
export async function takeLock(path, onWait) {
  for (let told = false; ; told = true) {
    const owner = tryLock(path);
    if (owner === null) break;
    if (!told) onWait(owner);
    await sleep(250);
  }
  const owners = [tagOf(process.pid)];
  return {
    share(pid) {
      const tag = tagOf(pid);
      owners.push(tag);
      writeFileSync(join(path, tag), '');
    },
    /** Gives up our own share; a child that still works keeps the lock until it ends. */
    leave() {
      rmSync(join(path, owners[0]), { force: true });
      quietly(() => rmdirSync(path));
    },
    release() {
      for (const owner of owners) rmSync(join(path, owner), { force: true });
      quietly(() => rmdirSync(path));
    },
  };
}

/** Takes the lock and returns null, or returns the owner that has it. */
function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const prepared = mkdtempSync(join(dirname(path), '.lock-'));
  try {
    writeFileSync(join(prepared, tagOf(process.pid)), '');
    for (let attempt = 0; attempt < 100; attempt += 1) {
      quietly(() => rmdirSync(path));
      if (quietly(() => renameSync(prepared, path))) return null;
      const owners = quietly(() => readdirSync(path)) ?? [];
      const living = owners.find(isRunning);
      if (living !== undefined) return living;
      for (const owner of owners) quietly(() => unlinkSync(join(path, owner)));
    }
    throw new Error(`the lock ${path} can be neither taken nor removed`);
  } finally {
    rmSync(prepared, { recursive: true, force: true });
  }
}

/** A pid and its start time: a pid alone may be another process by now. */
function tagOf(pid) {
  return `${pid}-${startOf(pid) ?? 'x'}`;
}

function isRunning(tag) {
  const [pid, start] = tag.split('-');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const now = startOf(Number(pid));
  return now === null || start === 'x' || now === start;
}

function startOf(pid) {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

/** Result of a call, true when it has none, null when it throws. */
function quietly(call) {
  try {
    return call() ?? true;
  } catch {
    return null;
  }
}
