import { loadConfig } from '#libs/config';
import { type CompareReport, type Drift, MeiliCompare, SearchReconcile } from '#libs/search';
import { withCore } from '../core-context.js';

export interface ReconcileOptions {
  /** Report only. */
  readonly check: boolean;
  readonly json: boolean;
}

/** Drifted entities that are named; the counts have them all. */
const SHOWN = 20;

/**
 * `cli reconcile`: compares published products and open needs with the search table, and with Meilisearch where it is set up, both ways,
 * by ids and versions, and hands what drifted to the worker; shows what Meilisearch refused. Works where `cli reindex` does; the platform may run meanwhile.
 * @param options.check only reports; exit code 1 when there is drift
 */
export async function reconcile({ check, json }: ReconcileOptions): Promise<void> {
  const config = loadConfig();
  const { table, engine } = await withCore(config, async (app) => ({
    table: await app.get(SearchReconcile).run(!check),
    engine: config.meili.url === null ? null : await app.get(MeiliCompare).run(!check),
  }));
  if (check && table.drift.length + (engine?.drift.length ?? 0) > 0) process.exitCode = 1;
  if (json) {
    console.log(JSON.stringify({ ...table, ...(engine !== null && { meilisearch: engine }) }));
    return;
  }
  tell(table, check);
  if (engine !== null) tellEngine(engine, check);
}

type Figures = Pick<CompareReport, 'compared' | 'underway' | 'drift'>;

function tell({ compared, underway, drift }: Figures, check: boolean): void {
  const handed = drift.length > 0 && !check;
  console.log(
    `已核对 ${compared} 条，处理中 ${underway} 条，偏差 ${drift.length} 条${handed ? '，已交付后台修复' : ''} / ` +
      `${compared} compared, ${underway} under way, ${drift.length} drifted${handed ? ', handed to the worker' : ''}`,
  );
  for (const one of drift.slice(0, SHOWN)) console.log(`  ${lineOf(one)}`);
}

function tellEngine(report: CompareReport, check: boolean): void {
  console.log('Meilisearch:');
  tell(report, check);
  for (const kind of report.notLive)
    console.log(`  ${kind}: 无可用索引，由后台建立 / no live index; the worker builds it`);
  const { setAside } = report;
  if (setAside.length > 0) console.log(`被拒收 ${setAside.length} 条 / ${setAside.length} refused:`);
  for (const { kind, id, version, error } of setAside.slice(0, SHOWN))
    console.log(`  ${kind} ${id} v${version}: ${error}`);
}

const lineOf = ({ kind, id, wanted, indexed }: Drift) =>
  `${kind} ${id}: 应为 / wanted ${wanted ?? '-'}, 索引 / indexed ${indexed ?? '-'}`;
