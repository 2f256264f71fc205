import { constants } from 'node:os';
import { messageOf } from '#libs/common';

/** Somebody asked to stop. No fault: everything is put away, and the exit code says which signal it was. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Work that was cut off ends by itself when what it works on is gone. */
const CUT_OFF_MS = 5_000;

/** Ctrl-C as a signal for work, from now until `release`. Further ones while stopping change nothing. */
export function stopSignal(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const handlers = SIGNALS.map((name) => {
    const handler = () => {
      if (!controller.signal.aborted) process.stderr.write('\n正在停止 / stopping …\n');
      process.exitCode = 128 + constants.signals[name];
      controller.abort(new StoppedError());
    };
    process.on(name, handler);
    return () => process.off(name, handler);
  });
  return { signal: controller.signal, release: () => handlers.forEach((off) => off()) };
}

/**
 * Does the work, or leaves it when it is asked to stop; then puts away what it stood on.
 * @param putAway always called, once, before this ends
 * @throws what the work threw, unless it was asked to stop
 */
export async function untilStopped<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  putAway: () => Promise<void>,
): Promise<T | null> {
  const working = work();
  const stopped = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  try {
    return await Promise.race([working, stopped]);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    await putAway();
    const ended = working.then(
      () => undefined,
      (error: unknown) => void messageOf(error),
    );
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, CUT_OFF_MS)))]);
    clearTimeout(timer);
  }
}
