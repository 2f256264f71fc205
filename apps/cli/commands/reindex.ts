import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AppConfig, loadConfig } from '#libs/config';
import { createLogger } from '#libs/observability';
import { SearchRebuild } from '#libs/search';
import { coreModules, type CoreOptions } from '../../core.js';
import { openKeptDatabase } from '../platform.js';

@Module({})
class ReindexModule {
  static forRoot(options: CoreOptions): DynamicModule {
    return { module: ReindexModule, imports: coreModules(options) };
  }
}

/**
 * `cli reindex`: hands every published product and open need, and whatever else the index holds, to the worker to be indexed again.
 * Works on DATABASE_WORKER_URL, or else on the embedded database while `npm start` does not run. Search goes on meanwhile.
 * @param options.stale only documents that are out of date
 */
export async function reindex({ stale }: { readonly stale: boolean }): Promise<void> {
  const config = loadConfig();
  const { workerUrl } = config.database;
  const database = workerUrl === null ? await openKeptDatabase({ config, say: () => undefined }) : null;
  try {
    const total = await handOver(config, workerUrl ?? database?.urls.worker ?? '', stale);
    console.log(`已交付 ${total} 条，由后台重建索引 / ${total} handed to the worker to be indexed again`);
  } finally {
    await database?.stop();
  }
}

async function handOver(config: AppConfig, databaseUrl: string, stale: boolean): Promise<number> {
  const logger = createLogger('cli', 'warn');
  const module = ReindexModule.forRoot({ config, logger, databaseUrl, name: 'gonglian-cli' });
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  try {
    const rebuild = app.get(SearchRebuild);
    const progress = (kind: string, handed: number) => console.log(`  ${kind}: ${handed}`);
    return stale ? await rebuild.stale(progress) : await rebuild.everything(progress);
  } finally {
    await app.close();
  }
}
