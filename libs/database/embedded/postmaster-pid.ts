import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootError } from '#libs/common';
import { isAlive } from './process-tag.js';

/** What a running server says about itself in `postmaster.pid`. */
export interface PostmasterPid {
  readonly pid: number;
  readonly ready: boolean;
}

/** Reads the text of a postmaster.pid: the pid stands on line 1, the state on line 8. */
export function parsePostmasterPid(text: string): PostmasterPid | null {
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : null;
}

/** State of the server of a data folder; null when none has left a word. */
export async function readPostmasterPid(data: string): Promise<PostmasterPid | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  return parsePostmasterPid(text);
}

/**
 * Waits until no server of an earlier run holds the data folder: its parent may have been killed a moment ago, and
 * its guard is stopping it.
 * @param data the cluster's data folder
 * @param waitMs after this time the start is refused
 */
export async function awaitFreeData(
  data: string,
  waitMs: number,
  log: (line: string) => void,
): Promise<void> {
  const until = Date.now() + waitMs;
  for (let told = false; ; told = true) {
    const found = await readPostmasterPid(data);
    if (found === null) return;
    if (!isAlive(found.pid) || !(await isServerOf(found.pid, data))) {
      // The pid may belong to another process by now; PostgreSQL would take it for its own kind and refuse to start.
      await rm(join(data, 'postmaster.pid'), { force: true });
      return;
    }
    if (Date.now() > until) {
      throw new BootError(
        `The database in ${data} is in use by a PostgreSQL server that runs already (pid ${found.pid}). ` +
          'Stop the other start, or set DATA_DIR to another folder.',
      );
    }
    if (!told) log(`Waiting for the earlier PostgreSQL server of ${data} (pid ${found.pid}) to end.`);
    await sleep(100);
  }
}

/** A server's working directory is its data folder. Where that cannot be read, the pid file is believed. */
async function isServerOf(pid: number, data: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(data));
  } catch {
    return true;
  }
}
