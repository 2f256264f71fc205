import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { queryGroups, termsOf } from './query-terms.js';
import { indexTerms } from './segment.js';

/** As the index decides it: every word of the query in one of its forms. */
function finds(query: string, document: string, isName = true): boolean {
  const { words, others } = indexTerms(document, isName);
  const held = new Set([...words, ...others]);
  const groups = queryGroups(query);
  return (
    groups.length > 0 &&
    groups.every(({ alternatives }) => alternatives.some((terms) => terms.every((term) => held.has(term))))
  );
}

describe('a planned query', () => {
  it.each([
    ['农业', '中国农业发展银行'],
    ['工程', '在建工程'],
    ['处理', '待处理'],
    ['招商 公司', '招商局集团有限公司'],
    ['真空斷路器', '户内真空断路器'],
    ['真空断路器', '真空斷路器'],
    ['１２ｋＶ', '额定电压 12kV'],
    ['12kV', '额定电压１２ｋＶ'],
    ['10kV', '户内10kV真空断路器'],
    ['10 kV', '户内10kV真空断路器'],
    ['户内10kV真空断路器', '户内10kV真空断路器'],
    ['YJV22-8.7/15', 'YJV22-8.7/15kV 电缆'],
    ['YJV22', '电缆 YJV22-8.7/15'],
    ['yjv', '电缆 YJV22-8.7/15'],
    ['8.7/15', '电缆 YJV22-8.7/15'],
    ['±0.01mm', '定位精度±0.01mm'],
    ['0.01mm', '定位精度 ±0.010 mm'],
    ['GB/T 12706', '符合GB/T12706.2-2020'],
    ['GB/T12706.2-2020', '符合 GB/T12706.2-2020'],
    ['GB/T12706', '符合 GB/T 12706.2-2020'],
    ['iso 9001', '通过ISO9001认证'],
    ['华特气体', '广东华特气体股份有限公司'],
    ['天迈科技', '郑州天迈科技股份有限公司'],
    ['12kV', '12000V'],
    ['12000V', '12千伏断路器'],
    ['12千伏', '12 kV'],
    ['12千伏断路器', '12kV真空断路器'],
    ['0.5t', '500kg 起重机'],
  ])('%s finds %s', (query, document) => {
    expect(finds(query, document)).toBe(true);
  });

  it.each([
    ['12kV', '35kV 12台'],
    ['12kV', '12kVA'],
    ['10kVA', '10kW'],
    ['10mW', '10MW'],
    ['真空断路器', '真空泵'],
    ['GB/T 12706', 'GB/T 12707'],
    ['华特气体', '特种气体'],
  ])('%s does not find %s', (query, document) => {
    expect(finds(query, document)).toBe(false);
  });

  it('has nothing for nothing, and 32 words at most', () => {
    expect(['', '，。！', '的'].map(queryGroups)).toEqual([[], [], []]);
    expect(queryGroups(Array.from({ length: 50 }, (_, i) => `w${i}`).join(' '))).toHaveLength(32);
  });

  it('finds every name by itself, whatever stands around it', () => {
    const name = fc
      .array(
        fc.constantFrom(
          '真空断路器',
          'YJV22-8.7/15',
          '12kV',
          '12 kV',
          '千伏',
          '斷',
          '±0.01mm',
          '5台',
          ' ',
          '的',
          'Ａ',
        ),
        {
          minLength: 1,
          maxLength: 6,
        },
      )
      .map((parts) => parts.join(''))
      .filter((text) => queryGroups(text).length > 0);
    fc.assert(
      fc.property(name, (text) => expect([text, finds(text, `甲 ${text} 乙`)]).toEqual([text, true])),
    );
  });

  it('tells its terms once', () => {
    const terms = termsOf(queryGroups('断路器 断路器 10kV'));
    expect(new Set(terms).size).toBe(terms.length);
  });

  it('looks at the beginning of an endless text only', () => {
    const text = Array.from({ length: 60_000 }, (_, i) => `${i}kV`).join(' ');
    const before = performance.now();
    expect(queryGroups(text)).toHaveLength(32);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
