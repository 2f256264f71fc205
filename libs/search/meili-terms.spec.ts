import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeTerm, EVERY } from './meili-terms.js';

const decode = (encoded: string) =>
  encoded.replace(/z([a-z0-9]{4})/g, (_, digits: string) => String.fromCodePoint(parseInt(digits, 36)));

describe('encodeTerm', () => {
  it.each([
    ['yjv22', 'yjv22'],
    ['断路器', 'z0k31z0s1bz0h2g'],
    ['8.7', '8z001a7'],
    ['z', 'z003e'],
  ])('makes one word of %s', (term, word) => {
    expect(encodeTerm(term)).toBe(word);
  });

  it('makes words of small letters and digits alone, from which the term can be read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (term) => {
        const word = encodeTerm(term);
        fc.pre(word.length <= 250);
        expect(word).toMatch(/^[a-z0-9]+$/);
        expect(decode(word)).toBe(term);
        expect(word).not.toBe(EVERY);
      }),
      { seed: 20_261_125 },
    );
  });

  it('keeps long terms apart within what the engine keeps of a word', () => {
    const long = encodeTerm('断'.repeat(200));
    expect(long.length).toBeLessThanOrEqual(250);
    expect(long).not.toBe(encodeTerm('断'.repeat(201)));
    expect(long).toMatch(/^[a-z0-9]+$/);
  });
});
