import { describe, expect, it } from '@jest/globals';
import { Dated } from './dated.js';
import {
  certificateTag,
  industryCode,
  industryTags,
  priceBand,
  PRICE_BANDS,
  PRICE_BAND_NAMES,
  tagList,
  withAncestors,
} from './facets.js';
import { checkParameters } from './search-filter.js';

const none = () => null;

describe('tags', () => {
  it('of a region hold the province and the prefecture, and what the table says', () => {
    expect(withAncestors('320506', none).sort()).toEqual(['320000', '320500', '320506']);
    expect(withAncestors('320000', none)).toEqual(['320000']);
    expect(withAncestors('x1', (code) => (code === 'x1' ? 'x' : null))).toEqual(['x1', 'x']);
    expect(withAncestors('a', () => 'a')).toEqual(['a']);
  });

  it('of an industry hold its group, division and section, written with the letter or not', () => {
    const parent = (code: string) => (code === '38' ? 'C' : null);
    expect(industryTags('3811', parent).sort()).toEqual(['38', '381', '3811', 'C']);
    expect(industryTags('C3811', none).sort()).toEqual(['38', '381', '3811', 'C']);
    expect([industryCode('C3811'), industryCode('C'), industryCode('3811')]).toEqual(['3811', 'C', '3811']);
  });

  it('are names with values, each once', () => {
    expect(tagList({ region: ['32', '32'], stage: [] })).toEqual(['region:32']);
    expect(['ISO 9001', 'iso9001', 'ＩＳＯ９００１'].map(certificateTag)).toEqual([
      'ISO9001',
      'ISO9001',
      'ISO9001',
    ]);
  });

  it.each([
    [9_999, 'under_100'],
    [10_000, 'from_100'],
    [99_999_99, 'from_10k'],
    [100_000_000, 'from_1m'],
  ])('%i fen are in the band %s', (low, band) => {
    expect(priceBand({ low, high: null, currency: 'CNY' })).toBe(band);
    expect(priceBand({ low: null, high: low, currency: 'CNY' })).toBe(band);
  });

  it('have no band for another currency or no price, and a name for each band', () => {
    expect([priceBand({ low: 1, high: 1, currency: 'USD' }), priceBand(null)]).toEqual([null, null]);
    expect(Object.keys(PRICE_BAND_NAMES)).toEqual(PRICE_BANDS);
  });
});

describe('what is dated', () => {
  it('holds from its first to its last day, and tells when that changes', () => {
    const dated = new Dated('2026-06-15');
    expect(dated.holds(null, null)).toBe(true);
    expect(dated.freshUntil).toBeNull();
    expect([dated.holds('2026-06-15', '2026-12-31'), dated.freshUntil]).toEqual([true, '2026-12-31']);
    expect([dated.holds(null, '2026-06-14'), dated.freshUntil]).toEqual([false, '2026-12-31']);
    expect([dated.holds('2026-07-01', null), dated.freshUntil]).toEqual([false, '2026-06-30']);
    expect([dated.holds(null, '2026-06-15'), dated.freshUntil]).toEqual([true, '2026-06-15']);
  });
});

describe('parameters of a filter', () => {
  it('are put in base units', () => {
    expect(checkParameters([{ name: '额定电压', op: '>=', low: '10', high: '1', unit: 'kV' }])).toEqual([
      { code: 'rated_voltage', op: '>=', low: '10000', high: null, includeUnstated: false },
    ]);
    expect(checkParameters([{ name: 'rated voltage', op: '=', low: '12', unit: '千伏' }])).toMatchObject([
      { low: '12000', high: '12000' },
    ]);
    expect(checkParameters(null)).toEqual([]);
  });

  it.each([
    [{ name: '甜度', op: '>=', low: '1' }, 'name', 'UNKNOWN_PARAMETER'],
    [{ name: '额定电压', op: '>=', low: '1', unit: 'kg' }, 'unit', 'BAD_UNIT'],
    [{ name: '额定电压', op: 'range', low: '1', high: '2', unit: 'zz' }, 'unit', 'BAD_UNIT'],
    [{ name: '额定电压', op: '>=', low: 'x', unit: 'kV' }, 'low', 'BAD_NUMBER'],
    [{ name: '额定电压', op: '<=', low: '1', unit: 'kV' }, 'high', 'MISSING_BOUND'],
    [{ name: '额定电压', op: 'range', low: '2', high: '1', unit: 'kV' }, 'low', 'RANGE_ORDER'],
    [{ name: '额定电压', op: '=', low: '2', high: '1', unit: 'kV' }, 'low', 'RANGE_ORDER'],
  ] as const)('%j has a fault at %s', (given, place, code) => {
    expect(checkParameters([{ name: '额定电流', op: '>=', low: '1', unit: 'A' }, given])).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: `filter.parameters.1.${place}`, code }],
    });
  });
});
