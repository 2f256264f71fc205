import { BootError, messageOf } from '#libs/common';
import { type AppConfig, loadConfig } from '#libs/config';
import { createLogger, type Logger } from '#libs/observability';

/** What a started process gives back. */
export interface Started {
  /** Told to the parent: where to reach it. */
  readonly url: string;
  close(): Promise<unknown>;
}

/**
 * Runs a server process: reads the configuration, starts, tells its parent, and ends with it. A start that fails is one
 * clear line and exit code 1.
 */
export async function runProcess(
  name: string,
  start: (config: AppConfig, logger: Logger) => Promise<Started>,
): Promise<void> {
  const unhook = endOnSignal();
  try {
    const config = loadConfig();
    const started = await start(config, createLogger(name, config.logLevel));
    unhook();
    // A parent that dies, even by SIGKILL, closes the channel: nothing may stay behind it.
    process.once('disconnect', () => {
      setTimeout(() => process.exit(0), 10_000).unref();
      void started.close().finally(() => process.exit(0));
    });
    process.send?.({ ready: started.url });
  } catch (error) {
    process.stderr.write(`${name}: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}

/** Exit codes of a shell for a process that a signal has ended. */
const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const;

/**
 * Lets a signal end the start; afterwards Nest answers it in order. The kernel gives process 1 of a container no signal that
 * it has no handler for, so a start that hangs would be killed only after Docker's patience.
 * @returns takes the handlers away
 */
function endOnSignal(): () => void {
  const handlers = Object.entries(SIGNALS).map(
    ([signal, code]) => [signal, () => process.exit(code)] as const,
  );
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

/** Codes of the system (`ECONNREFUSED`) and of PostgreSQL (no login, no such database, too many connections, shutting down). */
const CIRCUMSTANCE = /^(E[A-Z0-9]+|(08|28|3D|53|57)[0-9A-Z]{3})$/;

/** What people need: the message of a fault that they can mend, the stack of one that is ours. */
function reasonOf(error: unknown): string {
  if (error instanceof BootError) return error.message;
  const { code, errors, stack } = error as { code?: unknown; errors?: unknown[]; stack?: string };
  if (typeof code !== 'string' || !CIRCUMSTANCE.test(code)) return stack ?? String(error);
  // A name with several addresses fails with one error for each, under one without a message.
  return messageOf(error) || (errors ?? []).map(messageOf).join('; ') || code;
}
