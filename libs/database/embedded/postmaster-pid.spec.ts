import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { awaitFreeData, parsePostmasterPid } from './postmaster-pid.js';

describe('parsePostmasterPid', () => {
  it('reads pid and state', () => {
    const lines = ['123', '/data', '1700000000', '5432', '', '127.0.0.1', '  1  2', 'ready   ', ''];
    expect(parsePostmasterPid(lines.join('\n'))).toEqual({ pid: 123, ready: true });
    expect(parsePostmasterPid(lines.slice(0, 5).join('\n'))).toEqual({ pid: 123, ready: false });
  });

  it('reads a file that is empty, or was not written to its end, as none', () => {
    expect(parsePostmasterPid('')).toBeNull();
    expect(parsePostmasterPid('-\n')).toBeNull();
  });
});

describe('awaitFreeData', () => {
  let data: string;
  let holder: ChildProcess | null = null;
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'pgdata-'));
  });
  afterEach(async () => {
    holder?.kill('SIGKILL');
    holder = null;
    await rm(data, { recursive: true, force: true });
  });

  async function hold(ms: number): Promise<number> {
    holder = spawn(process.execPath, ['-e', `setTimeout(() => 0, ${ms})`], { cwd: data });
    await once(holder, 'spawn');
    await writeFile(join(data, 'postmaster.pid'), `${holder.pid ?? 0}\n`);
    return holder.pid ?? 0;
  }

  it('removes the pid file of a server whose pid belongs to a stranger now', async () => {
    await writeFile(join(data, 'postmaster.pid'), `${process.pid}\n`);
    await awaitFreeData(data, 0, log);
    expect(await readdir(data)).toEqual([]);
  });

  it('waits for a server that is ending', async () => {
    const pid = await hold(400);
    await awaitFreeData(data, 10_000, log);
    expect(lines.at(-1)).toContain(`pid ${pid}`);
  });

  it('names pid and folder of a server that stays', async () => {
    const pid = await hold(60_000);
    await expect(awaitFreeData(data, 150, log)).rejects.toThrow(new RegExp(`${data}.*pid ${pid}`));
  });
});
