import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { childEnvironment } from '#libs/config';
import { SIZE_STANDARD, type SizeFacts, type SizeMetric, sizeOf, TRADES } from './sme-size.js';

const yuan = (wan: number) => wan * 1_000_000;
const facts = (given: Partial<SizeFacts>): SizeFacts => ({
  trade: 'industry',
  employees: null,
  annualRevenueFen: null,
  totalAssetsFen: null,
  ...given,
});
const industry = (employees: number, wan: number) =>
  sizeOf(facts({ employees, annualRevenueFen: yuan(wan) }));

describe('the size of an enterprise', () => {
  it.each([
    [1_000, 40_000, 'large'],
    [999, 40_000, 'medium'],
    [1_000, 39_999, 'medium'],
    [300, 2_000, 'medium'],
    [299, 2_000, 'small'],
    [300, 1_999, 'small'],
    [20, 300, 'small'],
    [19, 300, 'micro'],
    [20, 299, 'micro'],
    [0, 0, 'micro'],
    [5_000, 299, 'micro'],
  ] as const)('in industry with %d people and %d 万元 is %s', (employees, wan, size) => {
    expect(industry(employees, wan)).toBe(size);
  });

  it('counts to the fen', () => {
    expect(sizeOf(facts({ employees: 300, annualRevenueFen: yuan(2_000) - 1 }))).toBe('small');
  });

  it('needs only what its trade is measured by', () => {
    expect(sizeOf(facts({ trade: 'agriculture', annualRevenueFen: yuan(500) }))).toBe('medium');
    expect(sizeOf(facts({ trade: 'other', employees: 10 }))).toBe('small');
    expect(
      sizeOf(facts({ trade: 'real_estate', annualRevenueFen: yuan(1_000), totalAssetsFen: yuan(4_999) })),
    ).toBe('small');
  });

  it('is not guessed while a number is missing', () => {
    expect(sizeOf(facts({ employees: 5_000 }))).toBeNull();
    expect(sizeOf(facts({ trade: null, employees: 1, annualRevenueFen: 1 }))).toBeNull();
  });

  it('never falls when a number rises', () => {
    const order = ['micro', 'small', 'medium', 'large'];
    for (const trade of TRADES) {
      for (const metric of ['employees', 'annualRevenueFen', 'totalAssetsFen'] as const) {
        const most = { trade, employees: 1e8, annualRevenueFen: 1e15, totalAssetsFen: 1e15 };
        const sizes = [0, 10, 100, 1_000, yuan(100), yuan(10_000), yuan(1_000_000)].map((value) =>
          order.indexOf(sizeOf({ ...most, [metric]: value }) ?? ''),
        );
        expect([trade, metric, sizes]).toEqual([trade, metric, [...sizes].sort((a, b) => a - b)]);
      }
    }
  });
});

const { GONGLIAN_DATA } = childEnvironment({});
// The reporter names what was skipped.
(GONGLIAN_DATA === undefined ? describe.skip : describe)(
  'the table of the standard, compared when GONGLIAN_DATA names the folder of reference/sme-size-standard-2011.csv',
  () => {
    const METRIC: Readonly<Record<string, SizeMetric>> = {
      从业人员: 'employees',
      营业收入: 'annualRevenueFen',
      资产总额: 'totalAssetsFen',
    };

    it('is ours, number by number', () => {
      const text = readFileSync(join(GONGLIAN_DATA ?? '', 'reference', 'sme-size-standard-2011.csv'), 'utf8');
      const theirs = text
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(','))
        .map(([name = '', metric = '', , ...least]) => [name, METRIC[metric], least.map(Number)]);
      const ours = TRADES.flatMap((trade) =>
        SIZE_STANDARD[trade].rules.map((rule) => [SIZE_STANDARD[trade].name, rule.metric, [...rule.least]]),
      );
      expect(ours).toEqual(theirs);
      expect(TRADES).toHaveLength(16);
    });
  },
);
