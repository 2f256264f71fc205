import { describe, expect, it } from '@jest/globals';
import { relevance, termWeight } from './relevance.js';
import { type NeedFacts, type ProductFacts, type StatsSnapshot } from './types.js';

const STATS: StatsSnapshot = {
  number: 1,
  documentCount: 9_000,
  dictionaryVersion: 'x',
  documentFrequency: new Map([
    ['电缆', 9_000],
    ['断路器', 2_000],
  ]),
};
const need = (...terms: string[]): NeedFacts => ({ id: 'n', version: 1, terms, clauses: [] });
const product = (name: string[], other: string[] = []): ProductFacts => ({
  ...{ id: 'p', version: 1, nameTerms: new Set(name), otherTerms: new Set(other), parameters: [] },
  ...{ certificates: [], chainNodes: [], leadTimeDays: null, firstUnit: null, industryCode: null },
  ...{ regionsServed: null, price: null, capacity: null },
});

describe('termWeight', () => {
  it('is the inverse document frequency; a term never seen weighs 1', () => {
    expect(termWeight(STATS, '断路器')).toBeCloseTo(Math.log(1 + 7_000.5 / 2_000.5), 12);
    expect(termWeight(STATS, '电缆')).toBeCloseTo(Math.log(1 + 0.5 / 9_000.5), 12);
    expect(termWeight(STATS, '新词')).toBe(1);
  });

  it('of a word that a small catalogue says everywhere is more than that of one nobody says', () => {
    const small = { ...STATS, documentCount: 12, documentFrequency: new Map([['断路器', 12]]) };
    expect(termWeight(small, '断路器')).toBeGreaterThan(termWeight(small, '新词'));
    expect(relevance(need('断路器', '新词'), product(['断路器']), small)).toBeGreaterThan(0.5);
  });
});

describe('relevance', () => {
  it('is 1 when the name covers all, 0 when nothing does or nothing is asked', () => {
    expect(relevance(need('断路器', '电缆'), product(['电缆', '断路器', '10kv']), STATS)).toBe(1);
    expect(relevance(need('断路器'), product(['电缆']), STATS)).toBe(0);
    expect(relevance(need(), product(['电缆']), STATS)).toBe(0);
  });

  it('counts other fields half, and the name first when both hold the term', () => {
    expect(relevance(need('断路器'), product([], ['断路器']), STATS)).toBe(0.5);
    expect(relevance(need('断路器'), product(['断路器'], ['断路器']), STATS)).toBe(1);
  });

  it('weighs rare terms more', () => {
    const rare = relevance(need('断路器', '电缆'), product(['断路器']), STATS);
    const w = [Math.log(1 + 7_000.5 / 2_000.5), Math.log(1 + 0.5 / 9_000.5)] as const;
    expect(rare).toBeCloseTo(w[0] / (w[0] + w[1]), 12);
    expect(relevance(need('断路器', '电缆'), product(['电缆']), STATS)).toBeLessThan(0.1);
  });
});
