import { type ChildProcess, spawn } from 'node:child_process';
import { BootError, messageOf } from '#libs/common';
import { childEnv, whyItCannotRun } from './child.js';
import { type GuardMessage, type GuardOrder, guardSource } from './guard.js';
import { isAlive } from './process-tag.js';

/** How a server ended. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One server under its guard. */
export interface ServerProcess {
  readonly pid: number;
  /** Settles once, when the server has ended; never rejects. */
  readonly exited: Promise<ServerExit>;
  /** Null while the server runs. */
  exit(): ServerExit | null;
  /** Asks the server to shut down, and waits for it. */
  stop(): Promise<ServerExit>;
  /** Kills the server at once, as a power cut would. */
  kill(): void;
  /** A server that is left running does not hold back the end of this process, which then stops it. */
  unref(): void;
}

export interface ServerOrder extends Pick<
  GuardOrder,
  'name' | 'command' | 'args' | 'cwd' | 'uid' | 'gid' | 'logFile' | 'removeWhenOrphaned'
> {
  /** A clean shutdown with a checkpoint, or none because the data is thrown away. */
  readonly clean: boolean;
}

/** After a fast shutdown has not ended the server for 10 s it is told to quit without a checkpoint, at last killed. */
const CLEAN: GuardOrder['stopSignals'] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/**
 * Starts a server under a guard of its own, in a session of its own: Ctrl-C in the terminal reaches this process
 * only, which decides when the database goes.
 * @throws BootError when it cannot be run at all
 */
export function startServerProcess(order: ServerOrder): Promise<ServerProcess> {
  const { clean, ...rest } = order;
  const guardOrder: GuardOrder = {
    ...rest,
    env: childEnv(order.cwd) ?? null,
    stopSignals: clean ? CLEAN : CLEAN.slice(1),
  };
  const windows = process.platform === 'win32';
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(new BootError(`${order.name} did not start: ${whyItCannotRun(order.command, reason)}`));
    try {
      const guard = spawn(process.execPath, ['-e', guardSource(), JSON.stringify(guardOrder)], {
        cwd: windows ? undefined : '/',
        env: childEnv('/'),
        detached: true,
        windowsHide: true,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      attach(guard, resolve, fail);
    } catch (error) {
      fail(messageOf(error));
    }
  });
}

/** Joins what the guard tells and how the guard itself ends into one {@link ServerProcess}. */
function attach(
  guard: ChildProcess,
  started: (server: ServerProcess) => void,
  failed: (reason: string) => void,
): void {
  let pid = 0;
  let exit: ServerExit | null = null;
  let settle: (exit: ServerExit) => void;
  const exited = new Promise<ServerExit>((resolve) => (settle = resolve));
  const ended = (how: ServerExit): void => {
    exit ??= how;
    settle(exit);
  };
  // Whoever ends the server waits for its end, which must then hold this process.
  const ref = (): void => {
    guard.ref();
    guard.channel?.ref();
  };
  const stop = (): Promise<ServerExit> => {
    ref();
    if (guard.connected) guard.send('stop', () => undefined);
    return exited;
  };
  const kill = (): void => {
    ref();
    if (exit === null) process.kill(pid, 'SIGKILL');
  };
  const unref = (): void => {
    guard.unref();
    guard.channel?.unref();
  };
  guard.on('message', (message: GuardMessage) => {
    if (message.kind === 'failed') failed(message.reason);
    else if (message.kind === 'exited') ended({ code: message.code, signal: message.signal });
    else {
      pid = message.pid;
      started({ pid, exited, exit: () => exit, stop, kill, unref });
    }
  });
  guard.on('error', (error) => failed(error.message));
  guard.on('exit', (code, signal) => {
    failed(`its guard ended with ${signal ?? `code ${code ?? '?'}`}`);
    if (exit === null) void outliveGuard(pid).then(() => ended({ code, signal }));
  });
}

/** The guard was killed: its server has lost its keeper and is stopped from here. */
async function outliveGuard(pid: number): Promise<void> {
  for (let tries = 0; pid > 0 && isAlive(pid) && tries < 100; tries += 1) {
    try {
      process.kill(pid, tries < 80 ? 'SIGINT' : 'SIGKILL');
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
