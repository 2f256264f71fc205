import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distinctTerms, segment } from './segment.js';
import { normalizeText } from './text-map.js';

describe('normalizeText', () => {
  it.each([
    ['真空斷路器', '真空断路器'],
    ['１０ｋＶ（ＧＢ／Ｔ）', '10kv(gb/t)'],
    ['YJV₂₂ ㎡', 'yjv22 m2'],
    ['電纜與變壓器', '电缆与变压器'],
  ])('%s → %s', (text, expected) => {
    expect(normalizeText(text)).toBe(expected);
  });
});

describe('segment', () => {
  it('finds the words inside long names', () => {
    expect(segment('中国农业发展银行')).toEqual(expect.arrayContaining(['中国', '农业', '发展', '银行']));
    expect(segment('真空断路器')).toEqual(expect.arrayContaining(['真空', '断路器', '真空断路器']));
  });

  it('knows the words of the trades', () => {
    const terms = segment('盾构机主驱动轴承');
    expect(terms).toEqual(expect.arrayContaining(['盾构机', '主驱动', '轴承']));
    expect(terms).not.toContain('机主');
  });

  it('cuts traditional and full-width text like simplified and half-width text', () => {
    expect(segment('真空斷路器')).toEqual(segment('真空断路器'));
    expect(segment('１２ｋＶ电缆')).toEqual(segment('12kV电缆'));
    expect(segment('YJV22－8.7／15')).toEqual(segment('YJV22-8.7/15'));
  });

  it('separates a code from the Chinese characters beside it, in the order of the text', () => {
    expect(segment('额定10kV电缆5台')).toEqual(['额定', '10kv', '电缆', '5', '台']);
  });

  it('keeps codes whole with their parts beside them', () => {
    expect(segment('YJV22-8.7/15')).toEqual(['yjv22-8.7/15', 'yjv22', 'yjv', '22', '8', '7', '15']);
    expect(segment('GB/T12706.2-2020')).toEqual([
      'gb/t12706.2-2020',
      'gb',
      't12706',
      't',
      '12706',
      '2',
      '2020',
    ]);
    expect(segment('10kV')).toEqual(['10kv']);
  });

  it('takes no punctuation at the ends of a code', () => {
    expect(segment('-10.5kV-, /ZN63.')).toEqual(['10.5kv', '10', '5kv', 'zn63', 'zn', '63']);
    expect(segment('3×120+1×70')).toEqual(['3', '120', '1', '70']);
  });

  it('reads every character once', () => {
    expect(segment('〇')).toEqual(['〇']);
    expect(segment('第〇号电缆').filter((term) => term === '〇')).toHaveLength(1);
  });

  it('drops stop words and keeps repeats', () => {
    expect(segment('电缆的电缆和 the cable')).toEqual(['电缆', '电缆', 'cable']);
    expect(distinctTerms('电缆的电缆和 the cable')).toEqual(['电缆', 'cable']);
  });

  it('drops tokens past the limit but keeps their parts', () => {
    const long = 'x'.repeat(61);
    expect(segment(`${long} ${'y'.repeat(60)}`)).toEqual(['y'.repeat(60)]);
    expect(segment(`${'1'.repeat(40)}-${'2'.repeat(40)}`)).toEqual(['1'.repeat(40), '2'.repeat(40)]);
  });

  it('has no terms for nothing', () => {
    expect(['', ' \n', '，。！', '—'].map(segment)).toEqual([[], [], [], []]);
  });

  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom('真空断路器', '电缆', 'YJV22-8.7/15', '10kV', '，', ' ', '〇', '的', "'", '\\', '斷'),
        fc.string({ unit: 'binary', maxLength: 6 }),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));

  it('gives only clean terms: short, lower case, no spaces, quotes or stop words', () => {
    fc.assert(
      fc.property(text, (given) => {
        for (const term of segment(given)) {
          expect(term).toMatch(/^[\p{Script=Han}\p{Script=Latin}\p{Script=Greek}\p{Nd}.\-/]{1,60}$/u);
          expect(term).toBe(term.toLowerCase());
          expect(['的', 'the']).not.toContain(term);
        }
        expect(segment(given)).toEqual(segment(given));
        expect(distinctTerms(given)).toEqual([...new Set(segment(given))]);
      }),
    );
  });

  it('a word between spaces is found in any text', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(segment(`${before} 10kV ${after}`)).toContain('10kv');
      }),
    );
  });
});
