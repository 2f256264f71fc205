import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classify, compareRank, scoreOf } from './score.js';
import { type ClauseVerdict, MATCH_CLASSES, type Verdict } from './types.js';

const WEIGHTS = { relevance: 0.7, soft: 0.3 };
const verdict = (kind: Verdict, hard: boolean, margin: number | null = null): ClauseVerdict => ({
  ...{ clauseId: 'c', hard, verdict: kind, reason: 'stated', margin },
  ...{ required: null, strict: false, stated: null, rule: null },
});
const hard = (kind: Verdict, margin: number | null = null) => verdict(kind, true, margin);
const soft = (kind: Verdict, margin: number | null = null) => verdict(kind, false, margin);
const score = (relevance: number, ...verdicts: ClauseVerdict[]) => scoreOf(relevance, verdicts, WEIGHTS);

describe('classify', () => {
  it.each([
    ['to_confirm', []],
    ['to_confirm', [soft('met'), soft('unmet')]],
    ['match', [hard('met')]],
    ['match', [hard('waived'), hard('met')]],
    ['match', [hard('met'), soft('unmet'), soft('unknown')]],
    ['to_confirm', [hard('met'), hard('unknown')]],
    ['to_confirm', [hard('unknown')]],
    ['near_miss', [hard('unknown'), hard('unmet')]],
    ['near_miss', [hard('met'), hard('waived'), hard('unmet')]],
  ] as const)('%s', (expected, verdicts) => {
    expect(classify(verdicts)).toBe(expected);
    expect(classify(verdicts.toReversed())).toBe(expected);
  });
});

describe('scoreOf', () => {
  it('is the relevance alone without soft clauses, however hard clauses turn out', () => {
    expect(score(0.4)).toBe(0.4);
    expect(score(0.4, hard('met'))).toBe(0.4);
    expect(score(0.4, hard('met'), hard('unknown'))).toBe(0.4);
  });

  it('mixes relevance and soft credit by their weights', () => {
    expect(score(0.5, hard('met'), soft('met'), soft('unknown'))).toBeCloseTo(0.575, 12);
    expect(score(0.5, soft('waived'))).toBeCloseTo(0.65, 12);
    expect(score(0.5, soft('unmet'))).toBeCloseTo(0.35, 12);
    expect(scoreOf(0.5, [soft('met')], { relevance: 1, soft: 3 })).toBeCloseTo(0.875, 12);
  });

  it('credits an unmet clause by its closeness, at most half', () => {
    expect(score(0, soft('unmet', -0.2))).toBeCloseTo(0.3 * 0.4, 12);
    expect(score(0, soft('unmet', -1e-12))).toBeCloseTo(0.15, 9);
    expect(score(0, soft('unmet', -7))).toBe(0);
  });

  it('multiplies a near miss by the mean credit of its hard clauses', () => {
    expect(score(0.8, hard('met'), hard('unmet', -0.2))).toBeCloseTo(0.8 * 0.7, 12);
    expect(score(0.8, hard('unmet'), hard('unknown'))).toBeCloseTo(0.8 * 0.25, 12);
    expect(score(0.5, hard('unmet', -0.5), soft('met'))).toBeCloseTo(0.65 * 0.25, 12);
  });

  const anyVerdict = fc
    .record({
      kind: fc.constantFrom<Verdict>('met', 'unmet', 'unknown', 'waived'),
      hard: fc.boolean(),
      gap: fc.option(fc.double({ min: 1e-12, max: 1e6, noNaN: true })),
    })
    .map(({ kind, hard: isHard, gap }) =>
      verdict(kind, isHard, gap === null || kind === 'unknown' ? null : kind === 'unmet' ? -gap : gap),
    );
  const unit = fc.double({ min: 0, max: 1, noNaN: true });

  it('stays in [0, 1] and never falls when the relevance rises', () => {
    fc.assert(
      fc.property(unit, unit, fc.array(anyVerdict, { maxLength: 8 }), (a, b, verdicts) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((r) => scoreOf(r, verdicts, WEIGHTS));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(high).toBeGreaterThanOrEqual(low ?? 1);
      }),
    );
  });

  it('puts the smaller gap first among equally relevant near misses', () => {
    const gap = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(gap, gap, fc.array(anyVerdict, { maxLength: 5 }), (a, b, others) => {
        fc.pre(a < b);
        const close = score(0.5, hard('unmet', -a / 100), ...others);
        expect(close).toBeGreaterThan(score(0.5, hard('unmet', -b / 100), ...others));
      }),
    );
  });
});

describe('compareRank', () => {
  const pair = fc.record({
    class: fc.constantFrom(...MATCH_CLASSES),
    score: fc.constantFrom(0, 0.25, 0.5, 1),
    productId: fc.constantFrom('a', 'b', 'c', 'd'),
  });

  it('orders by class, then score, then product id', () => {
    const rows = [
      { class: 'near_miss', score: 1, productId: 'a' },
      { class: 'match', score: 0.2, productId: 'b' },
      { class: 'to_confirm', score: 0.9, productId: 'c' },
      { class: 'match', score: 0.2, productId: 'a' },
      { class: 'match', score: 0.3, productId: 'z' },
    ] as const;
    expect(rows.toSorted(compareRank).map((row) => `${row.class} ${row.productId}`)).toEqual([
      'match z',
      'match a',
      'match b',
      'to_confirm c',
      'near_miss a',
    ]);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(pair, pair, pair, (a, b, c) => {
        expect(Math.sign(compareRank(a, b)) + Math.sign(compareRank(b, a))).toBe(0);
        const same = a.class === b.class && a.score === b.score && a.productId === b.productId;
        expect(compareRank(a, b) === 0).toBe(same);
        if (compareRank(a, b) <= 0 && compareRank(b, c) <= 0)
          expect(compareRank(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});
