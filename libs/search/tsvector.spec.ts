import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tsqueryLiteral, tsvectorLiteral } from './tsvector.js';

/** Reads a literal of ours back: lexeme → positions with weights. */
function read(literal: string): Map<string, { position: number; weight: string }[]> {
  const found = new Map<string, { position: number; weight: string }[]>();
  for (const [, lexeme = '', list = ''] of literal.matchAll(/'((?:[^']|'')*)':(\S+)/g)) {
    expect(found.has(lexeme)).toBe(false);
    const entries = list.split(',').map((entry) => ({
      position: Number(entry.slice(0, -1)),
      weight: entry.slice(-1),
    }));
    found.set(lexeme, entries);
  }
  return found;
}

describe('tsvectorLiteral', () => {
  it('gives every term its positions and weights, with a gap between fields', () => {
    expect(
      tsvectorLiteral([
        { weight: 'A', text: '电缆 10kV 电缆' },
        { weight: 'C', text: '电缆' },
      ]),
    ).toBe("'电缆':1A,3A,14C '10kv':2A '=10000 A^-1 kg^1 m^2 s^-3':3A");
  });

  it('never makes neighbours of two fields', () => {
    const literal = tsvectorLiteral([
      { weight: 'A', text: 'abc' },
      { weight: 'B', text: 'xyz' },
    ]);
    const positions = read(literal);
    expect(positions.get('xyz')![0]!.position - positions.get('abc')![0]!.position).toBeGreaterThan(1);
  });

  it('is empty for nothing', () => {
    expect(tsvectorLiteral([])).toBe('');
    expect(tsvectorLiteral([{ weight: 'A', text: '，。' }])).toBe('');
  });

  it('keeps to the position limits of PostgreSQL', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => (i % 4 === 0 ? 'same' : `${i}x`)).join(' ');
    const positions = read(
      tsvectorLiteral([
        { weight: 'A', text: many },
        { weight: 'D', text: 'last' },
      ]),
    );
    expect(positions.get('same')).toHaveLength(255);
    expect(positions.get('last')).toEqual([{ position: 16_383, weight: 'D' }]);
    // A term past the last position is still found, all at that position.
    expect(positions.get('19999x')).toEqual([{ position: 16_383, weight: 'A' }]);
    expect(positions.size).toBe(15_002);
    for (const list of positions.values()) {
      expect(list.length).toBeLessThanOrEqual(255);
      for (const { position } of list) expect(position).toBeLessThanOrEqual(16_383);
    }
  });

  it('writes one position once', () => {
    const filler = Array.from({ length: 16_382 }, (_, i) => `${i}x`).join(' ');
    const positions = read(tsvectorLiteral([{ weight: 'B', text: `${filler} end end end` }]));
    expect(positions.get('end')).toEqual([{ position: 16_383, weight: 'B' }]);
  });
});

describe('tsqueryLiteral', () => {
  it('joins quoted terms by the operator', () => {
    expect(tsqueryLiteral(['yjv22-8.7/15', '电缆'], '&')).toBe("'yjv22-8.7/15' & '电缆'");
    expect(tsqueryLiteral(['a', 'b', 'c'], '|')).toBe("'a' | 'b' | 'c'");
    expect(tsqueryLiteral(['a'], '&')).toBe("'a'");
    expect(tsqueryLiteral([], '&')).toBe('');
  });

  it('quotes apostrophes and backslashes', () => {
    expect(tsqueryLiteral(["o'neil"], '&')).toBe("'o''neil'");
    expect(tsqueryLiteral(['a\\b'], '&')).toBe("'a\\\\b'");
    expect(tsqueryLiteral(["\\'"], '&')).toBe("'\\\\'''");
  });

  it('no term can leave its quotes', () => {
    const term = fc.string({
      unit: fc.constantFrom("'", '\\', '|', '&', '!', ':', '*', ' ', 'a', '电'),
      minLength: 1,
    });
    fc.assert(
      fc.property(term, (given) => {
        const literal = tsqueryLiteral([given], '&');
        // PostgreSQL's reading: '' is an apostrophe, \x is x, a single ' ends the lexeme.
        let lexeme = '';
        let at = 1;
        for (; at < literal.length; at++) {
          const char = literal[at]!;
          if (char === '\\') lexeme += literal.charAt(++at);
          else if (char !== "'") lexeme += char;
          else if (literal[at + 1] === "'") lexeme += literal.charAt(at++);
          else break;
        }
        expect(lexeme).toBe(given);
        expect(at).toBe(literal.length - 1);
      }),
    );
  });
});
