import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MATCH_CLASSES, type Verdict } from './evaluate/index.js';
import { chooseKept } from './kept-set.js';
import { changesOf, explainedDiff, type Grounded } from './run-diff.js';

const pair = (productId: string, change: Partial<Grounded> = {}): Grounded => ({
  ...{ productId, class: 'match', score: 0.5, verdicts: [{ clauseId: 'c', verdict: 'met' }] },
  ...{ productVersion: 1, needVersion: 1, rulesVersion: 'r1', statsNumber: 1 },
  ...change,
});

const diff = (
  before: Grounded[],
  judged: Grounded[],
  gone: { withdrawn?: string[]; unrelated?: string[] } = {},
) => {
  const left = new Set([...(gone.withdrawn ?? []), ...(gone.unrelated ?? [])]);
  const again = new Set(judged.map((one) => one.productId));
  const staying = before.filter((one) => !again.has(one.productId) && !left.has(one.productId));
  return explainedDiff({
    before,
    after: chooseKept([...staying, ...judged], { keep: 2, keepNearMisses: 2 }),
    judged: new Map(judged.map((one) => [one.productId, one])),
    withdrawn: new Set(gone.withdrawn),
    unrelated: new Set(gone.unrelated),
  });
};
const unmet = { class: 'near_miss', verdicts: [{ clauseId: 'c', verdict: 'unmet' }] } as const;
const told = (found: ReturnType<typeof diff>, cause = 'requested') =>
  changesOf({ needId: 'n', cause, diff: found }).map(({ kind, productId, why, clauses }) => ({
    ...{ kind, productId, clauses },
    zh: why.zh,
  }));

describe('what a run changed, and why', () => {
  it.each([
    ['another version of the product', { productVersion: 2 }, '产品版本 1 → 2'],
    ['another version of the need', { needVersion: 3 }, '需求版本 1 → 3'],
    ['other rules', { rulesVersion: 'r2' }, '规则 r1 → r2'],
    ['other statistics', { statsNumber: 4 }, '统计快照 1 → 4'],
    [
      'several at once',
      { productVersion: 2, rulesVersion: 'r2', statsNumber: 4 },
      '产品版本 1 → 2，规则 r1 → r2',
    ],
    ['another day only', {}, '判断日期不同（如证书或目录的有效期）'],
  ])('by %s', (_what, change, zh) => {
    const found = diff([pair('a')], [pair('a', { ...unmet, ...change })]);
    expect(told(found)).toEqual([
      { kind: 'class_changed', productId: 'a', clauses: [['c', 'met', 'unmet']], zh },
    ]);
    expect(found.changed).toMatchObject([{ from: 'match', to: 'near_miss' }]);
  });

  it('names clauses that are new or gone, and verdicts that change within a class', () => {
    const found = diff(
      [pair('a')],
      [pair('a', { needVersion: 2, verdicts: [{ clauseId: 'd', verdict: 'waived' }] })],
    );
    expect(found.changed).toEqual([]);
    expect(told(found)).toEqual([
      {
        kind: 'verdicts_changed',
        productId: 'a',
        clauses: [
          ['d', null, 'waived'],
          ['c', 'met', null],
        ],
        zh: '需求版本 1 → 2',
      },
    ]);
  });

  it('tells the ways to leave apart', () => {
    expect(told(diff([pair('a')], [], { withdrawn: ['a'] }))).toMatchObject([
      { kind: 'removed', zh: '产品已下架' },
    ]);
    expect(told(diff([pair('a')], [], { unrelated: ['a'] }))).toMatchObject([
      { kind: 'removed', zh: '产品与需求不再相关' },
    ]);
    const full = [pair('a'), pair('b')];
    expect(told(diff(full, [pair('c', { score: 0.9 })]), 'product.published')).toEqual([
      { kind: 'added', productId: 'c', clauses: [], zh: '产品新发布' },
      { kind: 'removed', productId: 'b', clauses: [], zh: '被更合适的产品替代' },
    ]);
  });

  it('has nothing to say when nothing changed, or only the score', () => {
    expect(diff([pair('a')], [pair('a', { score: 0.4, statsNumber: 9 })])).toEqual({
      ...{ added: [], removed: [], changed: [] },
    });
  });

  const grounded = fc.record({
    productId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    class: fc.constantFrom(...MATCH_CLASSES),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    verdicts: fc.uniqueArray(
      fc.record({
        clauseId: fc.constantFrom('x', 'y'),
        verdict: fc.constantFrom<Verdict>('met', 'unmet', 'unknown', 'waived'),
      }),
      { selector: (one) => one.clauseId },
    ),
    productVersion: fc.nat(3),
    needVersion: fc.nat(3),
    rulesVersion: fc.constantFrom('r1', 'r2'),
    statsNumber: fc.nat(3),
  });
  const set = fc.uniqueArray(grounded, { selector: (one) => one.productId });

  it('leads from the set before to the set after, each product in it once', () => {
    fc.assert(
      fc.property(set, set, (old, judged) => {
        const before = chooseKept(old, { keep: 2, keepNearMisses: 2 });
        const found = diff(before, judged);
        const result = new Set<string>(before.map((one) => one.productId));
        const again = new Set(judged.map((one) => one.productId));
        const after = chooseKept([...before.filter((one) => !again.has(one.productId)), ...judged], {
          ...{ keep: 2, keepNearMisses: 2 },
        });
        for (const { productId } of found.removed) expect(result.delete(productId)).toBe(true);
        for (const { productId } of found.added) {
          expect(result.has(productId)).toBe(false);
          result.add(productId);
        }
        for (const { productId } of [...found.changed, ...(found.restated ?? [])])
          expect(result.has(productId)).toBe(true);
        const named = changesOf({ needId: 'n', cause: 'x', diff: found }).map((one) => one.productId);
        expect(new Set(named).size).toBe(named.length);
        expect([...result].sort()).toEqual(after.map((one) => one.productId).sort());
      }),
    );
  });
});
