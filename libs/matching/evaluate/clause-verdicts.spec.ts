import { describe, expect, it } from '@jest/globals';
import { type ClauseCondition } from '#libs/demand';
import { type Requirement } from '#libs/parameters';
import { type Certificate, type FirstUnitListing, type StatedParameter } from '#libs/supply';
import { isValid, judgeClause } from './clause-verdicts.js';
import { ruleSetOn } from './rule-sets.js';
import { type ProductFacts } from './types.js';

const DAY = '2026-05-01';
const EMPTY: ProductFacts = {
  id: 'p',
  version: 1,
  nameTerms: new Set(),
  otherTerms: new Set(),
  parameters: [],
  certificates: [],
  chainNodes: [],
  industryCode: null,
  regionsServed: null,
  price: null,
  capacity: null,
  leadTimeDays: null,
  firstUnit: null,
};
const LISTING: FirstUnitListing = {
  kind: 'equipment',
  level: 'national',
  catalogue: '首台（套）目录',
  item: '1.2',
  listedOn: '2025-01-10',
  validTo: '2025-12-20',
  softwareVersion: null,
  anchorProject: null,
};
const certificate = (name: string, more: Partial<Certificate> = {}): Certificate => ({
  ...{ name, number: null, issuer: null, issuedOn: null, validTo: null },
  ...more,
});

const judge = (condition: ClauseCondition, facts: Partial<ProductFacts> = {}, day = DAY) =>
  judgeClause({ id: 'c', hard: true, condition }, { ...EMPTY, ...facts }, ruleSetOn(day), day);
const short = (condition: ClauseCondition, facts: Partial<ProductFacts> = {}, day = DAY) => {
  const { verdict, reason } = judge(condition, facts, day);
  return `${verdict} ${reason}`;
};

describe('judgeClause: parameter', () => {
  const voltage = (required: Partial<Requirement> & { code?: string }): ClauseCondition => ({
    ...{ type: 'parameter', code: 'rated_voltage', name: '额定电压', op: '>=', low: null, high: null },
    ...{ unit: 'kV', condition: null },
    ...required,
  });
  const states = (...values: Partial<StatedParameter>[]): Partial<ProductFacts> => ({
    parameters: values.map((value) => ({
      ...{ code: 'rated_voltage', name: '额定电压', low: null, high: null, unit: 'kV', condition: null },
      ...value,
    })),
  });
  const exactly = (value: string, more: Partial<StatedParameter> = {}) => ({
    low: value,
    high: value,
    ...more,
  });

  it('carries the clause, both values in base units, and the margin', () => {
    expect(judge(voltage({ low: '10' }), states(exactly('12000', { unit: 'V' })))).toEqual({
      clauseId: 'c',
      hard: true,
      verdict: 'met',
      reason: 'stated',
      margin: 0.2,
      required: { low: '10000', high: null, unit: 'V' },
      strict: false,
      stated: { low: '12000', high: '12000', unit: 'V' },
      rule: null,
    });
  });

  it('keeps the hardness of the clause', () => {
    const soft = judgeClause(
      { id: 's', hard: false, condition: voltage({ low: '10' }) },
      EMPTY,
      ruleSetOn(DAY),
      DAY,
    );
    expect(soft).toMatchObject({ clauseId: 's', hard: false });
  });

  it('is unmet with a negative margin', () => {
    const found = judge(voltage({ low: '10' }), states(exactly('9')));
    expect(found).toMatchObject({ verdict: 'unmet', reason: 'stated' });
    expect(found.margin).toBeCloseTo(-0.1, 12);
  });

  it('marks strict comparators, at whose limit nothing is met', () => {
    expect(judge(voltage({ op: '>', low: '10' }), states(exactly('10')))).toMatchObject({
      verdict: 'unmet',
      strict: true,
    });
    expect(judge(voltage({ op: '<', high: '10' }), states(exactly('9')))).toMatchObject({
      verdict: 'met',
      strict: true,
    });
    expect(judge(voltage({ op: '<=', high: '10' }), states(exactly('10')))).toMatchObject({
      verdict: 'met',
      strict: false,
    });
  });

  it.each<[string, Partial<Requirement>, Partial<ProductFacts>]>([
    ['unknown not_stated', { low: '10' }, {}],
    ['unknown not_stated', { low: '10' }, states({})],
    ['unknown not_stated', { low: '10' }, states(exactly('10', { code: 'rated_current' }))],
    ['unknown not_stated', { low: '10' }, states(exactly('10', { code: null }))],
    ['unknown unit_mismatch', { low: '10' }, states(exactly('10', { unit: 'kg' }))],
    ['unknown unit_mismatch', { low: '10' }, states(exactly('10', { unit: '尺八' }))],
    ['unknown other_condition', { low: '10', condition: '40℃' }, states(exactly('12', { condition: '20℃' }))],
    ['unknown partly_stated', { low: '10' }, states({ low: '9' })],
    ['met stated', { low: '10', condition: '40℃' }, states(exactly('12', { condition: '40 ℃时' }))],
    ['met stated', { op: 'range', low: '6', high: '12' }, states({ low: '5', high: '15' })],
    ['unmet stated', { op: 'range', low: '6', high: '12' }, states({ low: '8', high: '15' })],
  ])('%s: %j', (expected, required, facts) => {
    expect(short(voltage(required), facts)).toBe(expected);
  });

  it('shows what is required even when the product says nothing', () => {
    expect(judge(voltage({ low: '10' })).required).toEqual({ low: '10000', high: null, unit: 'V' });
  });

  it('is unknown for a parameter that the dictionary lost', () => {
    expect(judge(voltage({ code: 'gone', low: '10' }), states(exactly('12', { code: 'gone' })))).toEqual({
      ...{ clauseId: 'c', hard: true, verdict: 'unknown', reason: 'not_stated', margin: null },
      ...{ required: null, strict: false, stated: null, rule: null },
    });
  });

  it('takes the statement that answers best, wherever it stands', () => {
    const cases: [string, Partial<StatedParameter>[]][] = [
      ['met stated', [exactly('9'), exactly('12')]],
      ['met stated', [{ low: '9' }, exactly('12')]],
      // "at least 9" may be 10 and more, so the clause is not known to fail.
      ['unknown partly_stated', [exactly('9'), { low: '9' }]],
      ['unmet stated', [exactly('9'), exactly('12', { unit: 'kg' })]],
    ];
    for (const [expected, values] of cases) {
      expect(short(voltage({ low: '10' }), states(...values))).toBe(expected);
      expect(short(voltage({ low: '10' }), states(...values.toReversed()))).toBe(expected);
    }
    const best = judge(voltage({ low: '10' }), states(exactly('11'), exactly('15'), exactly('12')));
    expect(best.stated?.low).toBe('15000');
    const closest = judge(voltage({ low: '10' }), states(exactly('7'), exactly('9'), exactly('8')));
    expect(closest.stated?.low).toBe('9000');
  });

  it('a failing value under the asked condition beats a good one under another', () => {
    const facts = states(exactly('12', { condition: '20℃' }), exactly('9', { condition: '40℃' }));
    expect(short(voltage({ low: '10', condition: '40℃' }), facts)).toBe('unmet stated');
  });
});

describe('judgeClause: certification', () => {
  const asks = (certificate: string): ClauseCondition => ({ type: 'certification', certificate });

  it.each([
    ['ISO 9001', 'iso9001'],
    ['GB/T-19001', 'ＧＢ／Ｔ　１９００１'],
    ['3C认证', '3c认证'],
  ])('%s is %s', (own, wanted) => {
    expect(short(asks(wanted), { certificates: [certificate('CE'), certificate(own)] })).toBe('met stated');
  });

  it('absence and a longer name are unknown, never unmet', () => {
    expect(short(asks('ISO 9001'))).toBe('unknown not_stated');
    expect(
      short(asks('ISO 9001'), { certificates: [certificate('ISO 14001'), certificate('ISO 90011')] }),
    ).toBe('unknown not_stated');
  });

  it.each([
    ['2026-04-30', 'unknown certificate_expired'],
    ['2026-05-01', 'met stated'],
    ['2026-05-31', 'met stated'],
    ['2026-06-01', 'unknown certificate_expired'],
  ])('on %s: %s', (day, expected) => {
    const held = certificate('CE', { issuedOn: '2026-05-01', validTo: '2026-05-31' });
    expect(short(asks('CE'), { certificates: [held] }, day)).toBe(expected);
  });

  it('counts any of several that is valid, and an open end as valid', () => {
    const expired = certificate('CE', { number: '1', validTo: '2020-01-01' });
    expect(
      short(asks('CE'), { certificates: [expired, certificate('CE', { issuedOn: '2021-01-01' })] }),
    ).toBe('met stated');
    expect(short(asks('CE'), { certificates: [certificate('CE', { validTo: '2030-01-01' })] })).toBe(
      'met stated',
    );
  });
});

describe('judgeClause: chain node', () => {
  const asks: ClauseCondition = { type: 'chain_node', code: 'new-energy.wind' };

  it('knows met, unmet and not stated', () => {
    expect(short(asks, { chainNodes: ['new-energy.storage', 'new-energy.wind'] })).toBe('met stated');
    expect(short(asks, { chainNodes: ['new-energy.storage'] })).toBe('unmet stated');
    expect(short(asks)).toBe('unknown not_stated');
  });
});

describe('judgeClause: delivery', () => {
  const asks: ClauseCondition = { type: 'delivery', maxDays: 40 };

  it.each([
    [39, 'met', 0.025],
    [40, 'met', 0],
    [41, 'unmet', -0.025],
    [0, 'met', 1],
    [120, 'unmet', -2],
  ])('%d days: %s', (leadTimeDays, verdict, margin) => {
    expect(judge(asks, { leadTimeDays })).toEqual({
      ...{ clauseId: 'c', hard: true, verdict, reason: 'stated', margin },
      required: { low: null, high: '40', unit: 'd' },
      strict: false,
      stated: { low: String(leadTimeDays), high: String(leadTimeDays), unit: 'd' },
      rule: null,
    });
  });

  it('is unknown when the product gives no time', () => {
    expect(short(asks)).toBe('unknown not_stated');
  });
});

describe('judgeClause: text', () => {
  it('is for people, whatever the product', () => {
    expect(short({ type: 'text' }, { certificates: [certificate('x')], firstUnit: LISTING })).toBe(
      'unknown needs_reading',
    );
  });
});

/** Day before, first day, a day between, last day, day after. */
const LISTING_DAYS: readonly [string, boolean][] = [
  ['2025-01-09', false],
  ['2025-01-10', true],
  ['2025-06-01', true],
  ['2025-12-20', true],
  ['2025-12-21', false],
];

describe('judgeClause: first-unit listing', () => {
  const asks: ClauseCondition = { type: 'first_unit', kind: 'equipment' };

  it.each(LISTING_DAYS)('on %s valid: %s', (day, valid) => {
    expect(isValid(LISTING, day)).toBe(valid);
    expect(short(asks, { firstUnit: LISTING }, day)).toBe(valid ? 'met stated' : 'unmet listing_expired');
  });

  it('without an end stays valid', () => {
    const open = { ...LISTING, validTo: null };
    expect(short(asks, { firstUnit: open }, '2099-01-01')).toBe('met stated');
    expect(short(asks, { firstUnit: open }, '2025-01-09')).toBe('unmet listing_expired');
  });

  it.each([
    ['not started, in time', '2025-06-01', null, true],
    ['not started, on the last day', '2025-05-31', null, true],
    ['not started, too late', '2025-06-01', null, false],
    ['started in time', '2025-06-01', '2025-05-31', true],
    ['started too late', '2025-06-05', '2025-06-02', false],
  ])('rests on a project: %s', (what, day, startedOn, valid) => {
    const mustStartBy = what === 'not started, in time' ? '2025-12-31' : '2025-05-31';
    const anchored = { ...LISTING, anchorProject: { name: '示范工程', mustStartBy, startedOn } };
    expect(isValid(anchored, day)).toBe(valid);
  });

  it('of one day is valid on that day only', () => {
    const short1 = { ...LISTING, validTo: LISTING.listedOn };
    expect(['2025-01-09', '2025-01-10', '2025-01-11'].map((day) => isValid(short1, day))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('of another kind is unmet, none is unknown', () => {
    expect(short({ type: 'first_unit', kind: 'software' }, { firstUnit: LISTING }, '2025-06-01')).toBe(
      'unmet other_kind',
    );
    expect(short(asks)).toBe('unknown not_stated');
  });
});

describe('judgeClause: qualification gates', () => {
  const gate = (name: 'track_record' | 'market_share' | 'credential' | 'credit'): ClauseCondition => ({
    type: 'qualification',
    gate: name,
  });

  it.each(LISTING_DAYS)('a listing on %s waives: %s', (day, valid) => {
    for (const name of ['track_record', 'market_share'] as const) {
      const found = judge(gate(name), { firstUnit: LISTING }, day);
      expect(found).toMatchObject(
        valid
          ? { verdict: 'waived', reason: 'first_unit_rule', rule: 'first-unit-2024-53' }
          : { verdict: 'unknown', reason: 'listing_expired', rule: null },
      );
    }
  });

  it('never waives credentials or credit', () => {
    for (const name of ['credential', 'credit'] as const) {
      expect(judge(gate(name), { firstUnit: LISTING }, '2025-06-01')).toMatchObject({
        verdict: 'unknown',
        reason: 'not_stated',
        rule: null,
      });
    }
  });

  it('waives nothing without a listing', () => {
    expect(short(gate('track_record'), {}, '2025-06-01')).toBe('unknown not_stated');
  });

  // The rule set's own boundary, with a listing that is valid on every one of these days.
  it.each([
    ['2024-07-16', 'unknown not_stated'],
    ['2024-07-17', 'unknown not_stated'],
    ['2024-07-18', 'waived first_unit_rule'],
    ['2024-07-19', 'waived first_unit_rule'],
  ])('on %s: %s', (day, expected) => {
    const firstUnit = { ...LISTING, listedOn: '2020-01-01', validTo: null };
    expect(short(gate('market_share'), { firstUnit }, day)).toBe(expected);
  });
});

describe('judgeClause: first-unit level', () => {
  const asks = (minLevel: 'province' | 'energy' | 'national'): ClauseCondition => ({
    ...{ type: 'first_unit', kind: 'equipment', minLevel },
  });

  it.each([
    ['province', 'province', 'met stated'],
    ['energy', 'province', 'met stated'],
    ['national', 'energy', 'met stated'],
    ['province', 'energy', 'unmet level_too_low'],
    ['energy', 'national', 'unmet level_too_low'],
  ] as const)('%s against at least %s: %s', (level, minLevel, expected) => {
    expect(short(asks(minLevel), { firstUnit: { ...LISTING, level } }, '2025-06-01')).toBe(expected);
  });

  it('an expired listing is expired, whatever its level', () => {
    expect(short(asks('national'), { firstUnit: { ...LISTING, level: 'province' } }, '2025-12-21')).toBe(
      'unmet listing_expired',
    );
  });
});

describe('judgeClause: industry', () => {
  it.each([
    ['C', '3823', 'met stated'],
    ['38', 'C3823', 'met stated'],
    ['3823', '3823', 'met stated'],
    ['3823', '38', 'unknown class_too_wide'],
    ['38', 'C', 'unknown class_too_wide'],
    ['38', '39', 'unmet stated'],
    ['38', 'A', 'unmet stated'],
    ['A', '38', 'unmet stated'],
    ['3823', '3824', 'unmet stated'],
  ])('%s wanted, %s stated: %s', (code, industryCode, expected) => {
    expect(short({ type: 'industry', code }, { industryCode })).toBe(expected);
  });

  it('is unknown when the product gives none', () => {
    expect(short({ type: 'industry', code: '38' })).toBe('unknown not_stated');
  });
});

describe('judgeClause: region served', () => {
  it.each([
    ['320500', ['*'], 'met stated'],
    ['320500', ['110000', '320000'], 'met stated'],
    ['320500', ['320500'], 'met stated'],
    ['320000', ['320500'], 'unmet region_in_part'],
    ['320500', ['320505'], 'unmet region_in_part'],
    ['320500', ['320600', '110000'], 'unmet stated'],
    ['320000', ['330000'], 'unmet stated'],
  ])('%s wanted, %j served: %s', (code, regionsServed, expected) => {
    expect(short({ type: 'region_served', code }, { regionsServed })).toBe(expected);
  });

  it('is unknown when the product says nothing', () => {
    expect(short({ type: 'region_served', code: '320500' })).toBe('unknown not_stated');
  });
});

describe('judgeClause: capacity and quantity', () => {
  const capacity = (quantity: string, unit = '台', per: 'month' | 'year' = 'month') => ({
    capacity: { quantity, unit, per },
  });

  it('compares months with years, exactly', () => {
    const asks: ClauseCondition = { type: 'capacity', amount: '10', unit: '台', per: 'month' };
    expect(judge(asks, capacity('120', '台', 'year'))).toMatchObject({
      ...{ verdict: 'met', margin: 0 },
      required: { low: '10', high: null, unit: '台/month' },
      stated: { low: '10', high: '10', unit: '台/month' },
    });
    expect(judge(asks, capacity('119', '台', 'year'))).toMatchObject({ verdict: 'unmet' });
    expect(judge(asks, capacity('8'))).toMatchObject({ verdict: 'unmet', margin: -0.2 });
  });

  it('converts units of one kind; counters and other kinds never', () => {
    const asks: ClauseCondition = { type: 'capacity', amount: '2', unit: '吨', per: 'year' };
    expect(short(asks, capacity('2000', 'kg', 'year'))).toBe('met stated');
    expect(short(asks, capacity('1999', 'kg', 'year'))).toBe('unmet stated');
    expect(short(asks, capacity('5000', 'm', 'year'))).toBe('unknown unit_mismatch');
    expect(short(asks, capacity('5000', '台', 'year'))).toBe('unknown unit_mismatch');
    expect(short({ ...asks, unit: '台' }, capacity('5000', '套', 'year'))).toBe('unknown unit_mismatch');
    expect(short({ ...asks, unit: '批次' }, capacity('5000', '批次', 'year'))).toBe('met stated');
  });

  it('a quantity counts the days that it has', () => {
    const asks: ClauseCondition = { type: 'quantity', amount: '73', unit: '台', withinDays: 73 };
    expect(judge(asks, capacity('365', '台', 'year'))).toMatchObject({
      ...{ verdict: 'met', margin: 0, stated: { low: '73', high: '73', unit: '台/73d' } },
    });
    expect(short({ ...asks, withinDays: 72 }, capacity('365', '台', 'year'))).toBe('unmet stated');
    expect(judge(asks)).toMatchObject({ verdict: 'unknown', required: { low: '73' }, stated: null });
  });
});

describe('judgeClause: price', () => {
  const asks: ClauseCondition = { type: 'price', max: 200_000, currency: 'CNY', per: '台' };
  const price = (low: number | null, high: number | null, more: object = {}) => ({
    price: { low, high, currency: 'CNY', per: '台', ...more },
  });

  it.each([
    [200_000, 200_000, 'met stated'],
    [null, 150_000, 'met stated'],
    [150_000, 250_000, 'unknown partly_stated'],
    [150_000, null, 'unknown partly_stated'],
    [null, 250_000, 'unknown partly_stated'],
    [200_001, null, 'unmet stated'],
    [200_001, 200_001, 'unmet stated'],
  ])('%s to %s fen: %s', (low, high, expected) => {
    expect(short(asks, price(low, high))).toBe(expected);
  });

  it('shows both in yuan, and the margin to the end that decides', () => {
    expect(judge(asks, price(100_000, 150_050))).toMatchObject({
      margin: (200_000 - 150_050) / 200_000,
      required: { low: null, high: '2000', unit: 'CNY/台' },
      stated: { low: '1000', high: '1500.5', unit: 'CNY/台' },
    });
    expect(judge(asks, price(250_000, null)).margin).toBe(-0.25);
  });

  it('does not compare other currencies or units', () => {
    expect(short(asks, price(1, 1, { currency: 'USD' }))).toBe('unknown other_currency');
    expect(short(asks, price(1, 1, { per: '套' }))).toBe('unknown unit_mismatch');
    expect(short(asks)).toBe('unknown not_stated');
  });
});

describe('judgeClause: what gates ask for', () => {
  const record = { from: null, to: null, months: 36, minCount: null, minAmount: null };
  const gate = (more: object): ClauseCondition => ({
    ...{ type: 'qualification', gate: 'track_record' },
    ...more,
  });

  it('shows the number that is required', () => {
    expect(judge(gate({ trackRecord: { ...record, minCount: 3 } })).required).toEqual({
      ...{ low: '3', high: null, unit: '项' },
    });
    expect(judge(gate({ trackRecord: { ...record, minAmount: 40_000_000 } })).required).toEqual({
      ...{ low: '400000', high: null, unit: 'CNY' },
    });
    expect(judge(gate({ gate: 'market_share', minShare: '5' })).required).toEqual({
      ...{ low: '5', high: null, unit: '%' },
    });
    expect(judge(gate({ trackRecord: record })).required).toBeNull();
  });

  it('is waived by a valid listing all the same', () => {
    const asks = gate({ trackRecord: { ...record, minCount: 3 } });
    expect(judge(asks, { firstUnit: LISTING }, '2025-06-01')).toMatchObject({
      ...{ verdict: 'waived', rule: 'first-unit-2024-53', required: { low: '3' } },
    });
  });
});
