import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { isProblem, newId, type Result } from '#libs/common';
import { ANONYMOUS_SCOPE, SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { NeedSearchService, NeedService } from '#libs/demand';
import { OrganisationProfileService, OrganisationService, type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { compareParameter, findParameter, type Requirement, type StatedValue } from '#libs/parameters';
import { type ParameterFilter, SearchIndex, SearchRebuild, SearchTable, SearchTerms } from '#libs/search';
import {
  type ProductFilter,
  type ProductInput,
  type ProductQuery,
  ProductSearchService,
  ProductService,
} from '#libs/supply';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';
import { searchHits } from '../support/search.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

/** The goods of this file by SKU. */
const GOODS: Readonly<Record<string, Partial<ProductInput> & { by?: 'other' }>> = {
  bank: { name: '中国农业发展银行柜面终端' },
  building: { name: '在建工程监测系统' },
  pending: { name: '待处理废液收集装置' },
  breaker: {
    name: '户内10kV真空断路器',
    industryCode: '3823',
    chainNodes: ['nev-battery'],
    parameters: [{ name: '额定电压', low: '12', high: '12', unit: 'kV' }],
    certificates: [
      { name: 'ISO 9001', validTo: '2099-01-01' },
      { name: 'CQC', validTo: '2020-01-01' },
    ],
    price: { low: 500_000, high: 800_000, per: '台' },
    leadTimeDays: 30,
    regionsServed: ['320000'],
    stages: ['on_sale', 'mass_production'],
  },
  outdoor: {
    name: '戶外真空斷路器',
    parameters: [{ name: '额定电压', low: '24', high: '40.5', unit: 'kV' }],
    price: { low: 2_000_000, high: null, per: '台' },
    regionsServed: ['*'],
    stages: ['trial'],
    firstUnit: {
      kind: 'equipment',
      level: 'province',
      catalogue: '江苏首台套目录',
      item: '断路器',
      listedOn: '2025-01-01',
      validTo: '2099-01-01',
    },
    by: 'other',
  },
  cable: { name: '电力电缆 YJV22-8.7/15', regionsServed: ['320500'], by: 'other' },
  stage: { name: '精密位移台', summary: '定位精度±0.01mm，符合GB/T12706.2-2020' },
  wide: { name: '隔离开关 １２ｋＶ', leadTimeDays: 90 },
};

describe('search over a catalogue', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let searches: ProductSearchService;
  let sme: OrgScope;
  let other: OrgScope;
  let soe: OrgScope;
  let operator: OrgScope;
  const ids = new Map<string, string>();

  const work = () => drain(database, worker);

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    searches = app.get(ProductSearchService);
    sme = (await registerMember(worker, 'sme', 'sme_admin', '招商局重工科技有限公司')).scope;
    other = (await registerMember(worker, 'sme', 'sme_admin', '广东华特气体股份有限公司')).scope;
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    operator = (await registerMember(worker, 'platform', 'platform_operator')).scope;
    await database.sql(
      `INSERT INTO chain (code, name) VALUES ('nev', '新能源汽车链') ON CONFLICT DO NOTHING`,
    );
    await database.sql(
      `INSERT INTO chain_node (code, chain, name, stage) VALUES ('nev-battery', 'nev', '动力电池', 'upstream') ON CONFLICT DO NOTHING`,
    );
    const profiles = app.get(OrganisationProfileService);
    ok(await profiles.update(sme, { regionCode: '320500' }));
    ok(await profiles.update(other, { regionCode: '440100' }));
    ok(await profiles.addCertificate(sme, { tier: 'little_giant', level: '国家级', issuedOn: '2025-01-01' }));
    const products = app.get(ProductService);
    for (const [sku, { by, ...more }] of Object.entries(GOODS)) {
      const scope = by === 'other' ? other : sme;
      const input = { sku, summary: '合格', name: sku, ...more };
      const { id } = ok(await products.create(scope, input));
      ok(await products.publish(scope, id));
      ids.set(id, sku);
    }
    await work();
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const find = async (query: Partial<ProductQuery>) => ok(await searches.search(soe, { text: '', ...query }));
  const skus = async (query: Partial<ProductQuery>) =>
    (await find(query)).rows.map((row) => ids.get(row.id) ?? row.id).sort();
  const filtered = (filter: ProductFilter) => skus({ filter });

  it.each([
    ['农业', ['bank']],
    ['工程', ['building']],
    ['处理', ['pending']],
    ['招商 公司 断路器', ['breaker']],
    ['真空断路器', ['breaker', 'outdoor']],
    ['真空斷路器', ['breaker', 'outdoor']],
    ['12kV', ['breaker', 'wide']],
    ['１２ｋＶ', ['breaker', 'wide']],
    ['12000V', ['breaker', 'wide']],
    ['12千伏', ['breaker', 'wide']],
    ['10kV', ['breaker']],
    ['40500 V', ['outdoor']],
    ['YJV22-8.7/15', ['cable']],
    ['YJV22', ['cable']],
    ['8.7/15', ['cable']],
    ['±0.01mm', ['stage']],
    ['GB/T12706.2-2020', ['stage']],
    ['GB/T 12706', ['stage']],
    ['华特气体', ['cable', 'outdoor']],
    ['新能源', ['breaker']],
    ['ISO9001', ['breaker']],
  ])('%s finds %j, all words together', async (text, expected) => {
    const page = await find({ text });
    expect([page.hits.mode, page.hits.degraded]).toEqual(['all', false]);
    expect(page.rows.map((row) => ids.get(row.id)).sort()).toEqual(expected);
  });

  it('tells where a hit says what was looked for, in the text as it is shown', async () => {
    const { rows, highlights } = await find({ text: '真空断路器 12kV 江苏' });
    const outdoor = rows.find((row) => ids.get(row.id) === 'outdoor')!;
    expect(await highlights(outdoor)).toEqual([{ field: 'name', ranges: [{ start: 2, end: 7 }] }]);
    const wide = await find({ text: '12kV 隔离开关' });
    expect(await wide.highlights(wide.rows[0]!)).toEqual([
      {
        field: 'name',
        ranges: [
          { start: 0, end: 4 },
          { start: 5, end: 9 },
        ],
      },
    ]);
  });

  describe('filters', () => {
    const region = { regions: ['320000'] };
    it.each<[string, ProductFilter, string[]]>([
      [
        'a province holds what lies below it',
        region,
        ['bank', 'breaker', 'building', 'pending', 'stage', 'wide'],
      ],
      [
        'values are alternatives',
        { regions: ['440100', '320500'] },
        [...ids.values(), ...Object.keys(GOODS)].sort(),
      ],
      [
        'a province is served by who serves a part',
        { servedRegions: ['320000'] },
        ['breaker', 'cable', 'outdoor'],
      ],
      ['a city by who serves its province', { servedRegions: ['320600'] }, ['breaker', 'outdoor']],
      ['a section holds its classes', { industries: ['C'] }, ['breaker']],
      ['a class with its letter', { industries: ['C3823'] }, ['breaker']],
      ['another class', { industries: ['3811'] }, []],
      ['a chain', { chains: ['nev'] }, ['breaker']],
      ['a node', { chainNodes: ['nev-battery'] }, ['breaker']],
      ['a tier', { tiers: ['little_giant'], stages: ['on_sale'] }, ['breaker']],
      ['a certificate, however written', { certificates: ['iso9001'] }, ['breaker']],
      ['no expired certificate', { certificates: ['CQC'] }, []],
      ['a first-unit listing', { firstUnitKinds: ['equipment'], firstUnitLevels: ['province'] }, ['outdoor']],
      ['stages', { stages: ['trial', 'on_sale'] }, ['breaker', 'outdoor']],
      ['filters are all asked for', { stages: ['trial', 'on_sale'], ...region }, ['breaker']],
      ['a price that overlaps', { price: { low: 700_000, high: 900_000 } }, ['breaker']],
      ['a price with an open side', { price: { low: 900_000 } }, ['outdoor']],
      ['another currency', { price: { low: 1, currency: 'USD' } }, []],
      ['a price of something else', { price: { high: 900_000, per: '米' } }, []],
      ['a price band', { priceBands: ['from_10k'] }, ['outdoor']],
      ['lead time', { leadTimeDays: { high: 60 } }, ['breaker']],
      [
        '10 kV at least',
        { parameters: [{ name: '额定电压', op: '>=', low: '20', unit: 'kV' }] },
        ['outdoor'],
      ],
      [
        'in another unit',
        { parameters: [{ name: '额定电压', op: '<=', high: '12000', unit: 'V' }] },
        ['breaker'],
      ],
      ['nothing asked for', {}, []],
    ])('%s', async (_what, filter, expected) => {
      expect(await filtered(filter)).toEqual(expected);
    });

    it('may keep what does not say', async () => {
      const parameters = [
        { name: '额定电压', op: '>=' as const, low: '20', unit: 'kV', includeUnstated: true },
      ];
      expect(await filtered({ parameters })).toEqual([
        'bank',
        'building',
        'cable',
        'outdoor',
        'pending',
        'stage',
        'wide',
      ]);
    });

    it('go with words', async () => {
      expect(await skus({ text: '断路器', filter: { servedRegions: ['440000'] } })).toEqual(['outdoor']);
    });
  });

  it('counts facets with names, each without its own filter', async () => {
    const page = await find({ text: '断路器', filter: { regions: ['440000'] } });
    const facets = new Map(
      (await page.facets(['region', 'tier', 'stage', 'price_band'])).map((one) => [one.facet, one.values]),
    );
    expect(facets.get('region')).toEqual(
      expect.arrayContaining([
        { code: '320000', name: { zh: '江苏省', en: '江苏省' }, count: 1 },
        { code: '440000', name: { zh: '广东省', en: '广东省' }, count: 1 },
      ]),
    );
    expect(facets.get('tier')).toEqual([]);
    expect(facets.get('stage')).toEqual([{ code: 'trial', name: { zh: '试用', en: 'trial' }, count: 1 }]);
    expect(await page.total()).toBe(1);
    const all = await find({ text: '断路器' });
    expect((await all.facets(['tier']))[0]?.values).toMatchObject([{ code: 'little_giant', count: 1 }]);
    expect(await all.total()).toBe(2);
  });

  it('sorts, ties by id', async () => {
    const order = async (sort: ProductQuery['sort'], filter: ProductFilter) =>
      (await find({ sort, filter })).rows.map((row) => ids.get(row.id));
    const priced = { stages: ['trial' as const, 'on_sale' as const] };
    expect(await order('price_low', priced)).toEqual(['breaker', 'outdoor']);
    expect(await order('price_high', priced)).toEqual(['outdoor', 'breaker']);
    expect(await order('newest', priced)).toEqual(['outdoor', 'breaker']);
    const names = (await find({ sort: 'name', filter: { regions: ['320000'] } })).rows.map((row) => row.name);
    expect(names).toEqual([...names].sort());
  });

  it('goes on with a cursor in its own search only', async () => {
    const page = await find({ text: '断路器', first: 1 });
    const after = page.hits.cursors[0]!;
    expect((await find({ text: '断路器', first: 1, after })).rows).toHaveLength(1);
    for (const query of [
      { text: '电缆' },
      { text: '断路器', sort: 'name' as const },
      { text: '断路器', filter: { chains: ['nev'] } },
    ])
      expect(await searches.search(soe, { after, ...query })).toMatchObject({
        issues: [{ path: 'after', code: 'BAD_CURSOR' }],
      });
  });

  it('suggests words and titles of what is there, and of nothing that is gone', async () => {
    await worker.get(UnitOfWork).run(SYSTEM_SCOPE, (tx) => worker.get(SearchTerms).rebuild(tx));
    const terms = app.get(SearchTerms);
    const suggest = async (text: string) =>
      ok(await terms.suggest(ANONYMOUS_SCOPE, { kind: 'product', text, limit: 10 })).map((one) => one.text);
    expect(await suggest('斷')).toEqual(expect.arrayContaining(['断路器']));
    expect(await suggest('户内')).toEqual(expect.arrayContaining(['户内10kV真空断路器']));
    expect(await suggest('~')).toEqual([]);
    expect(await suggest('%')).toEqual([]);
    await database.sql("DELETE FROM search_document WHERE title ~ '断路器|斷路器'");
    expect(await suggest('断')).toEqual([]);
    expect(await worker.get(SearchRebuild).everything(() => undefined)).toBeGreaterThanOrEqual(8);
    await work();
    expect(await suggest('断')).toEqual(expect.arrayContaining(['断路器']));
    expect(await terms.suggest(ANONYMOUS_SCOPE, { kind: 'product', text: 'x', limit: 21 })).toMatchObject({
      issues: [{ path: 'limit', code: 'OUT_OF_RANGE' }],
    });
  });

  it('makes documents again that an older segmentation made, or whose days are over, and matches nothing anew', async () => {
    await database.sql("UPDATE search_document SET basis = 'old' WHERE title LIKE '%电缆%'");
    await database.sql("UPDATE search_document SET fresh_until = '2020-01-01' WHERE title LIKE '%位移台%'");
    expect(await worker.get(SearchRebuild).stale()).toBe(2);
    await work();
    expect(await worker.get(SearchRebuild).stale()).toBe(0);
    const causes = await database.sql(
      "SELECT 1 FROM outbox WHERE kind LIKE 'match.%' AND cause LIKE 'search.%'",
    );
    expect(causes).toEqual([]);
    await database.sql('UPDATE reference_version SET version = version + 1');
    expect(await worker.get(SearchRebuild).stale()).toBeGreaterThanOrEqual(8);
    await work();
  });

  describe('an organisation', () => {
    const cable = () => [...ids].find(([, sku]) => sku === 'cable')![0];

    it('that changes is found by what it is now', async () => {
      ok(await app.get(OrganisationProfileService).update(other, { regionCode: '330100' }));
      expect(await filtered({ regions: ['330000'] })).toEqual([]);
      await work();
      expect(await filtered({ regions: ['330000'] })).toEqual(['cable', 'outdoor']);
    });

    it('that is suspended is neither found nor read by others, and comes back', async () => {
      const organisations = app.get(OrganisationService);
      const products = app.get(ProductService);
      const needs = app.get(NeedService);
      const need = ok(await needs.create(soe, { kind: 'challenge', title: '电缆接头攻关' }));
      ok(await needs.publish(soe, need.id));
      await work();
      const sought = async () =>
        ok(await app.get(NeedSearchService).search(sme, { text: '攻关', filter: { kinds: ['challenge'] } }))
          .rows.length;
      expect([await sought(), (await needs.find(sme, need.id))?.id]).toEqual([1, need.id]);
      for (const scope of [other, soe])
        ok(await organisations.suspend(operator, scope.organisationId, '资料不实'));
      // At once, before the index knows.
      expect([await products.find(sme, cable()), await needs.find(sme, need.id)]).toEqual([null, null]);
      expect((await products.find(other, cable()))?.id).toBe(cable());
      expect([await skus({ text: '电缆' }), await sought()]).toEqual([[], 0]);
      await work();
      const indexed = await app.get(SearchTable).versions('product', [cable()]);
      expect([indexed.size, (await worker.get(SearchTable).versions('need', [need.id])).size]).toEqual([
        0, 0,
      ]);
      for (const scope of [other, soe]) ok(await organisations.reinstate(operator, scope.organisationId));
      await work();
      expect([await skus({ text: '电缆' }), await sought()]).toEqual([['cable'], 1]);
      expect((await products.find(sme, cable()))?.id).toBe(cable());
    });

    it('hands many products over in rows of 500 at most', async () => {
      await database.sql(
        `INSERT INTO product (id, organisation_id, sku, name, status)
           SELECT uuidv7(), $1, 'many-' || i, '批量产品', 'published' FROM generate_series(1, 1100) AS i`,
        [other.organisationId],
      );
      await worker
        .get(UnitOfWork)
        .run(SYSTEM_SCOPE, (tx) =>
          worker.get(SearchRebuild).organisation(tx, other.organisationId, 'organisation.updated'),
        );
      const rows = await database.sql<{ size: number }>(
        "SELECT jsonb_array_length(payload->'items') AS size FROM outbox WHERE kind = 'search.apply' AND status = 'pending' ORDER BY id",
      );
      expect(rows.map((row) => row.size)).toEqual([500, 500, 102]);
      await database.sql("DELETE FROM outbox WHERE status = 'pending'");
      await database.sql("DELETE FROM product WHERE sku LIKE 'many-%'");
    });
  });

  it('answers a parameter filter as compareParameter does', async () => {
    const codes = ['rated_voltage', 'withstand_voltage', 'power_consumption'];
    const number = fc.integer({ min: -3, max: 3 }).map(String);
    const end = fc.option(number, { nil: null });
    const stated = fc
      .record({ code: fc.constantFrom(...codes), low: end, high: end })
      .filter(({ low, high }) => low !== null || high !== null);
    const list = fc
      .sample(stated, { numRuns: 120, seed: 7 })
      .map((one) => ({ ...one, id: newId(), unit: '' }));
    const unitOf = (code: string) => findParameter(code)!.baseUnit;
    await worker.get(UnitOfWork).run(SYSTEM_SCOPE, (tx) =>
      worker.get(SearchTable).put(
        tx,
        list.map(({ id, ...one }) => ({
          ...{ kind: 'need', id, version: 1, title: '对照', fields: [{ weight: 'A', text: '对照' }] },
          parameters: [{ ...one, unit: unitOf(one.code) }],
        })),
      ),
    );
    const asked = fc.record({
      code: fc.constantFrom(...codes),
      op: fc.constantFrom('>=', '<=', '>', '<', '=', 'range'),
      a: fc.integer({ min: -3, max: 3 }),
      b: fc.integer({ min: -3, max: 3 }),
    });
    for (const { code, op, a, b } of fc.sample(asked, { numRuns: 60, seed: 8 })) {
      const [low, high] = op === '=' ? [a, a] : [Math.min(a, b), Math.max(a, b)];
      const required = {
        op,
        low: String(low),
        high: String(high),
        unit: unitOf(code),
        condition: null,
      } as Requirement;
      const filter: ParameterFilter = {
        code,
        op: required.op,
        low: required.low,
        high: required.high,
        includeUnstated: false,
      };
      const hits = ok(
        await searchHits(app.get(SearchIndex), ANONYMOUS_SCOPE, {
          ...{ kind: 'need', text: '对照', first: 200 },
          filter: { tags: [], price: null, leadTimeDays: null, deadline: null, parameters: [filter] },
        }),
      );
      const met = list
        .filter((one) => one.code === code)
        .filter((one) => {
          const value: StatedValue = { low: one.low, high: one.high, unit: unitOf(code), condition: null };
          return compareParameter(findParameter(code)!, required, value).verdict === 'met';
        });
      expect([required, [...hits.ids].sort()]).toEqual([required, met.map((one) => one.id).sort()]);
    }
  });

  it('keeps what an outbox row of an organisation causes in one transaction', async () => {
    await app.get(UnitOfWork).run(sme, (tx) =>
      app.get(Outbox).add(tx, {
        kind: 'search.organisation',
        cause: 'organisation.updated',
        payload: { organisationId: sme.organisationId },
      }),
    );
    await work();
    await work();
    expect(await database.sql("SELECT 1 FROM outbox WHERE status <> 'done'")).toEqual([]);
  });
});
