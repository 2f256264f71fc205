import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { Meilisearch } from 'meilisearch';
import { newId } from '#libs/common';
import { ANONYMOUS_SCOPE, SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import {
  NO_FILTER,
  PRICE_BANDS,
  PRODUCT_FACETS,
  queryGroups,
  type SearchDocument,
  type SearchFilter,
  SearchTable,
} from '#libs/search';
import { meiliDocument } from '../../libs/search/meili-document.js';
import { MeiliSearch } from '../../libs/search/meili-search.js';
import { indexSettings } from '../../libs/search/meili-settings.js';
import { PostgresSearch } from '../../libs/search/postgres-search.js';
import { type SearchEngine } from '../../libs/search/search-engine.js';
import { type SearchMode, type SearchPlan, type SearchSort } from '../../libs/search/search-sql.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { MEILI_MISSING, startMeili, type TestMeili } from '../support/meilisearch.js';
import { openServices } from '../support/services.js';

if (MEILI_MISSING !== null) process.stderr.write(`SKIPPED search engines: ${MEILI_MISSING}\n`);
const withMeili = MEILI_MISSING === null ? describe : describe.skip;

const UID = 'contract_product';
/** Of the generated documents and queries; the same in every run. */
const SEED = 20_261_125;
const DOCUMENTS = 400;
const QUERIES = 150;

/** Words that company and product names are made of, with those that engines are known to cut badly. */
const WORDS = [
  ...[
    '真空断路器',
    '断路器',
    '户内',
    '变压器',
    '农业发展银行',
    '在建工程',
    '招商局',
    '重工',
    '科技有限公司',
    '电力电缆',
  ],
  ...[
    '不锈钢',
    '无缝钢管',
    '碳化硅',
    '功率模块',
    '盾构机',
    '主驱动密封',
    '加工中心',
    '五轴联动',
    '轴承',
    '高压开关柜',
  ],
  ...[
    'YJV22-8.7/15',
    'GB/T12706.2-2020',
    '10kV',
    '12kV',
    '40.5kV',
    '±0.01mm',
    'φ108×4.5',
    'ISO9001',
    'M12',
    '3×300mm²',
  ],
  ...['printer', 'laser', 'usb hub', 'pump', 'valve', '-40℃~85℃', '系统', '设备', '服务', '材料'],
];
const REGIONS = ['320000', '320500', '440100', '110000'];
const STAGES = ['on_sale', 'trial', 'mass_production'];
const CERTIFICATES = ['ISO9001', 'CQC', 'CE', `O"BRIEN\\ OR 1=1`];

const fixture = (title: string, more: Partial<SearchDocument> = {}): SearchDocument => ({
  kind: 'product',
  id: newId(),
  version: 1,
  title,
  fields: [{ weight: 'A', text: title, isName: true }],
  publishedAt: new Date('2026-01-01T00:00:00Z'),
  ...more,
});

/** Names and texts on which Chinese search is known to fail elsewhere. */
const FIXTURES: Readonly<Record<string, SearchDocument>> = {
  bank: fixture('中国农业发展银行柜面终端'),
  building: fixture('在建工程监测系统'),
  merchants: fixture('断路器附件', {
    fields: [
      { weight: 'A', text: '断路器附件', isName: true },
      { weight: 'B', text: '招商局重工科技有限公司', isName: true },
    ],
  }),
  breaker: fixture('戶外真空斷路器'),
  indoor: fixture('户内12kV真空断路器'),
  fullWidth: fixture('隔离开关 １２ｋＶ'),
  cable: fixture('电力电缆 YJV22-8.7/15kV 3×300mm²'),
  stage: fixture('精密位移台', {
    fields: [
      { weight: 'A', text: '精密位移台', isName: true },
      { weight: 'C', text: '定位精度±0.01mm，符合GB/T12706.2-2020' },
    ],
  }),
};

/** Query, and the fixtures that it finds among them. */
const EXPECTED: readonly (readonly [string, readonly string[]])[] = [
  ['农业', ['bank']],
  ['工程', ['building']],
  ['招商 公司', ['merchants']],
  ['真空斷路器', ['breaker', 'indoor']],
  ['真空断路器', ['breaker', 'indoor']],
  ['１２ｋＶ', ['fullWidth', 'indoor']],
  ['12kV', ['fullWidth', 'indoor']],
  ['12000V', ['fullWidth', 'indoor']],
  ['YJV22-8.7/15', ['cable']],
  ['yjv22', ['cable']],
  ['±0.01mm', ['stage']],
  ['10μm', ['stage']],
  ['GB/T12706.2-2020', ['stage']],
];

const words = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 });
const money = fc.option(fc.integer({ min: 1, max: 500_000_000 }), { nil: null });
const stated = fc.record({
  code: fc.constantFrom('rated_voltage', 'positioning_accuracy', 'rated_current'),
  low: fc.option(fc.constantFrom('0.01', '1', '10', '12', '40.5', '100'), { nil: null }),
  high: fc.option(fc.constantFrom('0.02', '5', '12', '40.5', '110', '1000'), { nil: null }),
  unit: fc.constantFrom('kV', 'mm', 'A'),
});
const documents = fc.record({
  name: words,
  body: words,
  tags: fc.record({
    region: fc.subarray(REGIONS),
    stage: fc.subarray(STAGES),
    certificate: fc.subarray(CERTIFICATES),
    price_band: fc.subarray([...PRICE_BANDS], { maxLength: 1 }),
  }),
  low: money,
  high: money,
  currency: fc.constantFrom('CNY', 'CNY', 'USD'),
  lead: fc.option(fc.integer({ min: 1, max: 200 }), { nil: null }),
  day: fc.integer({ min: 0, max: 2_000 }),
  parameters: fc.array(stated, { maxLength: 4 }),
});

function generated(): SearchDocument[] {
  return fc.sample(documents, { numRuns: DOCUMENTS, seed: SEED }).map((one) =>
    fixture(one.name.join(''), {
      fields: [
        { weight: 'A', text: one.name.join(''), isName: true },
        { weight: 'C', text: one.body.join(' ') },
      ],
      tags: one.tags,
      price:
        one.low === null && one.high === null
          ? null
          : { low: one.low, high: one.high, currency: one.currency, per: '台' },
      leadTimeDays: one.lead,
      publishedAt: new Date(Date.UTC(2020, 0, 1) + one.day * 86_400_000),
      parameters: one.parameters,
    }),
  );
}

const filters: fc.Arbitrary<SearchFilter> = fc.record({
  tags: fc.array(
    fc
      .oneof(
        fc.record({ facet: fc.constant('region' as const), value: fc.constantFrom(...REGIONS) }),
        fc.record({ facet: fc.constant('stage' as const), value: fc.constantFrom(...STAGES) }),
        fc.record({ facet: fc.constant('certificate' as const), value: fc.constantFrom(...CERTIFICATES) }),
      )
      .map(({ facet, value }) => ({ facet, anyOf: [{ name: facet, value }] })),
    { maxLength: 2 },
  ),
  price: fc.option(
    fc.record({
      low: fc.option(fc.integer({ min: 0, max: 200_000_000 }), { nil: null }),
      high: fc.option(fc.integer({ min: 200_000_000, max: 600_000_000 }), { nil: null }),
      currency: fc.constantFrom('CNY', 'USD'),
      per: fc.constantFrom(null, '台'),
    }),
    { nil: null, freq: 2 },
  ),
  leadTimeDays: fc.option(fc.record({ low: fc.constant(null), high: fc.integer({ min: 1, max: 200 }) }), {
    nil: null,
  }),
  deadline: fc.constant(null),
  parameters: fc.array(
    fc
      .record({
        code: fc.constantFrom('rated_voltage', 'rated_current'),
        op: fc.constantFrom(
          '>=' as const,
          '>' as const,
          '<=' as const,
          '<' as const,
          '=' as const,
          'range' as const,
        ),
        number: fc.constantFrom('1000', '10000', '12000', '40500', '100'),
        more: fc.constantFrom('0', '1000', '100000'),
        includeUnstated: fc.boolean(),
      })
      .map(({ number, more, ...rest }) => ({
        ...rest,
        low: number,
        high: rest.op === 'range' ? String(Number(number) + Number(more)) : number,
      })),
    { maxLength: 2 },
  ),
});

/** Terms that a query asks for, to keep to those that engines must answer alike. */
const termsOf = (plan: SearchPlan) => new Set(plan.groups.flatMap((group) => group.alternatives.flat()));

withMeili('search engines', () => {
  let database: TestDatabase;
  let worker: INestApplicationContext;
  let server: TestMeili;
  let client: Meilisearch;
  const all = [...Object.values(FIXTURES), ...generated()];

  beforeAll(async () => {
    database = await createTestDatabase();
    worker = await openServices(database, 'worker');
    await worker.get(UnitOfWork).run(SYSTEM_SCOPE, (tx) => worker.get(SearchTable).put(tx, all));
    server = await startMeili();
    client = new Meilisearch({ host: server.url, apiKey: server.masterKey });
    const waiting = { timeout: 60_000 };
    await client.createIndex(UID, { primaryKey: 'id' }).waitTask(waiting);
    const settings = await client.index(UID).updateSettings(indexSettings('product')).waitTask(waiting);
    const added = await client.index(UID).addDocuments(all.map(meiliDocument)).waitTask(waiting);
    expect([settings.error, added.error]).toEqual([null, null]);
  });

  afterAll(async () => {
    await client.deleteIndex(UID);
    await server.stop();
    await worker.close();
    await database.drop();
  });

  const meili = () => new MeiliSearch(client, UID, AbortSignal.timeout(20_000));
  const onPostgres = <T>(work: (engine: SearchEngine) => Promise<T>) =>
    worker.get(UnitOfWork).read(ANONYMOUS_SCOPE, (tx) => work(new PostgresSearch(tx)));
  const onBoth = async <T>(work: (engine: SearchEngine) => Promise<T>) => ({
    postgres: await onPostgres(work),
    meili: await work(meili()),
  });
  const plan = (
    text: string,
    filter: SearchFilter = NO_FILTER,
    sort: SearchSort = 'relevance',
  ): SearchPlan => ({
    ...{ kind: 'product', groups: queryGroups(text), filter, sort },
  });
  /** All hits, page by page. */
  const everything = async (engine: SearchEngine, asked: SearchPlan, mode: SearchMode, take = 100) => {
    const ids: string[] = [];
    for (let offset = 0; ; offset += take) {
      const page = await engine.page(asked, { mode, offset }, take);
      ids.push(...page.ids);
      if (!page.more) return ids;
    }
  };
  /** What must be the same whichever engine answers. */
  const answer = (asked: SearchPlan, mode: SearchMode) => async (engine: SearchEngine) => ({
    ids: [...(await everything(engine, asked, mode))].sort(),
    count: await engine.count(asked, mode),
    facets: Object.fromEntries(
      PRODUCT_FACETS.map((facet) => [facet, [] as readonly unknown[]]).concat([
        ...(await engine.facets(asked, mode, PRODUCT_FACETS, null)),
      ]),
    ) as Record<string, readonly unknown[]>,
  });
  const named = (ids: readonly string[]) =>
    Object.entries(FIXTURES)
      .filter(([, document]) => ids.includes(document.id))
      .map(([name]) => name)
      .sort();

  it.each(EXPECTED)('finds %s on both', async (text, expected) => {
    const { postgres, meili: found } = await onBoth((engine) => everything(engine, plan(text), 'all'));
    expect(named(postgres)).toEqual(expected);
    expect([...found].sort()).toEqual([...postgres].sort());
  });

  it('answers filters alike: hits, counts and facets', async () => {
    let found = 0;
    for (const filter of fc.sample(filters, { numRuns: QUERIES, seed: SEED })) {
      const asked = plan('', filter);
      const { postgres, meili: other } = await onBoth(answer(asked, 'all'));
      expect({ filter, ...other }).toEqual({ filter, ...postgres });
      found += postgres.count;
    }
    expect(found).toBeGreaterThan(QUERIES);
  });

  it('answers all words of at most ten terms alike, with filters too', async () => {
    let found = 0;
    const queries = fc.tuple(words, fc.oneof(fc.constant(NO_FILTER), filters));
    for (const [texts, filter] of fc.sample(queries, { numRuns: QUERIES, seed: SEED })) {
      const asked = plan(texts.slice(0, 2).join(' '), filter);
      if (termsOf(asked).size > 10) continue;
      const { postgres, meili: other } = await onBoth(answer(asked, 'all'));
      expect({ texts, filter, ...other }).toEqual({ texts, filter, ...postgres });
      found += postgres.count;
    }
    expect(found).toBeGreaterThan(QUERIES);
  });

  it('answers a query of many terms alike too', async () => {
    const long = `${WORDS.slice(0, 3).join('')} ${WORDS.slice(20, 26).join(' ')}`;
    const asked = plan(long);
    expect(termsOf(asked).size).toBeGreaterThan(10);
    const { postgres, meili: other } = await onBoth(answer(asked, 'any'));
    expect(other).toEqual(postgres);
    expect(postgres.count).toBeGreaterThan(50);
  });

  it('agrees on the first 50 of any word by at least 0.8', async () => {
    const shares: number[] = [];
    for (const texts of fc.sample(words, { numRuns: 40, seed: SEED })) {
      const asked = plan(texts.join(' '));
      if (asked.groups.length < 2) continue;
      const { postgres, meili: other } = await onBoth((engine) =>
        engine.page(asked, { mode: 'any', offset: 0 }, 50),
      );
      const same = other.ids.filter((id) => postgres.ids.includes(id)).length;
      shares.push(same / Math.max(1, postgres.ids.length));
    }
    expect(shares.length).toBeGreaterThan(10);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.8);
  });

  it.each(['newest', 'name', 'price_low', 'price_high'] as const)('sorts alike by %s', async (sort) => {
    const asked = plan('设备', NO_FILTER, sort);
    const { postgres, meili: other } = await onBoth((engine) => everything(engine, asked, 'all', 7));
    expect(other).toEqual(postgres);
    expect(new Set(other).size).toBeGreaterThan(20);
  });

  it('pages without a gap or a double', async () => {
    const asked = plan('系统');
    const { postgres, meili: other } = await onBoth((engine) => everything(engine, asked, 'all', 3));
    expect(new Set(other).size).toBe(other.length);
    expect([...other].sort()).toEqual([...postgres].sort());
  });

  it('puts what has the word in its name first', async () => {
    const [first] = await everything(meili(), plan('位移台'), 'all');
    expect(first).toBe(FIXTURES.stage?.id);
  });

  it('counts a facet without its own filter', async () => {
    const filter = {
      ...NO_FILTER,
      tags: [{ facet: 'region' as const, anyOf: [{ name: 'region' as const, value: '320000' }] }],
    };
    const { postgres, meili: other } = await onBoth((engine) =>
      engine.facets(plan('', filter), 'all', ['region'], 'region'),
    );
    expect(other).toEqual(postgres);
    expect(other.get('region')?.length).toBe(REGIONS.length);
  });

  it.each([`"`, `" OR id EXISTS OR certificate = "`, `\\" OR 1=1 --`, `a" AND NOT terms = "b`, '\\', '\n'])(
    'takes %j for a value and never for a part of the filter',
    async (value) => {
      const filter = {
        ...NO_FILTER,
        tags: [{ facet: 'certificate' as const, anyOf: [{ name: 'certificate' as const, value }] }],
      };
      const { postgres, meili: other } = await onBoth((engine) =>
        everything(engine, plan('', filter), 'all'),
      );
      expect(other).toEqual([]);
      expect(postgres).toEqual([]);
    },
  );

  it('finds a value that is full of quotes', async () => {
    const value = CERTIFICATES[3] ?? '';
    const filter = {
      ...NO_FILTER,
      tags: [{ facet: 'certificate' as const, anyOf: [{ name: 'certificate' as const, value }] }],
    };
    const { postgres, meili: other } = await onBoth((engine) => engine.count(plan('', filter), 'all'));
    expect(other).toBe(postgres);
    expect(other).toBeGreaterThan(20);
  });
});
