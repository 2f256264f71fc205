import { BootError } from '#libs/common';
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
  try {
    const config = loadConfig();
    const started = await start(config, createLogger(name, config.logLevel));
    // A parent that dies, even by SIGKILL, closes the channel: nothing may stay behind it.
    process.once('disconnect', () => {
      setTimeout(() => process.exit(0), 10_000).unref();
      void started.close().finally(() => process.exit(0));
    });
    process.send?.({ ready: started.url });
  } catch (error) {
    process.stderr.write(
      `${name}: ${error instanceof BootError ? error.message : String((error as Error).stack ?? error)}\n`,
    );
    process.exit(1);
  }
}
