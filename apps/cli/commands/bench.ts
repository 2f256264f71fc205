import { atMost } from '../measure/mapping.js';
import { benchTable } from '../measure/bench/tables.js';
import { measureSize, type BenchSize } from '../measure/bench/size.js';
import { type BenchFigures } from '../measure/bench/types.js';
import {
  companyRows,
  findOutsideData,
  icecatQueries,
  icecatRows,
  noticeRows,
  type OutsidePaths,
  requireWritable,
} from '../measure/outside-data.js';
import { output } from '../measure/output.js';
import { machine, onThrowAwayPlatform } from '../measure/throw-away.js';

export interface BenchCommand {
  readonly data?: string;
  readonly json?: string;
  /** At most so many rows of each file at the larger size. */
  readonly rows: number;
  readonly needs: number;
}

/** The smaller size is this part of the larger one. */
const SMALLER = 4;

/**
 * `npm run bench`: measures the platform on throw-away data at two sizes, a fresh platform each, so that growth shows. Everything that is
 * compared is measured in one run: figures of a shared machine are worth little, ratios are.
 */
export async function bench({ data, json, rows, needs }: BenchCommand): Promise<void> {
  const paths = await findOutsideData(data, ['companies', 'notices', 'icecat', 'queries']);
  await requireWritable(json);
  const queries = await icecatQueries(paths);
  const larger = await sizeOf(paths, rows, needs);
  const smaller: BenchSize = {
    icecat: part(larger.icecat),
    products: part(larger.products),
    needs: larger.needs,
  };
  const started = machine();
  const sizes: BenchFigures[] = [];
  for (const size of [smaller, larger]) {
    const figures = await onThrowAwayPlatform((stage) => measureSize(stage, { size, paths, queries }));
    if (figures === null) return;
    sizes.push(figures);
  }
  const report = { machine: started, fsync: false, sizes };
  await output(json, report, () => benchTable(started, sizes));
}

const part = (count: number) => Math.max(1, Math.floor(count / SMALLER));

/** How many rows the files have, as far as they are asked for. */
async function sizeOf(paths: OutsidePaths, rows: number, needs: number): Promise<BenchSize> {
  return {
    icecat: await count(atMost(icecatRows(paths), rows)),
    products: await count(atMost(companyRows(paths), rows)),
    needs: await count(atMost(noticeRows(paths), needs)),
  };
}

async function count(rows: AsyncGenerator): Promise<number> {
  let found = 0;
  while ((await rows.next()).done !== true) found += 1;
  return found;
}
