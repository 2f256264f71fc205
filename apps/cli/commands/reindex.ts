import { setTimeout as sleep } from 'node:timers/promises';
import { type INestApplicationContext } from '@nestjs/common';
import { BootError, messageOf } from '#libs/common';
import { loadConfig } from '#libs/config';
import { isBuildBroken, MeiliBuild, SearchRebuild, SearchSources } from '#libs/search';
import { withCore } from '../core-context.js';

export interface ReindexOptions {
  readonly table: boolean;
  /** Only documents that are out of date. */
  readonly stale: boolean;
}

/** Between looks at a build that another process has, in milliseconds. */
const LOOK_MS = 1_000;
/** Works so long before it looks whether it was asked to stop, in milliseconds. */
const SLICE_MS = 5_000;

/**
 * `cli reindex`: with Meilisearch set up builds its indexes anew beside the live ones, here, and puts them in their place; without it, or
 * with `--table`, hands every published product and open need, and whatever else the search table holds, to the worker to be indexed
 * again. Works on DATABASE_WORKER_URL, or else on the embedded database while `npm start` does not run. Search goes on meanwhile, and it
 * may be broken off and run again.
 */
export async function reindex({ table, stale }: ReindexOptions): Promise<void> {
  const config = loadConfig();
  const withMeili = config.meili.url !== null && !stale;
  await withCore(config, async (app) => {
    if (table || !withMeili) await reindexTable(app, stale);
    if (withMeili) await buildAll(app).catch(explain);
  });
}

/** What people can mend by running it again is one clear line. */
function explain(error: unknown): never {
  if (isBuildBroken(error))
    throw new BootError(`建立中断，请再次执行 / broken off, run it again: ${messageOf(error)}`);
  throw error;
}

async function reindexTable(app: INestApplicationContext, stale: boolean): Promise<void> {
  const rebuild = app.get(SearchRebuild);
  const progress = (kind: string, handed: number) => console.log(`  ${kind}: ${handed}`);
  const total = await (stale ? rebuild.stale(progress) : rebuild.everything(progress));
  console.log(`已交付 ${total} 条，由后台重建索引 / ${total} handed to the worker to be indexed again`);
}

async function buildAll(app: INestApplicationContext): Promise<void> {
  const build = app.get(MeiliBuild);
  for (const { kind } of app.get(SearchSources).all()) {
    let generation = await build.begin(kind);
    let told = '';
    for (;;) {
      const outcome =
        generation === null
          ? 'busy'
          : await build.advance(generation, Date.now() + SLICE_MS, (_, phase, filled) => {
              const line = `  ${kind}: ${phase} ${filled}`;
              if (line !== told) console.log(line);
              told = line;
            });
      if (outcome === 'done') break;
      if (outcome !== 'busy') continue;
      const wait = `  ${kind}: 另一进程正在建立，等待 / another process builds it; waiting`;
      if (wait !== told) console.log(wait);
      told = wait;
      await sleep(LOOK_MS);
      generation ??= await build.begin(kind);
    }
    console.log(`  ${kind}: 新索引已启用 / the new index is live`);
  }
}
