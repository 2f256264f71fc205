import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareRank, MATCH_CLASSES, type MatchClass } from './evaluate/index.js';
import { chooseKept, diffKept, hasNews, type Ranked } from './kept-set.js';

const pair = (productId: string, c: MatchClass, score = 0.5): Ranked => ({ productId, class: c, score });
const ranked = fc.record({
  productId: fc.constantFrom(...'abcdefghij'),
  class: fc.constantFrom(...MATCH_CLASSES),
  score: fc.constantFrom(0, 0.3, 0.6, 1),
});
const keptSet = fc.uniqueArray(ranked, { selector: (row) => row.productId, maxLength: 10 });

describe('chooseKept', () => {
  it('keeps the best of match and to_confirm together, and near misses apart', () => {
    const rows = [
      pair('n1', 'near_miss', 0.9),
      pair('t1', 'to_confirm', 0.9),
      pair('m1', 'match', 0.1),
      pair('n2', 'near_miss', 0.95),
      pair('t2', 'to_confirm', 0.8),
    ];
    const kept = chooseKept(rows, { keep: 2, keepNearMisses: 1 });
    expect(kept.map((row) => row.productId)).toEqual(['m1', 't1', 'n2']);
    expect(chooseKept(rows, { keep: 50, keepNearMisses: 0 }).map((row) => row.productId)).toEqual([
      'm1',
      't1',
      't2',
    ]);
  });

  it('is in rank order, within its limits, leaves out nothing better, and does not touch its input', () => {
    const limit = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(keptSet, limit, limit, (rows, keep, keepNearMisses) => {
        const before = [...rows];
        const kept = chooseKept(rows, { keep, keepNearMisses });
        expect(rows).toEqual(before);
        expect(kept).toEqual([...kept].sort(compareRank));
        const near = rows.filter((row) => row.class === 'near_miss').length;
        expect(kept.filter((row) => row.class === 'near_miss')).toHaveLength(Math.min(near, keepNearMisses));
        expect(kept).toHaveLength(Math.min(near, keepNearMisses) + Math.min(rows.length - near, keep));
        for (const lost of rows.filter((row) => !kept.includes(row))) {
          const rivals = kept.filter((row) => (row.class === 'near_miss') === (lost.class === 'near_miss'));
          for (const rival of rivals) expect(compareRank(rival, lost)).toBeLessThan(0);
        }
        expect(chooseKept([...rows].reverse(), { keep, keepNearMisses })).toEqual(kept);
      }),
    );
  });
});

describe('diffKept', () => {
  it('tells added, removed and changed apart', () => {
    const before = [pair('gone', 'match'), pair('same', 'match', 0.1), pair('rose', 'to_confirm')];
    const after = [pair('new', 'near_miss'), pair('same', 'match', 0.9), pair('rose', 'match')];
    expect(diffKept(before, after)).toEqual({
      added: [{ productId: 'new', class: 'near_miss' }],
      removed: [{ productId: 'gone', class: 'match' }],
      changed: [{ productId: 'rose', from: 'to_confirm', to: 'match' }],
    });
  });

  it('leads from the one set to the other, and back', () => {
    fc.assert(
      fc.property(keptSet, keptSet, (before, after) => {
        const diff = diffKept(before, after);
        const state = new Map(before.map((row) => [row.productId, row.class]));
        for (const { productId } of diff.removed) expect(state.delete(productId)).toBe(true);
        for (const { productId, from, to } of diff.changed) {
          expect(state.get(productId)).toBe(from);
          expect(from).not.toBe(to);
          state.set(productId, to);
        }
        for (const { productId, class: c } of diff.added) {
          expect(state.has(productId)).toBe(false);
          state.set(productId, c);
        }
        expect(state).toEqual(new Map(after.map((row) => [row.productId, row.class])));
        expect(diffKept(after, before).added).toHaveLength(diff.removed.length);
      }),
    );
  });

  it('is empty between equal sets', () => {
    const rows = [pair('a', 'match'), pair('b', 'near_miss')];
    expect(diffKept(rows, [...rows].reverse())).toEqual({ added: [], removed: [], changed: [] });
  });
});

describe('hasNews', () => {
  const of = (before: Ranked[], after: Ranked[]) => hasNews(diffKept(before, after));

  it('a new candidate or a rise in class is news', () => {
    expect(of([], [pair('a', 'match')])).toBe(true);
    expect(of([], [pair('a', 'to_confirm')])).toBe(true);
    expect(of([pair('a', 'to_confirm')], [pair('a', 'match')])).toBe(true);
    expect(of([pair('a', 'near_miss')], [pair('a', 'match')])).toBe(true);
    expect(of([pair('a', 'near_miss')], [pair('a', 'to_confirm')])).toBe(true);
  });

  it('losses, falls, new near misses and other scores are not', () => {
    expect(of([pair('a', 'match')], [])).toBe(false);
    expect(of([pair('a', 'match')], [pair('a', 'to_confirm')])).toBe(false);
    expect(of([pair('a', 'to_confirm')], [pair('a', 'near_miss')])).toBe(false);
    expect(of([], [pair('a', 'near_miss')])).toBe(false);
    expect(of([pair('a', 'match', 0.1)], [pair('a', 'match', 0.9)])).toBe(false);
  });
});
