import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { ImportService, ImportTargets, UploadService } from '#libs/intake';
import { Outbox } from '#libs/messaging';
import { Product, ProductVersion } from '#libs/supply';
import { snapshotOf } from '../../libs/supply/product-version.entity.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { begin, faultsOf, imported, importJobs, ok, runImports } from '../support/imports.js';
import { jobRunner, realHandlers } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

const FULL = [
  'sku,name,summary,category,industry_code,chain_nodes,parameters,param:防护系数,certificates,price_low,price_high,price_per,lead_time_days,regions_served,stages,capacity,capacity_unit,capacity_per,first_unit_kind,first_unit_level,first_unit_catalogue,first_unit_item,first_unit_listed_on,publish,unknown',
  'A-1,真空断路器,"户内 12kV, 固封",断路器,3823,power-grid.switch;power-grid.breaker,额定电压=12kV；额定电流=630~1250A,3级,CQC|2024-1|中国质量认证中心|2024-01-02|2027-01-01;CE,1234.5,2000,台,30,320000;110000,on_sale;mass_production,1000,台,month,equipment,province,江苏目录,断路器,2025-01-01,是,随便',
  'A-2,隔离开关,,,,,,,,,,,,,,,,,,,,,,,',
].join('\r\n');

/** Rows of the long file, and characters of a cell: enough that holding them would be seen. */
const LONG = Number(process.env.IMPORT_LONG_ROWS ?? 8_000);
const LONG_CELL = 1_500;
/** Rows between two looks at the memory; a batch has more. */
const LOOK_ROWS = 250;

// What is not reachable any more says nothing; without this the figure is that of the collector's mood.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are held: objects, texts and buffers. */
function held(): number {
  // Twice: the first finds what only a finaliser lets go.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Calls `look` again and again while an uploaded file is read. @returns what ends that */
function whileRead(uploads: UploadService, look: () => void): () => void {
  const read = uploads.read.bind(uploads);
  uploads.read = async function* (fileId) {
    let bytes = 0;
    for await (const chunk of read(fileId)) {
      bytes += chunk.length;
      if (bytes >= LOOK_ROWS * LONG_CELL * 3) {
        bytes = 0;
        look();
      }
      yield chunk;
    }
  };
  return () => {
    uploads.read = read;
  };
}

describe('imports of products', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let sme: OrgScope;
  let other: OrgScope;
  let operator: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    other = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    operator = (await registerMember(worker, 'platform', 'platform_operator')).scope;
  });

  beforeEach(async () => {
    await database.sql('TRUNCATE product, outbox, import_run, import_file CASCADE');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const tools = () => ({ database, app, worker });
  const products = () =>
    worker.get(UnitOfWork).read(SYSTEM_SCOPE, (tx) => tx.manager.find(Product, { order: { sku: 'ASC' } }));
  const versions = () =>
    worker
      .get(UnitOfWork)
      .read(SYSTEM_SCOPE, (tx) =>
        tx.manager.find(ProductVersion, { order: { productId: 'ASC', version: 'ASC' } }),
      );
  const told = () =>
    database.sql<{ cause: string; payload: { items: { id: string; version: number }[] } }>(
      "SELECT cause, payload FROM outbox WHERE kind = 'search.apply' ORDER BY id",
    );

  it('take every column to the field that createProduct has, with its version and one outbox row', async () => {
    const run = await imported(tools(), sme, FULL);
    expect(await faultsOf(app, sme, run.id)).toEqual([]);
    expect(run).toMatchObject({ status: 'done', rows: 2, added: 2, faulty: 0, bytesDone: run.bytesTotal });
    const [full, bare] = await products();
    expect(full).toMatchObject({
      ...{ sku: 'A-1', name: '真空断路器', summary: '户内 12kV, 固封', status: 'published', version: 1 },
      ...{ category: '断路器', industryCode: '3823' },
      chainNodes: ['power-grid.switch', 'power-grid.breaker'],
      parameters: [
        { code: 'rated_voltage', name: '额定电压', low: '12', high: '12', unit: 'kV', condition: null },
        { code: 'rated_current', name: '额定电流', low: '630', high: '1250', unit: 'A', condition: null },
        { code: null, name: '防护系数', low: '3', high: '3', unit: '级', condition: null },
      ],
      certificates: [
        {
          ...{ name: 'CQC', number: '2024-1', issuer: '中国质量认证中心' },
          ...{ issuedOn: '2024-01-02', validTo: '2027-01-01' },
        },
        { name: 'CE', number: null, issuer: null, issuedOn: null, validTo: null },
      ],
      price: { low: 123_450, high: 200_000, currency: 'CNY', per: '台' },
      capacity: { quantity: '1000', unit: '台', per: 'month' },
      ...{ leadTimeDays: 30, regionsServed: ['320000', '110000'], stages: ['on_sale', 'mass_production'] },
      firstUnit: { kind: 'equipment', level: 'province', catalogue: '江苏目录', listedOn: '2025-01-01' },
    });
    expect(bare).toMatchObject({
      status: 'draft',
      summary: '',
      parameters: [],
      price: null,
      publishedAt: null,
    });
    const kept = await versions();
    expect(kept.map((version) => version.data).sort((a, b) => (a.sku < b.sku ? -1 : 1))).toEqual(
      [full!, bare!].map(snapshotOf),
    );
    expect(kept.map(({ changedBy }) => changedBy)).toEqual([sme.userId, sme.userId]);
    expect(await told()).toEqual([
      {
        cause: 'product.imported',
        payload: { kind: 'product', items: [{ id: full!.id, version: 1 }], batchId: run.batchId },
      },
    ]);
  });

  it('change nothing the second time: no version, no outbox row', async () => {
    await imported(tools(), sme, FULL);
    const before = [await products(), await versions(), await told()];
    const run = await imported(tools(), sme, FULL);
    expect(run).toMatchObject({ status: 'done', rows: 2, added: 0, changed: 0, unchanged: 2 });
    expect([await products(), await versions(), await told()]).toEqual(before);
  });

  it('change what the file names and leave alone what it does not', async () => {
    await imported(tools(), sme, FULL);
    const run = await imported(
      tools(),
      sme,
      'sku,name,lead_time_days\nA-1,真空断路器,45\nA-2,隔离开关,\nA-3,新品,',
    );
    expect(run).toMatchObject({ rows: 3, added: 1, changed: 1, unchanged: 1 });
    const [first] = await products();
    expect(first).toMatchObject({
      version: 2,
      leadTimeDays: 45,
      summary: '户内 12kV, 固封',
      status: 'published',
    });
    expect((await versions()).filter(({ productId }) => productId === first!.id).at(-1)?.data).toEqual(
      snapshotOf(first!),
    );
    expect((await told()).at(-1)?.payload.items).toEqual([{ id: first!.id, version: 2 }]);
  });

  it('withdraw on 否, publish on 是, and refuse to publish what says too little', async () => {
    await imported(tools(), sme, FULL);
    const run = await imported(
      tools(),
      sme,
      'sku,name,publish\nA-1,真空断路器,否\nA-2,隔离开关,是\nA-9,空,yes',
    );
    expect(run).toMatchObject({ changed: 1, faulty: 2 });
    expect(await faultsOf(app, sme, run.id)).toEqual([
      '3:summary PRODUCT_INCOMPLETE',
      '4:summary PRODUCT_INCOMPLETE',
    ]);
    expect((await products()).map(({ sku, status }) => [sku, status])).toEqual([
      ['A-1', 'withdrawn'],
      ['A-2', 'draft'],
    ]);
    expect(await told()).toHaveLength(2);
  });

  it('set aside each bad row with its place and bring in the good ones', async () => {
    const run = await imported(
      tools(),
      sme,
      [
        'sku,name,parameters,lead_time_days,price_low,price_per,publish,first_unit_kind,param:额定电压',
        'G-1,好一,额定电压=12kV,1,,,,,',
        ',无货号,,,,,,,',
        'B-2,坏单位,额定电压=12kg,,,,,,',
        'B-3,坏参数,绝缘等级=F,,,,,,',
        'B-4,坏数,,x,1.234,台,也许,,',
        'B-5,坏列,',
        'B-6,坏"引号,,,,,,,',
        'B-7,坏首台套,,,,,,robot,',
        'B-8,坏参数列,,,,,,,12kg',
        'G-1,重复,,,,,,,',
        '',
        '"G-2","好二, 带""引号""',
        '和换行",,2,,,,,',
      ].join('\n'),
    );
    expect(run).toMatchObject({ status: 'done', rows: 11, added: 2, faulty: 9 });
    expect(await faultsOf(app, sme, run.id)).toEqual([
      '3:sku BAD_VALUE',
      '4:parameters BAD_UNIT',
      '5:parameters BAD_PARAMETER',
      '6:price_low BAD_AMOUNT',
      '6:lead_time_days BAD_INTEGER',
      '6:publish BAD_YES_NO',
      '7: COLUMN_COUNT',
      '8: STRAY_QUOTE',
      '9:first_unit_kind BAD_VALUE',
      '9:first_unit_level BAD_VALUE',
      '9:first_unit_catalogue BAD_VALUE',
      '9:first_unit_item BAD_VALUE',
      '9:first_unit_listed_on BAD_VALUE',
      '10:param:额定电压 BAD_UNIT',
      '11: DUPLICATE_ROW',
    ]);
    expect((await products()).map(({ name }) => name)).toEqual(['好一', '好二, 带"引号"\n和换行']);
  });

  it('leave the products of others alone, whatever a row says, and the database would refuse it too', async () => {
    const theirs = await imported(tools(), other, FULL);
    expect(theirs.added).toBe(2);
    const before = (await products()).filter(({ organisationId }) => organisationId === other.organisationId);
    const run = await imported(
      tools(),
      sme,
      `organisation,sku,name\n${other.organisationId},A-1,改名\n${other.organisationId},A-5,新`,
    );
    expect(run).toMatchObject({ added: 2, faulty: 0 });
    const after = await products();
    expect(after.filter(({ organisationId }) => organisationId === other.organisationId)).toEqual(before);
    expect(after.filter(({ name }) => name === '改名').map((one) => one.organisationId)).toEqual([
      sme.organisationId,
    ]);
    const fixed = { ...SYSTEM_SCOPE, organisationId: sme.organisationId };
    const rename = () =>
      worker
        .get(UnitOfWork)
        .run(fixed, (tx) =>
          tx.query("UPDATE product SET name = 'x' WHERE id = $1 RETURNING id", [before[0]!.id]),
        );
    expect(await rename()).toEqual([]);
    await expect(
      worker
        .get(UnitOfWork)
        .run(fixed, (tx) =>
          tx.query('INSERT INTO product (id, organisation_id, sku, name) VALUES (uuidv7(), $1, $2, $2)', [
            other.organisationId,
            'Z',
          ]),
        ),
    ).rejects.toMatchObject({ driverError: { code: '42501' } });
  });

  it('let an operator name the organisation of each row', async () => {
    const run = await imported(
      tools(),
      operator,
      [
        'organisation,sku,name',
        `${sme.organisationId},O-1,甲`,
        `${other.organisationId},O-1,乙`,
        `${operator.organisationId},O-2,平台不卖货`,
        '91220101123998915X,O-3,无此企业',
        ',O-4,没写',
      ].join('\n'),
    );
    expect(run).toMatchObject({ added: 2, faulty: 3 });
    expect(await faultsOf(app, operator, run.id)).toEqual([
      '4:organisation NO_SUPPLIER',
      '5:organisation UNKNOWN_ORGANISATION',
      '6:organisation UNKNOWN_ORGANISATION',
    ]);
    expect((await products()).map(({ name, organisationId }) => [name, organisationId]).sort()).toEqual(
      [
        ['甲', sme.organisationId],
        ['乙', other.organisationId],
      ].sort(),
    );
  });

  it('take one product once, by whatever names its organisation goes', async () => {
    await database.sql(
      `INSERT INTO organisation_source (source, key, organisation_id, name, created_at, updated_at)
         VALUES ('名录', 'K-1', $1, '甲厂', now(), now())`,
      [sme.organisationId],
    );
    const load = (...rows: string[]) =>
      imported(tools(), operator, ['organisation,sku,name,summary,publish', ...rows].join('\n'), {
        source: '名录',
      });
    const id = sme.organisationId;
    await load(`${id},O-1,旧,简介,是`);
    const run = await load(`${id},O-1,甲,简介,是`, `K-1,O-1,乙,简介,是`, 'K-1,O-2,丙,简介,是');
    expect(await faultsOf(app, operator, run.id)).toEqual(['3: DUPLICATE_ROW']);
    expect(run).toMatchObject({ rows: 3, added: 1, changed: 1, faulty: 1 });
    expect((await products()).map(({ name, version }) => [name, version])).toEqual([
      ['甲', 2],
      ['丙', 1],
    ]);
    expect((await told()).at(-1)?.payload.items).toHaveLength(2);
    const rest = Array.from({ length: 600 }, (_, i) => `${id},O-${i + 3},货 ${i},,`);
    const long = await load(`${id},O-1,丁,简介,是`, ...rest, 'K-1,O-1,戊,简介,是');
    expect(await faultsOf(app, operator, long.id)).toEqual(['603: DUPLICATE_ROW']);
    expect(long).toMatchObject({ added: 600, changed: 1, faulty: 1 });
    await database.sql("DELETE FROM organisation_source WHERE source = '名录'");
  });

  it('set aside what is too long before it is read, and keep of it what a person can see', async () => {
    const [piece, wide] = ['x'.repeat(98), 'w'.repeat(5_000)];
    const run = await imported(
      tools(),
      sme,
      [
        `sku,name,parameters,regions_served,param:额定电压,param:${wide}`,
        `T-1,多,${'额定电压=12kV;'.repeat(2_500)},,,`,
        `T-2,多列,${'x'.repeat(15_000)},,${'1'.repeat(6_000)},`,
        `T-3,长格,,${'320000;'.repeat(5_000)},,`,
        `T-4,表情,${piece}😀和更多,,,`,
        `T-5,宽列,,,,1kg`,
        `T-6,很多,${'坏;'.repeat(150)},,,`,
        'G-1,好,额定电压=12kV,,,',
      ].join('\n'),
    );
    expect(run).toMatchObject({ status: 'done', rows: 7, added: 1, faulty: 6 });
    const faults = await database.sql<{ row: number; column: string; code: string; params: object }>(
      `SELECT row_number AS row, column_name AS "column", code, params FROM import_fault ORDER BY id`,
    );
    const placed = faults.map(({ row, column, code }) => `${row}:${column} ${code}`);
    expect(placed.filter((one) => !/^[67]:/.test(one))).toEqual([
      '2:parameters TOO_LONG',
      '3:param:额定电压 TOO_LONG',
      '3:parameters BAD_PARAMETER',
      '4:regions_served TOO_LONG',
      '5:parameters BAD_PARAMETER',
    ]);
    expect(placed.filter((one) => one.startsWith('7:'))).toHaveLength(51);
    expect(faults.map(({ params }) => params)).toEqual(
      expect.arrayContaining([{ max: 20_000 }, { max: 32_767 }, { text: `${piece}…` }]),
    );
    expect(faults.filter(({ row }) => row === 6).map(({ column }) => column.length)).toEqual([200]);
    expect(Math.max(...faults.map(({ params }) => JSON.stringify(params).length))).toBeLessThan(600);
    const double = await imported(tools(), sme, `sku,name,param:${wide},param:${wide}\n`);
    expect(double).toMatchObject({ status: 'failed', errorCode: 'DOUBLE_COLUMN' });
    expect(String(double.errorParams.column)).toHaveLength(500);
  });

  it('let others work meanwhile, however long the check of a row takes', async () => {
    const target = worker.get(ImportTargets).find('products')!;
    const check = target.check.bind(target);
    target.check = (...given) => {
      const until = performance.now() + 25;
      while (performance.now() < until);
      return check(...given);
    };
    let [last, longest] = [performance.now(), 0];
    const look = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    try {
      expect(await imported(tools(), sme, many(45))).toMatchObject({ added: 45 });
    } finally {
      clearInterval(look);
      target.check = check;
    }
    // All of them in one go take more than a second.
    expect(longest).toBeLessThan(600);
  });

  const many = (count: number, name = '产品') =>
    [
      'sku,name,summary,publish',
      ...Array.from({ length: count }, (_, i) => `M-${i},${name} ${i},简介,是`),
    ].join('\n');

  it('write one outbox row a batch, and find a second row of the same SKU in a later batch', async () => {
    const run = await imported(tools(), sme, `${many(1_100)}\nM-3,再来,简介,是`);
    expect(run).toMatchObject({ rows: 1_101, added: 1_100, faulty: 1, checkpoint: 1_102 });
    expect(await faultsOf(app, sme, run.id)).toEqual(['1102: DUPLICATE_ROW']);
    expect((await told()).map(({ payload }) => payload.items.length)).toEqual([500, 500, 100]);
  });

  it('end at once when cancelled before a worker takes them, and between batches when it runs', async () => {
    const waiting = await begin(app, sme, many(10));
    await app.get(ImportService).cancel(sme, waiting.id);
    await runImports(database, worker);
    expect(await app.get(ImportService).find(sme, waiting.id)).toMatchObject({
      status: 'cancelled',
      rows: 0,
    });
    const run = await begin(app, sme, many(1_600));
    // As a person would who sees the first batch: the request comes while the next one is at hand.
    await database.sql(
      `CREATE FUNCTION public.cancel_it() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN IF NEW.rows >= 500 THEN NEW.cancel_requested = true; END IF; RETURN NEW; END $$;
       CREATE TRIGGER cancel_it BEFORE UPDATE ON import_run FOR EACH ROW EXECUTE FUNCTION public.cancel_it()`,
    );
    await runImports(database, worker);
    await database.sql('DROP TRIGGER cancel_it ON import_run');
    expect(await app.get(ImportService).find(sme, run.id)).toMatchObject({
      ...{ status: 'cancelled', rows: 500, added: 500, checkpoint: 501 },
    });
    expect(await products()).toHaveLength(500);
    expect(await importJobs(database)).toEqual([]);
  });

  it.each([
    ['the run begins', 'import_run', 'UPDATE', "OLD.status = 'queued'"],
    ['products are written', 'product', 'INSERT', "NEW.sku = 'M-700'"],
    ['versions are kept', 'product_version', 'INSERT', "NEW.data->>'sku' = 'M-700'"],
    [
      'the outbox row is written',
      'outbox',
      'INSERT',
      "NEW.kind = 'search.apply' AND NEW.payload::text LIKE '%}, {%'",
    ],
    ['faults are set aside', 'import_fault', 'INSERT', 'NEW.row_number > 502'],
    ['the checkpoint moves', 'import_run', 'UPDATE', 'NEW.checkpoint > 501'],
    ['the run ends', 'import_run', 'UPDATE', "NEW.status = 'done'"],
    ['the job is done', 'outbox', 'UPDATE', "NEW.status = 'done' AND NEW.kind = 'import.run'"],
  ])('lose and repeat nothing when it breaks where %s', async (_where, table, event, when) => {
    const run = await begin(app, sme, `${many(1_100)}\n,无货号,,\nM-5,重复,,`);
    const [job] = await importJobs(database);
    await database.sql(
      `CREATE OR REPLACE FUNCTION public.break_it() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'broken here'; END $$;
       CREATE TRIGGER break_it BEFORE ${event} ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION public.break_it()`,
    );
    const runner = jobRunner(worker, realHandlers(worker));
    await expect(runner.run(job!)).rejects.toThrow('broken here');
    await database.sql(`DROP TRIGGER break_it ON ${table}`);
    await runner.run(job!);
    expect(await app.get(ImportService).find(sme, run.id)).toMatchObject({
      ...{ status: 'done', rows: 1_102, added: 1_100, changed: 0, unchanged: 0, faulty: 2 },
    });
    expect(await faultsOf(app, sme, run.id)).toEqual(['1102:sku BAD_VALUE', '1103: DUPLICATE_ROW']);
    expect(await products()).toHaveLength(1_100);
    expect(await versions()).toHaveLength(1_100);
    expect((await told()).flatMap(({ payload }) => payload.items)).toHaveLength(1_100);
    expect(await importJobs(database)).toEqual([]);
  });

  it('bring the same SKUs in once when two run at once, in opposite order', async () => {
    const header = 'sku,name,summary,publish';
    const lines = many(1_000).split('\n').slice(1);
    const runs = [
      await begin(app, sme, [header, ...lines].join('\n')),
      await begin(app, sme, [header, ...[...lines].reverse()].join('\n')),
    ];
    const runner = jobRunner(worker, realHandlers(worker));
    await Promise.all((await importJobs(database)).map((id) => runner.run(id)));
    const ended = await Promise.all(runs.map(({ id }) => app.get(ImportService).find(sme, id)));
    expect(ended.map((run) => run?.status)).toEqual(['done', 'done']);
    expect(ended.reduce((sum, run) => sum + run!.added, 0)).toBe(1_000);
    expect(ended.reduce((sum, run) => sum + run!.unchanged, 0)).toBe(1_000);
    expect(await products()).toHaveLength(1_000);
    expect(await versions()).toHaveLength(1_000);
  });

  it('hold no more memory for a file four times as long, all the way to the database', async () => {
    const file = async function* (rows: number) {
      yield Buffer.from('sku,name,summary,publish\n');
      for (let i = 0; i < rows; i += 1)
        yield await Promise.resolve(Buffer.from(`M-${i},产品 ${i},${'长'.repeat(LONG_CELL)},是\n`));
    };
    const peak = async (rows: number) => {
      await database.sql('TRUNCATE product, outbox, import_run, import_file CASCADE');
      const upload = ok(await app.get(UploadService).store(sme, 'long.csv', file(rows)));
      ok(await app.get(ImportService).start(sme, { uploadId: upload.id, kind: 'products' }));
      let [most, looks] = [0, 0];
      const restore = whileRead(worker.get(UploadService), () => {
        most = Math.max(most, held());
        looks += 1;
      });
      await runImports(database, worker).finally(restore);
      const [run] = await database.sql<{ added: number }>('SELECT added FROM import_run');
      expect(run).toEqual({ added: rows });
      expect(looks).toBeGreaterThanOrEqual(rows / 500);
      return most / 1_048_576;
    };
    // Whatever is made once, such as remembered statements, is made before the first look.
    await peak(1_000);
    const [short, long] = [await peak(LONG / 4), await peak(LONG)];
    // Each row has 4.5 kB: kept in any form, three quarters of the long file would be a multiple of this.
    expect(long - short).toBeLessThan((LONG * LONG_CELL) / 1_048_576 / 2);
  }, 120_000);

  describe('that nobody works on any more', () => {
    const state = async (id: string) => {
      const [row] = await database.sql<{ status: string; error: string | null; closed: boolean | null }>(
        `SELECT status, error_code AS error, (SELECT closed_at IS NOT NULL FROM bulk_batch b WHERE b.id = r.batch_id) AS closed
           FROM import_run r WHERE id = $1`,
        [id],
      );
      return row;
    };
    const breakAt = (when: string) =>
      database.sql(
        `CREATE OR REPLACE FUNCTION public.break_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken here'; END $$;
         CREATE TRIGGER break_it BEFORE UPDATE ON import_run FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION public.break_it()`,
      );
    const mend = () => database.sql('DROP FUNCTION public.break_it() CASCADE');
    const tidy = async () => {
      await worker
        .get(UnitOfWork)
        .run(SYSTEM_SCOPE, (tx) =>
          worker.get(Outbox).add(tx, { kind: 'import.tidy', cause: 'test', payload: {} }),
        );
      const [row] = await database.sql<{ id: string }>(
        "SELECT id FROM outbox WHERE kind = 'import.tidy' AND status = 'pending'",
      );
      await jobRunner(worker, realHandlers(worker)).run(row!.id);
    };

    it('leave their keys behind, which are forgotten some at a time, and those of a running one kept', async () => {
      const keys = () =>
        database.sql<{ id: string; count: number }>(
          'SELECT import_id AS id, count(*)::int AS count FROM import_key GROUP BY 1 ORDER BY 1',
        );
      const ended = await imported(tools(), sme, many(10));
      const waiting = await begin(app, sme, many(10));
      // The last transaction of a run of a million rows would take minutes over them.
      expect(await keys()).toEqual([{ id: ended.id, count: 10 }]);
      await database.sql(
        `INSERT INTO import_key (import_id, key) SELECT $1::uuid, uuidv7() FROM generate_series(1, 45000)
         UNION ALL SELECT $2::uuid, uuidv7() FROM generate_series(1, 5)`,
        [ended.id, waiting.id],
      );
      await tidy();
      expect(await keys()).toEqual([{ id: waiting.id, count: 5 }]);
      await runImports(database, worker);
      await tidy();
      expect(await keys()).toEqual([]);
    });

    it('end as failed with the last try of their job, and the same file can be imported again', async () => {
      const run = await begin(app, sme, many(600));
      await breakAt("NEW.status = 'done'");
      const [job] = await importJobs(database);
      const runner = jobRunner(worker, realHandlers(worker));
      for (let tries = 1; tries <= 6; tries += 1) {
        expect((await state(run.id))?.status).toBe(tries === 1 ? 'queued' : 'running');
        await expect(runner.run(job!)).rejects.toThrow('broken here');
      }
      await mend();
      expect(await state(run.id)).toEqual({ status: 'failed', error: 'GIVEN_UP', closed: true });
      expect(await imported(tools(), sme, many(600))).toMatchObject({ added: 100, unchanged: 500 });
    });

    it('end as failed when their work is gone, or the command line that ran them', async () => {
      const [gone, waiting] = [await begin(app, sme, many(10)), await begin(app, sme, many(10))];
      await database.sql("UPDATE outbox SET status = 'failed' WHERE payload->>'importId' = $1", [gone.id]);
      const machine = (age: string) =>
        database.sql<{ id: string }>(
          `INSERT INTO import_run (id, file_name, kind, options, status, bytes_total, created_at, updated_at)
           VALUES (uuidv7(), 'x', 'products', '{}', 'running', 1, now(), now() - $1::interval) RETURNING id`,
          [age],
        );
      const [[dead], [alive]] = [await machine('16 minutes'), await machine('1 minute')];
      await tidy();
      const failed = { status: 'failed', error: 'INTERRUPTED' };
      expect(await Promise.all([gone, dead!].map(({ id }) => state(id)))).toMatchObject([failed, failed]);
      expect(await Promise.all([waiting, alive!].map(({ id }) => state(id)))).toMatchObject([
        { status: 'queued' },
        { status: 'running' },
      ]);
    });

    it.each([
      ['its organisation is suspended', "UPDATE organisation SET status = 'suspended' WHERE id = $1"],
      ['the person who started it leaves', 'DELETE FROM membership WHERE organisation_id = $1'],
    ])('stop between two batches when %s', async (_what, sql) => {
      const leaver = (await registerMember(worker, 'sme', 'sme_admin')).scope;
      const run = await begin(app, leaver, many(1_600));
      await breakAt('NEW.checkpoint > 501');
      const [job] = await importJobs(database);
      const runner = jobRunner(worker, realHandlers(worker));
      await expect(runner.run(job!)).rejects.toThrow('broken here');
      await mend();
      await database.sql(sql, [leaver.organisationId]);
      await runner.run(job!);
      expect(await state(run.id)).toEqual({ status: 'failed', error: 'STANDING_LOST', closed: true });
      expect(await products()).toHaveLength(500);
      expect(await importJobs(database)).toEqual([]);
    });
  });

  it('are cleared away with their bytes some days after their end, and never before', async () => {
    await imported(tools(), sme, FULL);
    const waiting = await begin(app, sme, FULL);
    const purge = async () => {
      await worker
        .get(UnitOfWork)
        .run(SYSTEM_SCOPE, (tx) =>
          worker.get(Outbox).add(tx, { kind: 'import.purge', cause: 'test', payload: {} }),
        );
      const [row] = await database.sql<{ id: string }>(
        "SELECT id FROM outbox WHERE kind = 'import.purge' AND status = 'pending'",
      );
      await jobRunner(worker, realHandlers(worker)).run(row!.id);
      return database.sql<{ id: string; chunks: number }>(
        'SELECT f.id, (SELECT count(*)::int FROM import_chunk c WHERE c.file_id = f.id) AS chunks FROM import_file f ORDER BY id',
      );
    };
    expect(await purge()).toHaveLength(2);
    await database.sql("UPDATE import_file SET created_at = created_at - interval '8 days'");
    expect(await purge()).toHaveLength(2);
    await database.sql("UPDATE import_run SET finished_at = finished_at - interval '8 days'");
    expect(await purge()).toEqual([{ id: waiting.fileId, chunks: 1 }]);
  });
});
