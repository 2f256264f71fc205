import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ClauseCondition, GATES } from '#libs/demand';
import { FIRST_UNIT_KINDS, FIRST_UNIT_LEVELS } from '#libs/reference';
import { type StatedParameter } from '#libs/supply';
import { evaluate } from './evaluate.js';
import { RULE_SETS, ruleSetOn } from './rule-sets.js';
import { type ClauseFacts, type Evaluation, type NeedFacts, type ProductFacts } from './types.js';

const DAY = '2025-06-01';
/** Parameters with a fine and a coarse unit, a thousand times apart. */
const UNITS = {
  rated_voltage: ['V', 'kV'],
  rated_current: ['A', 'kA'],
  stroke: ['mm', 'm'],
  thickness: ['μm', 'mm'],
  no_load_loss: ['W', 'kW'],
} as const;
const CODES = Object.keys(UNITS) as (keyof typeof UNITS)[];
const TERMS = ['真空断路器', '断路器', '电缆', '10kv', '轴承', '新词'];

/** A statement in thousandths of the coarse unit, so that it can be written in either unit exactly. */
interface Statement {
  readonly code: keyof typeof UNITS;
  readonly low: number | null;
  readonly high: number | null;
  readonly condition: string | null;
}

const written = (value: number | null, coarse: boolean) =>
  value === null ? null : coarse ? (value / 1_000).toFixed(3) : String(value);
const asParameter = ({ code, low, high, condition }: Statement, coarse: boolean): StatedParameter => ({
  ...{ code, name: code, condition, unit: UNITS[code][coarse ? 1 : 0] },
  ...{ low: written(low, coarse), high: written(high, coarse) },
});

// Few values, so that limits are hit and clauses fall on every side.
const value = fc.integer({ min: 0, max: 8 });
const code = fc.constantFrom(...CODES);
const condition = fc.constantFrom(null, null, '40℃', '20℃');
const statement: fc.Arbitrary<Statement> = fc
  .record({ code, a: fc.option(value), b: fc.option(value), single: fc.boolean(), condition })
  .map(({ a, b, single, ...rest }) => {
    if (single || a === null || b === null) return { ...rest, low: a, high: single ? a : b };
    return { ...rest, low: Math.min(a, b), high: Math.max(a, b) };
  });

const parameterCondition: fc.Arbitrary<ClauseCondition> = fc
  .record({
    ...{ code, a: value, b: value, condition, coarse: fc.boolean() },
    op: fc.constantFrom('>=', '<=', '>', '<', '=', 'range'),
  })
  .map(({ code: c, a, b, op, coarse, condition: under }) => {
    const [least, most] = op === '=' ? [a, a] : [Math.min(a, b), Math.max(a, b)];
    return {
      ...{ type: 'parameter', code: c, name: c, op, unit: UNITS[c][coarse ? 1 : 0], condition: under },
      low: op === '<=' || op === '<' ? null : written(least, coarse),
      high: op === '>=' || op === '>' ? null : written(most, coarse),
    };
  });
const clauseCondition: fc.Arbitrary<ClauseCondition> = fc.oneof(
  { weight: 4, arbitrary: parameterCondition },
  fc.constantFrom(...GATES).map((gate) => ({ type: 'qualification' as const, gate })),
  fc.constantFrom('CE', 'ISO 9001').map((certificate) => ({ type: 'certification' as const, certificate })),
  fc
    .constantFrom('new-energy.wind', 'new-energy.storage')
    .map((node) => ({ type: 'chain_node' as const, code: node })),
  fc.integer({ min: 1, max: 60 }).map((maxDays) => ({ type: 'delivery' as const, maxDays })),
  fc.constantFrom(...FIRST_UNIT_KINDS).map((kind) => ({ type: 'first_unit' as const, kind })),
  fc.record({
    type: fc.constant('first_unit' as const),
    kind: fc.constantFrom(...FIRST_UNIT_KINDS),
    minLevel: fc.constantFrom(...FIRST_UNIT_LEVELS),
  }),
  fc.constantFrom('C', '38', '382', '3823').map((of) => ({ type: 'industry' as const, code: of })),
  fc
    .constantFrom('320000', '320500', '320505')
    .map((region) => ({ type: 'region_served' as const, code: region })),
  fc.record({
    type: fc.constant('capacity' as const),
    amount: fc.integer({ min: 1, max: 30 }).map(String),
    unit: fc.constantFrom('t', '吨', '台'),
    per: fc.constantFrom('month', 'year'),
  }),
  fc.record({
    type: fc.constant('quantity' as const),
    amount: fc.integer({ min: 1, max: 30 }).map(String),
    unit: fc.constantFrom('t', '台'),
    withinDays: fc.integer({ min: 1, max: 400 }),
  }),
  fc.record({
    type: fc.constant('price' as const),
    max: fc.integer({ min: 1, max: 8 }),
    currency: fc.constantFrom('CNY', 'USD'),
    per: fc.constantFrom('台', '吨'),
  }),
  fc.constant<ClauseCondition>({ type: 'text' }),
);
const clauses = fc
  .array(fc.record({ hard: fc.boolean(), condition: clauseCondition }), { maxLength: 5 })
  .map((list) => list.map((clause, index) => ({ id: `c${index}`, ...clause })));
const need: fc.Arbitrary<NeedFacts> = fc.record({
  id: fc.constant('need'),
  version: fc.constant(1),
  terms: fc.subarray(TERMS),
  clauses,
});
const someDay = fc.constantFrom('2024-12-31', '2025-05-31', DAY, '2025-06-02', '2026-01-01');
const listing = fc.record({
  kind: fc.constantFrom(...FIRST_UNIT_KINDS),
  level: fc.constantFrom(...FIRST_UNIT_LEVELS),
  catalogue: fc.constant('目录'),
  item: fc.constant('1'),
  listedOn: someDay,
  validTo: fc.option(someDay),
  softwareVersion: fc.constant(null),
  anchorProject: fc.constant(null),
});
const statements = fc.array(statement, { maxLength: 5 });
const bare = fc.record({
  id: fc.constant('product'),
  version: fc.constant(1),
  nameTerms: fc.subarray(TERMS).map((terms) => new Set(terms)),
  otherTerms: fc.subarray(TERMS).map((terms) => new Set(terms)),
  certificates: fc
    .subarray(['CE', 'iso9001'])
    .map((names) =>
      names.map((name) => ({ name, number: null, issuer: null, issuedOn: null, validTo: null })),
    ),
  chainNodes: fc.subarray(['new-energy.wind', 'new-energy.storage']),
  industryCode: fc.option(fc.constantFrom('C', 'C38', '382', '3823', '39', 'X9')),
  regionsServed: fc.option(
    fc.oneof(
      fc.constant(['*']),
      fc.subarray(['320000', '320500', '320505', '320600', '110000'], { minLength: 1 }),
    ),
  ),
  price: fc.option(
    fc
      .record({ a: fc.option(value), b: fc.option(value), per: fc.constantFrom('台', '吨') })
      .map(({ a, b, per }) => {
        const [low, high] =
          a !== null && b !== null ? [Math.min(a, b), Math.max(a, b)] : [a, a === null ? (b ?? 3) : b];
        return { low, high, per, currency: 'CNY' };
      }),
  ),
  capacity: fc.option(
    fc.record({
      quantity: fc.integer({ min: 0, max: 30 }).map(String),
      unit: fc.constantFrom('t', 'kg', '台'),
      per: fc.constantFrom('month', 'year'),
    }),
  ),
  leadTimeDays: fc.option(fc.integer({ min: 0, max: 60 })),
  firstUnit: fc.option(listing),
});
const product: fc.Arbitrary<ProductFacts> = fc
  .tuple(bare, statements)
  .map(([facts, list]) => ({ ...facts, parameters: list.map((one) => asParameter(one, false)) }));
const stats = fc.integer({ min: 0, max: 40 }).chain((documentCount) =>
  fc.record({
    number: fc.constant(7),
    documentCount: fc.constant(documentCount),
    dictionaryVersion: fc.constant('test'),
    documentFrequency: fc
      .array(fc.tuple(fc.constantFrom(...TERMS), fc.integer({ min: 0, max: documentCount })))
      .map((entries) => new Map(entries)),
  }),
);
/** A condition that asks for more, of the types that are no parameter; null for those that cannot be tightened. */
function tighterFact(given: ClauseCondition, by: number): ClauseCondition | null {
  switch (given.type) {
    case 'delivery':
      return { ...given, maxDays: Math.max(1, given.maxDays - by) };
    case 'price':
      return { ...given, max: Math.max(1, given.max - by) };
    case 'capacity':
      return { ...given, amount: String(Number(given.amount) + by) };
    case 'quantity':
      return { ...given, withinDays: Math.max(1, given.withinDays - by * 30) };
    case 'first_unit':
      return { ...given, minLevel: 'national' };
    case 'industry':
      return { ...given, code: given.code === 'C' ? '38' : '3823' };
    case 'region_served':
      return { ...given, code: '320000' };
    default:
      return null;
  }
}

const SNAPSHOT = { number: 7, documentCount: 0, dictionaryVersion: 'test', documentFrequency: new Map() };

const judge = (n: NeedFacts, p: ProductFacts): Evaluation => evaluate(n, p, ruleSetOn(DAY), SNAPSHOT, DAY);
const RUNS = { numRuns: 400 };

describe('evaluate', () => {
  it('gives class, score, one verdict per clause in order, and what it was judged by', () => {
    const hardClause: ClauseFacts = {
      id: 'h',
      hard: true,
      condition: { type: 'qualification', gate: 'track_record' },
    };
    const softClause: ClauseFacts = { id: 's', hard: false, condition: { type: 'delivery', maxDays: 30 } };
    const asked: NeedFacts = { id: 'n', version: 3, terms: ['断路器'], clauses: [hardClause, softClause] };
    const offered: ProductFacts = {
      ...{ id: 'p', version: 2, nameTerms: new Set(['断路器']), otherTerms: new Set<string>() },
      ...{ parameters: [], certificates: [], chainNodes: [], leadTimeDays: null, industryCode: null },
      ...{ regionsServed: null, price: null, capacity: null },
      firstUnit: {
        ...{ kind: 'equipment', level: 'national', catalogue: '目录', item: '1' },
        ...{ listedOn: '2025-01-01', validTo: '2025-12-31', softwareVersion: null, anchorProject: null },
      },
    };
    const found = judge(asked, offered);
    expect(found).toMatchObject({
      ...{ needId: 'n', productId: 'p', class: 'match', relevance: 1, statsNumber: 7 },
      rulesVersion: '2024-53',
    });
    expect(found.score).toBeCloseTo(0.85, 12);
    expect(found.verdicts.map((v) => `${v.clauseId} ${v.verdict}`)).toEqual(['h waived', 's unknown']);
    expect(evaluate(asked, offered, ruleSetOn(DAY), SNAPSHOT, '2026-01-01').class).toBe('to_confirm');
  });

  it('is deterministic, changes nothing it is given, and stays in [0, 1]', () => {
    fc.assert(
      fc.property(need, product, stats, fc.constantFrom(...RULE_SETS), someDay, (n, p, s, rules, day) => {
        const copies = structuredClone({ n, p, s });
        const first = evaluate(n, p, rules, s, day);
        expect(evaluate(copies.n, copies.p, rules, copies.s, day)).toEqual(first);
        expect({ n, p, s }).toEqual(copies);
        for (const part of [first.score, first.relevance]) {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(1);
        }
        expect(first.verdicts.map((verdict) => verdict.clauseId)).toEqual(n.clauses.map((c) => c.id));
      }),
      RUNS,
    );
  });

  it('the unit in which a product states a value changes nothing', () => {
    fc.assert(
      fc.property(need, bare, statements, (n, facts, list) => {
        const [fine, coarse] = [false, true].map((unit) =>
          judge(n, { ...facts, parameters: list.map((one) => asParameter(one, unit)) }),
        );
        expect(coarse).toEqual(fine);
      }),
      RUNS,
    );
  });

  it('the order in which a product states its values changes neither verdict, class nor score', () => {
    fc.assert(
      fc.property(need, product, (n, p) => {
        const core = (e: Evaluation) => [
          e.class,
          e.score,
          ...e.verdicts.map((v) => [v.verdict, v.reason === 'stated', v.margin]),
        ];
        const turned = { ...p, parameters: p.parameters.toReversed() };
        expect(core(judge(n, turned))).toEqual(core(judge(n, p)));
      }),
      RUNS,
    );
  });

  it('a tighter hard clause never makes a match of what was none', () => {
    const tighter = (given: ClauseCondition, by: number): ClauseCondition => {
      const tightened = tighterFact(given, by);
      if (tightened !== null) return tightened;
      if (given.type !== 'parameter') return given;
      const move = (text: string | null, step: number) =>
        text === null ? null : String(Number(text) + step);
      if (given.op === '>=') return { ...given, op: by % 2 === 0 ? '>' : '>=', low: move(given.low, by) };
      if (given.op === '<=') return { ...given, op: by % 2 === 0 ? '<' : '<=', high: move(given.high, -by) };
      if (given.op === '>') return { ...given, low: move(given.low, by) };
      return given.op === '<' ? { ...given, high: move(given.high, -by) } : given;
    };
    const rank = { near_miss: 0, to_confirm: 1, match: 2 };
    let changed = 0;
    fc.assert(
      fc.property(need, product, fc.integer({ min: 0, max: 3 }), fc.nat(), (n, p, by, pick) => {
        const hardClauses = n.clauses.filter((clause) => clause.hard);
        const chosen = hardClauses[pick % Math.max(1, hardClauses.length)];
        fc.pre(chosen !== undefined);
        const moved = { ...chosen, condition: tighter(chosen.condition, by) };
        const before = judge(n, p);
        const after = judge({ ...n, clauses: n.clauses.map((c) => (c === chosen ? moved : c)) }, p);
        if (after.class !== before.class) changed++;
        if (after.class === 'match') expect(before.class).toBe('match');
        expect(rank[after.class]).toBeLessThanOrEqual(rank[before.class]);
      }),
      { numRuns: 1_500 },
    );
    expect(changed).toBeGreaterThan(0);
  });

  it('a tighter clause never turns unmet into met, whatever its type, and a margin never grows', () => {
    const turned = new Set<string>();
    fc.assert(
      fc.property(clauseCondition, product, fc.integer({ min: 1, max: 5 }), (condition, p, by) => {
        const more = tighterFact(condition, by);
        fc.pre(more !== null);
        const verdictOn = (one: ClauseCondition) =>
          judge({ id: 'n', version: 1, terms: [], clauses: [{ id: 'c', hard: true, condition: one }] }, p)
            .verdicts[0]!;
        const [before, after] = [verdictOn(condition), verdictOn(more)];
        if (before.verdict !== after.verdict) turned.add(condition.type);
        if (before.verdict === 'unmet') expect(after.verdict).toBe('unmet');
        if (after.verdict === 'met') expect(before.verdict).toBe('met');
        if (before.margin !== null && after.margin !== null)
          expect(after.margin).toBeLessThanOrEqual(before.margin);
      }),
      { numRuns: 6_000 },
    );
    expect([...turned].sort()).toEqual(
      ['capacity', 'delivery', 'first_unit', 'industry', 'price', 'quantity', 'region_served'].sort(),
    );
  });

  it('one more hard clause, or a soft one made hard, never makes a match of a near miss', () => {
    fc.assert(
      fc.property(need, product, clauseCondition, (n, p, more) => {
        fc.pre(judge(n, p).class === 'near_miss');
        const added: ClauseFacts = { id: 'more', hard: true, condition: more };
        expect(judge({ ...n, clauses: [...n.clauses, added] }, p).class).toBe('near_miss');
        const hardened = n.clauses.map((clause) => ({ ...clause, hard: true }));
        expect(judge({ ...n, clauses: hardened }, p).class).toBe('near_miss');
      }),
      RUNS,
    );
  });

  it('one more met soft clause leaves the class alone and never lowers the score', () => {
    const added: ClauseFacts = { id: 'more', hard: false, condition: { type: 'delivery', maxDays: 5 } };
    fc.assert(
      fc.property(need, product, (n, facts) => {
        const p = { ...facts, leadTimeDays: 5 };
        const before = judge(n, p);
        const after = judge({ ...n, clauses: [added, ...n.clauses] }, p);
        expect(after.verdicts[0]?.verdict).toBe('met');
        expect(after.class).toBe(before.class);
        expect(after.score).toBeGreaterThanOrEqual(before.score - 1e-12);
      }),
      RUNS,
    );
  });
});
