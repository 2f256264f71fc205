import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type GuardMessage, type GuardOrder, guardSource } from './guard.js';
import { isAlive } from './process-tag.js';
import { startServerProcess } from './server-process.js';

/** Starts the guard as our own code would, and prints what it says; killed in our place. */
const STAND_IN_PARENT = `
  const { spawn } = require('node:child_process');
  const guard = spawn(process.execPath, ['-e', ...process.argv.slice(1)], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  guard.on('message', (message) => console.log(JSON.stringify(message)));
`;

/** A server that does not listen to the first signal. */
const DEAF = `process.on('SIGINT', () => 0); setInterval(() => 0, 1000);`;

describe('the guard', () => {
  let folder: string;
  let parent: ChildProcess | null = null;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guard-'));
  });
  afterEach(async () => {
    parent?.kill('SIGKILL');
    parent = null;
    await rm(folder, { recursive: true, force: true });
  });

  it('ends the server and removes throw-away data when its parent is killed', async () => {
    const data = join(folder, 'data');
    await mkdir(data);
    const order: GuardOrder = {
      name: 'Node',
      command: process.execPath,
      args: ['-e', DEAF],
      cwd: data,
      env: {},
      uid: null,
      gid: null,
      logFile: join(folder, 'log'),
      stopSignals: [
        ['SIGINT', 200],
        ['SIGQUIT', 200],
      ],
      removeWhenOrphaned: data,
    };
    parent = spawn(process.execPath, ['-e', STAND_IN_PARENT, guardSource(), JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout! }), 'line')) as [string];
    const started = JSON.parse(line) as GuardMessage;
    if (started.kind !== 'started') throw new Error(line);
    expect(isAlive(started.pid)).toBe(true);

    parent.kill('SIGKILL');
    for (let i = 0; i < 100 && (isAlive(started.pid) || existsSync(data)); i += 1) await sleep(50);
    expect(isAlive(started.pid)).toBe(false);
    expect(existsSync(data)).toBe(false);
  });

  it('says in one line that a program cannot be run', async () => {
    const order = {
      name: 'Node',
      args: [],
      cwd: folder,
      uid: null,
      gid: null,
      logFile: join(folder, 'log'),
      removeWhenOrphaned: null,
      clean: true,
    };
    await expect(startServerProcess({ ...order, command: join(folder, 'nothing') })).rejects.toThrow(
      /nothing is missing/,
    );
    await expect(startServerProcess({ ...order, command: folder })).rejects.toThrow(/may not be run/);
    await expect(
      startServerProcess({ ...order, command: process.execPath, logFile: folder }),
    ).rejects.toThrow(/EISDIR/);
  });
});
