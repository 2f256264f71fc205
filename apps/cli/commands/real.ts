import { randomBytes } from 'node:crypto';
import { systemClock } from '#libs/common';
import {
  atMost,
  COMPANY_SOURCE,
  companyOf,
  companyProduct,
  firstOfEach,
  mapped,
  NOTICE_SOURCE,
  noticeNeed,
  operatorOf,
} from '../measure/mapping.js';
import {
  companyRows,
  findOutsideData,
  noticeRows,
  type OutsidePaths,
  requireWritable,
} from '../measure/outside-data.js';
import { output } from '../measure/output.js';
import {
  readDrift,
  readKept,
  readMatching,
  readNotifications,
  readShown,
  realTables,
  type RealReport,
} from '../measure/real-report.js';
import { machine, onThrowAwayPlatform, type Stage } from '../measure/throw-away.js';
import { type Loaded, type Workbench } from '../measure/workbench.js';

export interface RealCommand {
  readonly data?: string;
  readonly json?: string;
  /** At most so many rows of products and needs, for a quick look. */
  readonly rows: number;
}

const SHOWN_NEEDS = 10;
const SHOWN_CANDIDATES = 5;

/**
 * `npm run real`: brings real catalogues and notices into a throw-away platform through the import service, has every need matched, and
 * says what became of every row.
 */
export async function real({ data, json, rows }: RealCommand): Promise<void> {
  const paths = await findOutsideData(data, ['companies', 'notices']);
  await requireWritable(json);
  const report = await onThrowAwayPlatform((stage) => measure(stage, paths, rows));
  if (report !== null) await output(json, report, () => realTables(report));
}

async function measure(stage: Stage, paths: OutsidePaths, most: number): Promise<RealReport> {
  const { bench, memory } = stage;
  const started = machine();
  const companies = () => atMost(companyRows(paths), most);
  const notices = () => atMost(noticeRows(paths), most);
  const organisations = await bench.load({
    ...{ kind: 'organisations', name: '企业 / companies', source: COMPANY_SOURCE },
    rows: firstOfEach(companies(), companyOf),
  });
  const began = performance.now();
  const products = await bench.load({
    ...{ kind: 'products', name: '产品 / products', source: COMPANY_SOURCE },
    rows: mapped(companies(), companyProduct),
  });
  await bench.settle('索引 / indexing');
  const secondsUntilSearchable = (performance.now() - began) / 1_000;
  // A platform counts its words every ten minutes; the needs come after the first count.
  await bench.rebuildStats();
  const buyers = await bench.load({
    ...{ kind: 'organisations', name: '采购方 / buyers', source: NOTICE_SOURCE },
    rows: firstOfEach(notices(), operatorOf),
  });
  await addBuyers(bench);
  const now = systemClock.now();
  const needs = await bench.load({
    ...{ kind: 'needs', name: '需求 / needs', source: NOTICE_SOURCE },
    rows: mapped(notices(), (notice) => noticeNeed(notice, now)),
  });
  await bench.settle('匹配 / matching', true);
  return {
    machine: started,
    ...{ organisations, products: { ...products, secondsUntilSearchable }, buyers, needs },
    setAside: together([organisations, products, buyers, needs]),
    ...{ matching: await readMatching(bench), kept: await readKept(bench) },
    ...{ notifications: await readNotifications(bench), drift: await readDrift(bench) },
    ...{ memory: await memory.stop(), shown: await readShown(bench, SHOWN_NEEDS, SHOWN_CANDIDATES) },
  };
}

/** One person for each buyer: otherwise there is nobody whom the matching could tell of. */
async function addBuyers(bench: Workbench): Promise<void> {
  const rows = await bench.query<{ id: string }>(
    "SELECT id FROM organisation WHERE kind = 'soe' ORDER BY id",
  );
  for (const [index, { id }] of rows.entries())
    await bench.addPerson({
      ...{ organisationId: id, email: `buyer-${index + 1}@real.example`, role: 'soe_buyer' },
      password: randomBytes(16).toString('hex'),
    });
}

function together(loads: readonly Loaded[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { setAside } of loads)
    for (const [code, rows] of Object.entries(setAside)) sums[code] = (sums[code] ?? 0) + rows;
  return sums;
}
