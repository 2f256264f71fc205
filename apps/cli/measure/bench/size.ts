import { randomBytes } from 'node:crypto';
import { GraphqlClient } from '../../graphql-client.js';
import { icecatProduct, icecatSupplier } from '../icecat.js';
import {
  atMost,
  COMPANY_SOURCE,
  companyOf,
  companyProduct,
  firstOfEach,
  ICECAT_SOURCE,
  mapped,
} from '../mapping.js';
import { companyRows, icecatRows, noticeRows, type OutsidePaths } from '../outside-data.js';
import { percentile } from '../output.js';
import { readDrift } from '../real-report.js';
import { machine, type Stage } from '../throw-away.js';
import { latency, timed } from './clock.js';
import { asCsvFile } from './csv-file.js';
import { countProducts, measureImport } from './importing.js';
import { measureLag } from './lag.js';
import { measureMatching, measureReverse, openNeeds } from './matching.js';
import { measureSearch } from './searching.js';
import { type BenchFigures, type ImportFigures, type Latency } from './types.js';

export interface BenchSize {
  readonly icecat: number;
  readonly products: number;
  readonly needs: number;
}

interface Order {
  readonly size: BenchSize;
  readonly paths: OutsidePaths;
  readonly queries: readonly string[];
}

const IDLE_LAGS = 20;
/** Notices whose needs are open before the company rows are imported; the rest is matched after it. */
const OPEN_BEFORE = 100;
const STARTS = 3;
/** Small sizes, as tests have them, need no more requests than they have rows. */
const effortOf = ({ icecat, products }: BenchSize) => ({
  search: {
    warmUp: Math.min(100, icecat),
    sequential: Math.min(300, icecat),
    concurrent: Math.min(2_000, icecat),
  },
  reverse: { together: Math.min(100, products), alone: Math.min(20, products) },
});

/** All figures of one size, on a fresh platform. Search is measured on the Icecat rows alone. */
export async function measureSize(stage: Stage, { size, paths, queries }: Order): Promise<BenchFigures> {
  const { load } = machine();
  const effort = effortOf(size);
  const icecatImport = await importIcecat(stage, size, paths);
  await stage.bench.rebuildStats();
  const supplier = await signInSupplier(stage);
  step('搜索 / search');
  const search = await measureSearch(stage, supplier, queries, effort.search);
  step('可搜索延迟 / lag');
  const lagIdle = latency(
    await measureLag(supplier, 'idleprobe', (done) => done >= Math.min(IDLE_LAGS, size.icecat)),
  );
  // Needs that wait: without any, what is imported would be matched with nothing, and the worker had less to do than ever in earnest.
  const openBefore = await openNeeds(stage, () =>
    atMost(noticeRows(paths), Math.min(OPEN_BEFORE, Math.floor(size.needs / 2))),
  );
  const { productImport, lagUnderImport } = await importCompanies(stage, supplier, size, paths);
  const matching = await measureMatching(stage, () => atMost(noticeRows(paths), size.needs));
  step('反向匹配 / reverse matching');
  const reverse = await measureReverse(stage, effort.reverse);
  await stage.bench.settle('收尾 / last jobs', true);
  const drift = await readDrift(stage.bench);
  // Before the processes are started anew: their peaks would be gone.
  const memory = await stage.memory.stop();
  step('启动 / starts');
  const startUp = await measureStartUp(stage);
  return {
    ...{ size, load, icecatImport, openBefore, productImport, lagIdle, lagUnderImport },
    ...{ search, matching, reverse, startUp, drift, memory },
  };
}

/** Says on standard error what is measured next. */
const step = (name: string) => void process.stderr.write(`  ${name} …\n`);

async function importIcecat(stage: Stage, size: BenchSize, paths: OutsidePaths): Promise<ImportFigures> {
  const rows = () => atMost(icecatRows(paths), size.icecat);
  await stage.bench.load({
    ...{ kind: 'organisations', name: 'Icecat suppliers', source: ICECAT_SOURCE },
    rows: firstOfEach(rows(), icecatSupplier),
  });
  const load = { kind: 'products' as const, name: 'Icecat', source: ICECAT_SOURCE };
  const file = await asCsvFile(stage, mapped(rows(), icecatProduct));
  return measureImport(stage, { ...load, rows: file }, await countProducts(stage));
}

/** The import of the company rows, with somebody who publishes products and looks for them meanwhile. */
async function importCompanies(
  stage: Stage,
  supplier: GraphqlClient,
  size: BenchSize,
  paths: OutsidePaths,
): Promise<{ productImport: ImportFigures; lagUnderImport: Latency }> {
  const rows = () => atMost(companyRows(paths), size.products);
  await stage.bench.load({
    ...{ kind: 'organisations', name: '企业 / companies', source: COMPANY_SOURCE },
    rows: firstOfEach(rows(), companyOf),
  });
  const known = await countProducts(stage);
  const load = { kind: 'products' as const, name: '产品 / products', source: COMPANY_SOURCE };
  const file = await asCsvFile(stage, mapped(rows(), companyProduct));
  let running = true;
  const probing = measureLag(supplier, 'busyprobe', (done) => !running && done > 0);
  // It is awaited after the import; a failure before that is told there.
  probing.catch(() => undefined);
  // The probes end with the import: each is work of its own, and the index would never be seen to have caught up.
  const productImport = await measureImport(stage, { ...load, rows: file }, known, () => {
    running = false;
  });
  return { productImport, lagUnderImport: latency(await probing) };
}

async function signInSupplier({ platform, bench }: Stage): Promise<GraphqlClient> {
  const organisationId = await bench.addOrganisation('sme', 'Bench');
  const [email, password] = ['supplier@bench.example', randomBytes(16).toString('hex')];
  await bench.addPerson({ organisationId, email, password, role: 'sme_admin' });
  return new GraphqlClient(() => platform.api.url).signIn(email, password);
}

/** From the start of a process until it is ready, with all the data there. */
async function measureStartUp({ platform }: Stage): Promise<BenchFigures['startUp']> {
  const medians: number[] = [];
  for (const child of [platform.api, platform.worker]) {
    const seconds: number[] = [];
    for (let start = 0; start < STARTS; start += 1) {
      await child.stop();
      seconds.push(await timed(() => child.start()));
    }
    medians.push(percentile(seconds, 0.5) * 1_000);
  }
  return { api: medians[0] ?? 0, worker: medians[1] ?? 0 };
}
