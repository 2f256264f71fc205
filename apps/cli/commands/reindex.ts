import { loadConfig } from '#libs/config';
import { SearchRebuild } from '#libs/search';
import { withCore } from '../core-context.js';

/**
 * `cli reindex`: hands every published product and open need, and whatever else the index holds, to the worker to be indexed again.
 * Works on DATABASE_WORKER_URL, or else on the embedded database while `npm start` does not run. Search goes on meanwhile.
 * @param options.stale only documents that are out of date
 */
export async function reindex({ stale }: { readonly stale: boolean }): Promise<void> {
  const total = await withCore(loadConfig(), (app) => {
    const rebuild = app.get(SearchRebuild);
    const progress = (kind: string, handed: number) => console.log(`  ${kind}: ${handed}`);
    return stale ? rebuild.stale(progress) : rebuild.everything(progress);
  });
  console.log(`已交付 ${total} 条，由后台重建索引 / ${total} handed to the worker to be indexed again`);
}
