import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { ImportService } from '#libs/intake';
import { Product, ProductVersion } from '#libs/supply';
import { snapshotOf } from '../../libs/supply/product-version.entity.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { begin, faultsOf, imported, importJobs, runImports } from '../support/imports.js';
import { jobRunner, realHandlers } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

const FULL = [
  'sku,name,summary,category,industry_code,chain_nodes,parameters,param:防护系数,certificates,price_low,price_high,price_per,lead_time_days,regions_served,stages,capacity,capacity_unit,capacity_per,first_unit_kind,first_unit_level,first_unit_catalogue,first_unit_item,first_unit_listed_on,publish,unknown',
  'A-1,真空断路器,"户内 12kV, 固封",断路器,3823,power-grid.switch;power-grid.breaker,额定电压=12kV；额定电流=630~1250A,3级,CQC|2024-1|中国质量认证中心|2024-01-02|2027-01-01;CE,1234.5,2000,台,30,320000;110000,on_sale;mass_production,1000,台,month,equipment,province,江苏目录,断路器,2025-01-01,是,随便',
  'A-2,隔离开关,,,,,,,,,,,,,,,,,,,,,,,',
].join('\r\n');

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
    expect(bare).toMatchObject({ status: 'draft', summary: '', parameters: [], price: null, publishedAt: null });
    const kept = await versions();
    expect(kept.map((version) => version.data).sort((a, b) => (a.sku < b.sku ? -1 : 1))).toEqual(
      [full!, bare!].map(snapshotOf),
    );
    expect(kept.map(({ changedBy }) => changedBy)).toEqual([sme.userId, sme.userId]);
    expect(await told()).toEqual([
      { cause: 'product.imported', payload: { kind: 'product', items: [{ id: full!.id, version: 1 }] } },
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
    expect(first).toMatchObject({ version: 2, leadTimeDays: 45, summary: '户内 12kV, 固封', status: 'published' });
    expect((await versions()).filter(({ productId }) => productId === first!.id).at(-1)?.data).toEqual(
      snapshotOf(first!),
    );
    expect((await told()).at(-1)?.payload.items).toEqual([{ id: first!.id, version: 2 }]);
  });

  it('withdraw on 否, publish on 是, and refuse to publish what says too little', async () => {
    await imported(tools(), sme, FULL);
    const run = await imported(tools(), sme, 'sku,name,publish\nA-1,真空断路器,否\nA-2,隔离开关,是\nA-9,空,yes');
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

});
void begin;
void importJobs;
void runImports;
void jobRunner;
void realHandlers;
void ImportService;
