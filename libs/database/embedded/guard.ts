/** What the guard is told on its command line. */
export interface GuardOrder {
  /** Of the server, for people. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>> | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly logFile: string;
  /** Signals that stop the server, each with the time after which the next one is tried. */
  readonly stopSignals: readonly (readonly [signal: NodeJS.Signals, afterMs: number])[];
  /** Folder to remove when the server has ended because its parent was gone; null keeps everything. */
  readonly removeWhenOrphaned: string | null;
}

/** What the guard tells its parent. */
export type GuardMessage =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null };

/**
 * Body of the guard: a process between us and the server, which outlives us and stops the server when we are gone,
 * even after a SIGKILL. It runs from its own source text (see {@link guardSource}), because no compiled file exists
 * when tests run from the TypeScript sources; so it may name nothing outside itself.
 */
/* istanbul ignore next: counters would be names from outside. */
function guard(order: GuardOrder): void {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const { openSync, rmSync } = process.getBuiltinModule('node:fs');
  const tell = (message: GuardMessage, then?: () => void): void => {
    if (process.connected && process.send) process.send(message, undefined, undefined, () => then?.());
    else then?.();
  };
  const leave = (): void => {
    if (process.connected) process.disconnect();
  };
  // Its source text and its order are no sight for a list of processes.
  process.title = `gonglian: guard of ${order.name}`;
  let orphaned = false;
  try {
    const log = openSync(order.logFile, 'a', 0o600);
    const server = spawn(order.command, [...order.args], {
      cwd: order.cwd,
      stdio: ['ignore', log, log],
      ...(order.env === null ? {} : { env: { ...order.env } }),
      ...(order.uid === null ? {} : { uid: order.uid }),
      ...(order.gid === null ? {} : { gid: order.gid }),
    });
    const pending = [...order.stopSignals];
    const signalNext = (): void => {
      const next = pending.shift();
      if (next === undefined || server.exitCode !== null || server.signalCode !== null) return;
      server.kill(next[0]);
      setTimeout(signalNext, next[1]).unref();
    };
    let stopping = false;
    const stop = (): void => {
      if (!stopping) signalNext();
      stopping = true;
    };
    server.on('error', (error) => tell({ kind: 'failed', reason: error.message }, leave));
    server.on('spawn', () => tell({ kind: 'started', pid: server.pid ?? 0 }));
    server.on('exit', (code, signal) => {
      if (orphaned && order.removeWhenOrphaned !== null)
        rmSync(order.removeWhenOrphaned, { recursive: true, force: true });
      tell({ kind: 'exited', code, signal }, leave);
    });
    process.on('message', stop);
    process.on('disconnect', () => {
      orphaned = true;
      stop();
    });
    process.on('SIGTERM', stop);
    // Both go to every process of a terminal; what they mean for the server, our parent decides.
    for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  } catch (error) {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }, leave);
  }
}

/** The guard as a program for `node -e`, which takes the order as its only argument. */
export function guardSource(): string {
  return `(${guard.toString()})(JSON.parse(process.argv[1]));`;
}
