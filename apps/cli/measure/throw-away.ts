import { cpus, loadavg } from 'node:os';
import { loadConfig } from '#libs/config';
import { type Platform, startPlatform } from '../platform.js';
import { MemoryWatch } from './memory.js';
import { stopSignal, untilStopped } from './stop.js';
import { Workbench } from './workbench.js';

/** A platform of its own for one measurement. */
export interface Stage {
  readonly platform: Platform;
  readonly bench: Workbench;
  readonly memory: MemoryWatch;
  readonly signal: AbortSignal;
}

/** The machine that figures come from. */
export interface Machine {
  readonly node: string;
  readonly cores: number;
  /** Load average of the last minute. */
  readonly load: number;
  readonly at: string;
}

export function machine(): Machine {
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100;
  return { node: process.version, cores: cpus().length, load, at: new Date().toISOString() };
}

/**
 * Does the work on a whole platform with throw-away data (embedded PostgreSQL without fsync), and leaves nothing behind: no process
 * and no file, whether it ends, fails or is asked to stop.
 * @returns null when it was asked to stop
 */
export async function onThrowAwayPlatform<T>(work: (stage: Stage) => Promise<T>): Promise<T | null> {
  // Settings of an operator's own platform (DATABASE_URL, PORT …) must not lead here to kept data.
  const config = { ...loadConfig({}), stateDir: loadConfig().stateDir };
  const say = (line: string) => void process.stderr.write(`  ${line}\n`);
  const stop = stopSignal();
  try {
    say('启动临时平台 / starting a throw-away platform …');
    const platform = await startPlatform({
      config,
      keep: false,
      say,
      environment: { PORT: '0', ACCESS_TOKEN_SECONDS: '86400' },
    });
    const memory = new MemoryWatch(() => ({
      ...{ api: platform.api.pid, worker: platform.worker.pid },
      postgres: platform.postgres?.pid ?? null,
    }));
    let bench: Workbench | null = null;
    return await untilStopped(
      stop.signal,
      async () => {
        bench = await Workbench.open(config, platform.urls.worker, stop.signal);
        return work({ platform, bench, memory, signal: stop.signal });
      },
      async () => {
        await memory.stop();
        await bench?.close();
        await platform.stop();
      },
    );
  } finally {
    stop.release();
  }
}
