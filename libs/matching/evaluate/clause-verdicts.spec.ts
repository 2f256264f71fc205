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
