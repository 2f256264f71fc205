import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { highlight } from './highlight.js';
import { queryGroups } from './query-terms.js';

/** The text with brackets where it is lit. */
function lit(text: string, query: string): string {
  let shown = '';
  let at = 0;
  for (const { start, end } of highlight(text, queryGroups(query))) {
    shown += `${text.slice(at, start)}[${text.slice(start, end)}]`;
    at = end;
  }
  return shown + text.slice(at);
}

describe('highlight', () => {
  it.each([
    ['户内真空断路器', '真空断路器', '户内[真空断路器]'],
    ['戶內真空斷路器 １２ｋＶ', '真空断路器 12kV', '戶內[真空斷路器] [１２ｋＶ]'],
    ['真空断路器', '真空斷路器', '[真空断路器]'],
    ['额定电压 12000 V', '12kV', '额定电压 [12000 V]'],
    ['额定 12千伏', '12kV', '额定 [12千伏]'],
    ['㎡计价，𠮷电缆', '电缆', '㎡计价，𠮷[电缆]'],
    ['电缆YJV22-8.7/15', 'yjv22', '电缆[YJV22]-8.7/15'],
    ['é电缆', '电缆', 'é[电缆]'],
    ['变压器', '断路器', '变压器'],
    ['变压器', '', '变压器'],
  ])('%s for %s', (text, query, expected) => {
    expect(lit(text, query)).toBe(expected);
  });

  it('gives ranges of the original in order, none overlapping, whatever the text', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom('断路器', '斷路器', '１２ｋＶ', '㎡', 'ﬁ', '𠮷'),
          fc.string({ unit: 'binary', maxLength: 4 }),
        ),
        {
          maxLength: 8,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (source, query) => {
        let last = -1;
        for (const { start, end } of highlight(source, queryGroups(query))) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(source.length);
          last = end;
        }
      }),
    );
  });
});
