import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeCursor, newId, type Page } from '#libs/common';
import { type Need } from '#libs/demand';
import {
  DecisionService,
  type Match,
  type MatchFilter,
  MATCH_SORTS,
  MatchSearchService,
  MatchService,
  type MatchSort,
  OpportunityAnswerService,
  QuestionService,
} from '#libs/matching';
import { type Product } from '#libs/supply';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { current, given, Market, ok, problem, voltage } from '../support/dialogue.js';

const LISTED = {
  ...({ kind: 'equipment', level: 'national', catalogue: '首台套目录', item: '断路器' } as const),
  listedOn: '2024-01-01',
};
const price = (low: number | null, high: number | null) => ({ low, high, currency: 'CNY', per: '台' });

describe('search within matches', () => {
  let database: TestDatabase;
  let market: Market;
  let need: Need;
  let otherNeed: Need;
  let foreignNeed: Need;
  const products = {} as Record<'full' | 'open' | 'miss' | 'rival', Product>;

  beforeAll(async () => {
    database = await createTestDatabase();
    market = await Market.open(database);
    await database.sql(`INSERT INTO chain (code, name) VALUES ('power', '新型电力'), ('rail', '轨道')`);
    await database.sql(
      `INSERT INTO chain_node (code, chain, name, stage) VALUES ('power-1', 'power', '开关', 'midstream'), ('rail-1', 'rail', '供电', 'midstream')`,
    );
    const { supplier, rival } = market;
    const both = [given('额定电压', '12', 'kV'), given('额定电流', '1250', 'A')];
    products.full = await market.sell(supplier, {
      ...{ sku: 'ZN63-12', name: '户内真空断路器 甲', summary: '弹簧机构', parameters: both },
      ...{ price: price(300_000, 400_000), chainNodes: ['power-1'], firstUnit: LISTED },
    });
    products.open = await market.sell(supplier, {
      ...{ name: '户内真空断路器 乙', price: price(null, 200_000), chainNodes: ['power-1', 'rail-1'] },
      firstUnit: { ...LISTED, kind: 'material', validTo: '2024-12-31' },
    });
    products.miss = await market.sell(supplier, {
      ...{
        name: '户内真空断路器 丙',
        parameters: [given('额定电压', '6', 'kV')],
        price: price(900_000, null),
      },
    });
    products.rival = await market.sell(rival, { name: '户内真空断路器 丁', parameters: both });
    await database.sql("UPDATE organisation SET region_code = '320102' WHERE id = $1", [
      supplier.organisationId,
    ]);
    await database.sql("UPDATE organisation SET region_code = '330106' WHERE id = $1", [
      rival.organisationId,
    ]);
    await database.sql(
      `INSERT INTO organisation_certificate (id, organisation_id, tier, level, issued_on, expires_on)
       VALUES ($1, $4, 'little_giant', '国家级', '2024-01-01', NULL), ($2, $4, 'champion', '国家级', '2020-01-01', '2021-01-01'),
              ($3, $5, 'specialised', '省级', '2024-01-01', NULL)`,
      [newId(), newId(), newId(), supplier.organisationId, rival.organisationId],
    );
    need = await market.ask([voltage('10'), current('630')]);
    otherNeed = await market.ask([voltage('10')], market.buyer, '断路器备件');
    foreignNeed = await market.ask([voltage('10')], market.otherBuyer);
    await talk();
  });
  afterAll(async () => {
    await market.close();
    await database.drop();
  });

  async function talk(): Promise<void> {
    const [full, open, rival] = [
      await market.match(need, products.full),
      await market.match(need, products.open),
      await market.match(need, products.rival),
    ];
    const decide = (matchId: string, kind: 'shortlist' | 'contact' | 'withdraw') =>
      market.app.get(DecisionService).record(market.buyer, { matchId, kind });
    ok(await decide(full.id, 'shortlist'));
    ok(await decide(full.id, 'contact'));
    ok(await decide(open.id, 'shortlist'));
    ok(await decide(rival.id, 'shortlist'));
    ok(await decide(rival.id, 'withdraw'));
    const answers = market.app.get(OpportunityAnswerService);
    ok(await answers.answer(market.supplier, { matchId: full.id, answer: 'question' }));
    ok(await answers.answer(market.supplier, { matchId: full.id, answer: 'interested' }));
    ok(await answers.answer(market.rival, { matchId: rival.id, answer: 'not_for_us', reasonCode: 'price' }));
    const questions = market.app.get(QuestionService);
    const { id } = ok(await questions.ask(market.supplier, { matchId: full.id, text: '付款？' }));
    ok(await questions.reply(market.buyer, id, '60 天'));
    ok(await questions.ask(market.rival, { matchId: rival.id, text: '交期？' }));
    ok(await questions.ask(market.buyer, { matchId: open.id, text: '电流？' }));
  }

  const search = () => market.app.get(MatchSearchService);
  const nameOf = (match: Match) =>
    Object.entries(products).find(([, product]) => product.id === match.productId)?.[0] ?? '?';
  const found = async (
    filter: MatchFilter = {},
    sort: MatchSort = 'rank',
    scope = market.buyer,
    of: Need | null = need,
  ) =>
    ok(await search().list(scope, { needId: of?.id ?? null, filter, sort }, { first: 100 })).items.map(
      nameOf,
    );
  const clauseAt = async (position: number, of = need) =>
    (
      await database.sql<{ id: string }>('SELECT id FROM clause WHERE need_id = $1 AND position = $2', [
        of.id,
        position,
      ])
    )[0]!.id;

  it('gives everything by rank when nothing is asked', async () => {
    const whole = ok(
      await market.app.get(MatchService).listForNeed(market.buyer, need.id, { first: 100 }),
    ).items;
    expect(whole.map((one) => one.class)).toEqual(['match', 'match', 'to_confirm', 'near_miss']);
    expect(whole[0]!.score).toBeGreaterThanOrEqual(whole[1]!.score);
    expect(await found()).toEqual(whole.map(nameOf));
    expect((await found()).slice(2)).toEqual(['open', 'miss']);
  });

  it.each<[string, MatchFilter, string[]]>([
    ['words of the name', { text: '斷路器 甲' }, ['full']],
    ['the SKU', { text: 'ZN63-12' }, ['full']],
    ['the summary', { text: '弹簧机构' }, ['full']],
    ['the name of the supplier', { text: '竞品电气' }, ['rival']],
    ['words of product and supplier together', { text: '华电 乙' }, ['open']],
    ['words that are nowhere', { text: '变压器' }, []],
    ['no words', { text: '%' }, []],
    ['blanks', { text: ' ' }, ['full', 'miss', 'open', 'rival']],
    ['classes', { classes: ['match', 'near_miss'] }, ['full', 'miss', 'rival']],
    ['an unknown hard clause', { hardUnknown: true }, ['miss', 'open']],
    ['none unknown', { hardUnknown: false }, ['full', 'rival']],
    ['a province', { regions: ['320000'] }, ['full', 'miss', 'open']],
    ['prefectures', { regions: ['320200', '330100'] }, ['rival']],
    ['a region that is in no table', { regions: ['990000'] }, []],
    ['a chain', { chains: ['rail'] }, ['open']],
    ['chains', { chains: ['power', 'rail'] }, ['full', 'open']],
    ['a node', { chainNodes: ['power-1'] }, ['full', 'open']],
    ['an unknown node', { chainNodes: ['x'] }, []],
    ['a title that is valid', { tiers: ['little_giant'] }, ['full', 'miss', 'open']],
    ['one that is not any more', { tiers: ['champion'] }, []],
    ['a valid listing', { firstUnitKinds: ['equipment', 'material', 'software'] }, ['full']],
    ['its kind', { firstUnitKinds: ['material', 'equipment'] }, ['full']],
    ['its level', { firstUnitKinds: ['equipment'], firstUnitLevels: ['province'] }, []],
    ['a lowest price', { price: { low: 350_000 } }, ['full', 'miss']],
    ['a highest price', { price: { high: 300_000 } }, ['full', 'open']],
    ['prices between', { price: { low: 400_001, high: 899_999 } }, []],
    ['another currency', { price: { high: 300_000, currency: 'USD' } }, []],
    ['the state', { decisionStates: ['contacted', 'shortlisted'] }, ['full', 'open']],
    ['nothing decided, or taken back', { decisionStates: ['undecided'] }, ['miss', 'rival']],
    ['the latest answer', { answers: ['interested'] }, ['full']],
    ['an answer that was another before', { answers: ['question'] }, []],
    ['no answer', { answers: ['none', 'not_for_us'] }, ['miss', 'open', 'rival']],
    ['a question that waits for the buyer', { unansweredQuestions: true }, ['rival']],
    ['none that waits', { unansweredQuestions: false }, ['full', 'miss', 'open']],
    [
      'several parts together',
      { classes: ['match'], regions: ['320000'], answers: ['interested'] },
      ['full'],
    ],
  ])('finds by %s', async (_what, filter, expected) => {
    expect((await found(filter)).sort()).toEqual(expected);
    // The count is of the same search.
    expect(ok(await search().facets(market.buyer, { needId: need.id, filter })).total).toBe(expected.length);
  });

  it('finds by the verdict on a clause, and nothing by one of another need', async () => {
    const [volts, amperes] = [await clauseAt(0), await clauseAt(1)];
    expect(await found({ verdicts: [{ clauseId: amperes, verdict: 'unknown' }] })).toEqual(['open', 'miss']);
    expect(
      await found({
        verdicts: [
          { clauseId: amperes, verdict: 'unknown' },
          { clauseId: volts, verdict: 'unmet' },
        ],
      }),
    ).toEqual(['miss']);
    expect(await found({ verdicts: [{ clauseId: await clauseAt(0, foreignNeed), verdict: 'met' }] })).toEqual(
      [],
    );
    expect(await found({ verdicts: [{ clauseId: newId(), verdict: 'met' }] })).toEqual([]);
  });

  it('finds by needs', async () => {
    const of = (needIds: string[]) => found({ needIds, classes: ['near_miss'] }, 'rank', market.buyer, null);
    expect(await of([need.id, otherNeed.id])).toEqual(['miss', 'miss']);
    expect(await of([otherNeed.id])).toEqual(['miss']);
    expect(await of([foreignNeed.id, newId()])).toEqual([]);
    expect(await of([])).toEqual([]);
  });

  it('sorts, ties by id', async () => {
    expect(await found({}, 'price_low')).toEqual(['open', 'full', 'miss', 'rival']);
    expect(await found({}, 'name')).toEqual(['rival', 'miss', 'open', 'full']);
    const items = ok(await search().list(market.buyer, { needId: need.id, sort: 'newest' }, {})).items;
    const times = items.map((one) => one.createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const scores = ok(await search().list(market.buyer, { needId: need.id, sort: 'score' }, {})).items.map(
      (one) => one.score,
    );
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it.each(MATCH_SORTS)('pages by %s through all needs without a gap', async (sort) => {
    const list = async (first: number, after: string | null): Promise<Page<Match>> =>
      ok(await search().list(market.buyer, { needId: null, sort }, { first, after }));
    const whole = (await list(100, null)).items.map((one) => one.id);
    expect(whole).toHaveLength(8);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Page<Match> = await list(3, after);
      seen.push(...page.items.map((one) => one.id));
      after = page.hasNext ? encodeCursor(page.items.at(-1)!.id) : null;
    } while (after !== null);
    expect(seen).toEqual(whole);
  });

  it('counts each facet by what the other parts leave', async () => {
    const facets = async (filter: MatchFilter = {}, scope = market.buyer, of: string | null = need.id) =>
      ok(await search().facets(scope, { needId: of, filter }));
    const volts = await clauseAt(0);
    const whole = await facets();
    expect(whole).toMatchObject({
      total: 4,
      classes: [
        { code: 'match', count: 2 },
        { code: 'near_miss', count: 1 },
        { code: 'to_confirm', count: 1 },
      ],
      regions: [
        { code: '320000', count: 3 },
        { code: '330000', count: 1 },
      ],
      chains: [
        { code: 'power', count: 2 },
        { code: 'rail', count: 1 },
      ],
      tiers: [
        { code: 'little_giant', count: 3 },
        { code: 'specialised', count: 1 },
      ],
      firstUnitKinds: [{ code: 'equipment', count: 1 }],
      decisionStates: [
        { code: 'undecided', count: 2 },
        { code: 'contacted', count: 1 },
        { code: 'shortlisted', count: 1 },
      ],
      answers: [
        { code: 'none', count: 2 },
        { code: 'interested', count: 1 },
        { code: 'not_for_us', count: 1 },
      ],
    });
    expect(whole.verdicts.filter((one) => one.clauseId === volts)).toEqual([
      { clauseId: volts, verdict: 'met', count: 3 },
      { clauseId: volts, verdict: 'unmet', count: 1 },
    ]);
    // The own part of a facet does not count in it: another value could be chosen beside it.
    const narrowed = await facets({ classes: ['match'], regions: ['320000'] });
    expect(narrowed.total).toBe(1);
    expect(narrowed.classes.map((one) => one.count)).toEqual([1, 1, 1]);
    expect(narrowed.regions).toEqual([
      { code: '320000', name: { zh: '江苏省', en: '江苏省' }, count: 1 },
      { code: '330000', name: { zh: '浙江省', en: '浙江省' }, count: 1 },
    ]);
    expect(narrowed.answers).toEqual([
      { code: 'interested', name: { zh: '有意向', en: 'interested' }, count: 1 },
    ]);
    expect((await facets({}, market.otherBuyer)).total).toBe(0);
    expect((await facets({}, market.group, null)).total).toBe(8);
  });

  it('counts verdicts on clauses of many needs, the most frequent 400', async () => {
    const { id } = await market.match(need, products.full);
    const [before] = await database.sql<{ verdicts: unknown }>('SELECT verdicts FROM match WHERE id = $1', [
      id,
    ]);
    const many = Array.from({ length: 600 }, () => ({ clauseId: newId(), hard: true, verdict: 'met' }));
    const put = (verdicts: unknown) =>
      database.sql('UPDATE match SET verdicts = $2 WHERE id = $1', [id, JSON.stringify(verdicts)]);
    await put(many);
    try {
      expect(ok(await search().facets(market.buyer, { needId: null })).verdicts).toHaveLength(400);
    } finally {
      await put(before!.verdicts);
    }
  });

  it('is of the own group only, whatever is asked', async () => {
    expect(await found({}, 'rank', market.otherBuyer)).toEqual([]);
    expect(await found({}, 'rank', market.supplier)).toEqual([]);
    expect(await found({}, 'rank', market.group)).toHaveLength(4);
    expect(await found({}, 'rank', market.group, null)).toHaveLength(8);
    expect(await found({}, 'rank', market.buyer, otherNeed)).toHaveLength(4);
    expect(await found({}, 'rank', market.otherBuyer, null)).toHaveLength(4);
  });

  it('refuses wrong filters and cursors with a path', async () => {
    const list = (filter: object, request = {}) =>
      search().list(market.buyer, { needId: need.id, filter }, request);
    expect(problem(await list({ regions: ['32'] }))).toBe('INVALID_INPUT filter.regions.0');
    expect(problem(await list({ price: { low: 2, high: 1 } }))).toBe('INVALID_INPUT filter.price.low');
    expect(problem(await list({ price: { currency: 'yuan' } }))).toBe('INVALID_INPUT filter.price.currency');
    expect(problem(await list({ text: 'x'.repeat(201) }))).toBe('INVALID_INPUT filter.text');
    expect(problem(await list({ chains: Array.from({ length: 51 }, () => 'x') }))).toBe(
      'INVALID_INPUT filter.chains',
    );
    expect(problem(await list({ classes: ['best'] }))).toBe('INVALID_INPUT filter.classes.0');
    expect(
      problem(await search().facets(market.buyer, { needId: need.id, filter: { regions: ['x'] } })),
    ).toBe('INVALID_INPUT filter.regions.0');
    expect(problem(await list({}, { after: encodeCursor(newId()) }))).toBe('INVALID_INPUT after');
    const foreign = await market.match(foreignNeed, products.full);
    expect(problem(await list({}, { after: encodeCursor(foreign.id) }))).toBe('INVALID_INPUT after');
  });
});
