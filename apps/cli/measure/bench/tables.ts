import Table from 'cli-table3';
import { short } from '../output.js';
import { type Machine } from '../throw-away.js';
import { type BenchFigures, type Latency } from './types.js';

const both = (first: number, second: number) => `${short(first)} / ${short(second)}`;
const ms = ({ p50, p95, p99 }: Latency) => `${short(p50)} / ${short(p95)} / ${short(p99)}`;

const ROWS: readonly (readonly [string, (figures: BenchFigures) => string])[] = [
  ['Icecat / 企业产品 / 需求 rows', ({ size }) => `${size.icecat} / ${size.products} / ${size.needs}`],
  ['负载 / load average', ({ load }) => short(load)],
  ['导入 Icecat, rows/s / COPY', ({ icecatImport: i }) => both(i.rowsPerSecond, i.copyRowsPerSecond)],
  ['导入企业产品前的需求 / needs open before', ({ openBefore }) => short(openBefore)],
  ['导入企业产品 rows/s / COPY', ({ productImport: i }) => both(i.rowsPerSecond, i.copyRowsPerSecond)],
  ['… 占 COPY / share of COPY', ({ productImport: i }) => short(i.shareOfCopy)],
  [
    '… 可搜索 / searchable rows/s',
    ({ icecatImport, productImport }) =>
      both(icecatImport.searchableRowsPerSecond, productImport.searchableRowsPerSecond),
  ],
  ['可搜索延迟 idle, ms p50/95/99', ({ lagIdle }) => ms(lagIdle)],
  ['… 导入中 / under import', ({ lagUnderImport }) => ms(lagUnderImport)],
  ['搜索 GraphQL, ms p50/95/99', ({ search }) => ms(search.sequential)],
  ['… 同一 SQL / the same SQL', ({ search }) => ms(search.sequentialSql)],
  ['20 连接 GraphQL, requests/s', ({ search }) => short(search.concurrent.requestsPerSecond)],
  ['… ms p50/95/99', ({ search }) => ms(search.concurrent)],
  ['… 同一 SQL / the same SQL, /s', ({ search }) => short(search.concurrentSql.requestsPerSecond)],
  ['匹配 / needs matched per s', ({ matching }) => short(matching.needsPerSecond)],
  ['… 一次 / a run, s p50/95', ({ matching }) => both(matching.runP50, matching.runP95)],
  ['反向匹配 / reverse, ms a product', ({ reverse }) => short(reverse.perProduct)],
  ['… 单个 / alone, ms p50/95/99', ({ reverse }) => ms(reverse.alone)],
  ['启动 / start-up API / worker, ms', ({ startUp }) => both(startUp.api, startUp.worker)],
  ['索引差异 / index drift', ({ drift }) => `${drift.missing + drift.surplus + drift.otherVersion}`],
  [
    '内存峰值 MiB: API/worker/CLI/PG',
    ({ memory: m }) => [m.api, m.worker, m.cli, m.postgresTogether].map((one) => one ?? '—').join(' / '),
  ],
];

/** The figures of each size side by side. */
export function benchTable(machine: Machine, sizes: readonly BenchFigures[]): string {
  const table = new Table({
    head: ['', ...sizes.map((_, index) => `${index + 1}.`)],
    style: { head: [], border: [] },
  });
  for (const [name, show] of ROWS) table.push([name, ...sizes.map(show)]);
  const { node, cores, load, at } = machine;
  return `${table.toString()}\nNode ${node}, ${cores} 核 / cores, 负载 / load ${load}, ${at}; 临时数据库无 fsync / throw-away database without fsync`;
}
