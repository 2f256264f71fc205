import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Clause, type ClauseCondition } from '#libs/demand';
import { type ClauseVerdict } from './evaluate/index.js';
import { gapsOf } from './gaps.js';

const clause = (condition: ClauseCondition, id = 'c', text = '条款'): Clause =>
  Object.assign(new Clause(), {
    id,
    needId: 'n',
    organisationId: 'o',
    position: 0,
    hard: true,
    text,
    condition,
  });
const parameter = (op: '>=' | '<=' | 'range'): ClauseCondition => ({
  ...{ type: 'parameter', code: 'rated_voltage', name: '额定电压', op },
  ...{ low: null, high: null, unit: 'kV', condition: null },
});
type Ends = readonly [string | null, string | null];
const verdict = (change: Partial<ClauseVerdict>, required?: Ends, stated?: Ends): ClauseVerdict => ({
  ...{
    clauseId: 'c',
    hard: true,
    verdict: 'unmet',
    reason: 'stated',
    margin: null,
    strict: false,
    rule: null,
  },
  required: required === undefined ? null : { low: required[0], high: required[1], unit: 'V' },
  stated: stated === undefined ? null : { low: stated[0], high: stated[1], unit: 'V' },
  ...change,
});
const missing = (op: '>=' | '<=' | 'range', required: Ends, stated: Ends) =>
  gapsOf([clause(parameter(op))], [verdict({}, required, stated)])[0]?.missing;

describe('gapsOf', () => {
  it('leaves out what is met or waived, and verdicts on clauses that are not shown', () => {
    const clauses = [clause(parameter('>='), 'a'), clause(parameter('>='), 'b')];
    const verdicts = [
      verdict({ clauseId: 'a', verdict: 'met' }),
      verdict({ clauseId: 'b', verdict: 'waived' }),
      verdict({ clauseId: 'hidden' }),
    ];
    expect(gapsOf(clauses, verdicts)).toEqual([]);
  });

  it.each([
    ['>=', ['10000', null], ['8000', '8000'], '2000'],
    ['<=', [null, '5'], ['7.1', '7.1'], '2.1'],
    ['<=', [null, '5'], [null, '7.1'], '2.1'],
    // A range is to be covered by the product's.
    ['range', ['10', '20'], ['12', '18'], '2'],
    ['range', ['10', '20'], ['10', '17'], '3'],
    ['>=', ['10', null], [null, '8'], null],
  ] as const)('%s %j against %j misses by %s', (op, required, stated, expected) => {
    expect(missing(op, required, stated)).toBe(expected);
  });

  it('has no measure for an unknown, nor across units', () => {
    const [unknown] = gapsOf(
      [clause(parameter('>='))],
      [verdict({ verdict: 'unknown', reason: 'not_stated' }, ['10', null])],
    );
    expect(unknown).toMatchObject({ missing: null, stated: null, required: { low: '10' } });
    const other = verdict({ stated: { low: '1', high: '1', unit: 'A' } }, ['10', null]);
    expect(gapsOf([clause(parameter('>='))], [other])[0]?.missing).toBeNull();
  });

  it('a product that falls short by d misses by d, exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (limit, d) => {
        expect(missing('>=', [`${limit}`, null], [`${limit - d}`, `${limit - d}`])).toBe(`${d}`);
        expect(missing('<=', [null, `${limit}`], [`${limit + d}`, `${limit + d}`])).toBe(`${d}`);
      }),
    );
  });

  it.each([
    [
      parameter('>='),
      { verdict: 'unknown', reason: 'not_stated' },
      '请在产品中补充技术参数“额定电压”。',
      /^Add the parameter/,
    ],
    [parameter('>='), { verdict: 'unmet', reason: 'stated' }, '未达到要求', /does not meet/],
    [
      parameter('>='),
      { verdict: 'unknown', reason: 'other_condition' },
      '请按需求的条件补充',
      /under the condition/,
    ],
    [
      { type: 'certification', certificate: 'CQC' },
      { verdict: 'unmet', reason: 'certificate_expired' },
      '请更新证书“CQC”',
      /^Renew/,
    ],
    [
      { type: 'first_unit', kind: 'equipment' },
      { verdict: 'unmet', reason: 'listing_expired' },
      '请更新首台（套）',
      /^Renew/,
    ],
    [{ type: 'delivery', maxDays: 60 }, { verdict: 'unknown', reason: 'not_stated' }, '交货期', /lead time/],
    [
      { type: 'chain_node', code: 'x-1' },
      { verdict: 'unmet', reason: 'stated' },
      '产业链环节 x-1',
      /chain node x-1/,
    ],
    [
      { type: 'capacity', amount: '10', unit: '台', per: 'month' },
      { verdict: 'unknown', reason: 'not_stated' },
      '请在产品中补充产能',
      /^Add the capacity/,
    ],
    [
      { type: 'price', max: 100, currency: 'CNY', per: '台' },
      { verdict: 'unknown', reason: 'other_currency' },
      '价格的单位或币种与需求不同',
      /^State the price/,
    ],
    [{ type: 'text' }, { verdict: 'unknown', reason: 'needs_reading' }, '请就“条款”', /"条款"/],
    [
      { type: 'qualification', gate: 'credit' },
      { verdict: 'unknown', reason: 'not_stated' },
      '请就“条款”',
      /"条款"/,
    ],
  ] as const)('hints for %j, %j', (condition, change, zh, en) => {
    const [gap] = gapsOf([clause(condition)], [verdict(change)]);
    expect(gap?.hint.zh).toContain(zh);
    expect(gap?.hint.en).toMatch(en);
  });
});
