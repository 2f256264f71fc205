import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AppConfig } from '#libs/config';
import { createLogger } from '#libs/observability';
import { coreModules, type CoreOptions } from '../core.js';
import { openKeptDatabase } from './platform.js';

@Module({})
class CliModule {
  static forRoot(options: CoreOptions): DynamicModule {
    return { module: CliModule, imports: coreModules(options) };
  }
}

/**
 * Does work with the platform's services as a worker has them: on DATABASE_WORKER_URL, or else on the embedded database while
 * `npm start` does not run. Everything is closed at the end.
 */
export async function withCore<T>(
  config: AppConfig,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const { workerUrl } = config.database;
  const database = workerUrl === null ? await openKeptDatabase({ config, say: () => undefined }) : null;
  try {
    const databaseUrl = workerUrl ?? database?.urls.worker ?? '';
    const logger = createLogger('cli', 'warn');
    const module = CliModule.forRoot({ config, logger, databaseUrl, name: 'gonglian-cli' });
    const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await database?.stop();
  }
}
