import { loadConfig } from '#libs/config';
import { type Drift, SearchReconcile } from '#libs/search';
import { withCore } from '../core-context.js';

export interface ReconcileOptions {
  /** Report only. */
  readonly check: boolean;
  readonly json: boolean;
}

/** Drifted entities that are named; the counts have them all. */
const SHOWN = 20;

/**
 * `cli reconcile`: compares published products and open needs with the search index, both ways, by ids and versions, and hands what
 * drifted to the worker. Works where `cli reindex` does; the platform may run meanwhile.
 * @param options.check only reports; exit code 1 when there is drift
 */
export async function reconcile({ check, json }: ReconcileOptions): Promise<void> {
  const report = await withCore(loadConfig(), (app) => app.get(SearchReconcile).run(!check));
  const { compared, underway, drift } = report;
  if (check && drift.length > 0) process.exitCode = 1;
  if (json) {
    console.log(JSON.stringify(report));
    return;
  }
  console.log(
    `已核对 ${compared} 条，处理中 ${underway} 条，偏差 ${drift.length} 条${drift.length > 0 && !check ? '，已交付后台修复' : ''} / ` +
      `${compared} compared, ${underway} under way, ${drift.length} drifted${drift.length > 0 && !check ? ', handed to the worker' : ''}`,
  );
  for (const one of drift.slice(0, SHOWN)) console.log(`  ${lineOf(one)}`);
}

const lineOf = ({ kind, id, wanted, indexed }: Drift) =>
  `${kind} ${id}: 应为 / wanted ${wanted ?? '-'}, 索引 / indexed ${indexed ?? '-'}`;
