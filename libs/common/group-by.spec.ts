import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { groupBy } from './group-by.js';

describe('groupBy', () => {
  it('keeps keys in order of appearance and items in order', () => {
    expect([...groupBy(['b1', 'a1', 'b2'], (item) => item.charAt(0))]).toEqual([
      ['b', ['b1', 'b2']],
      ['a', ['a1']],
    ]);
  });

  it('takes any iterable, and none', () => {
    expect(groupBy(new Set([1, 2, 3]), (n) => n % 2 === 0)).toEqual(
      new Map([
        [false, [1, 3]],
        [true, [2]],
      ]),
    );
    expect(groupBy([], String).size).toBe(0);
  });

  it('loses and doubles nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (items) => {
        const groups = groupBy(items, (n) => n % 3);
        for (const [key, group] of groups) expect(group).toEqual(items.filter((n) => n % 3 === key));
        expect([...groups.values()].flat()).toHaveLength(items.length);
      }),
    );
  });
});
