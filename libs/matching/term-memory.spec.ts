import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TermMemory } from './term-memory.js';

describe('terms that are remembered', () => {
  it('are those of the text, whatever was asked for before', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 })), (texts) => {
        const memory = new TermMemory((text) => [...text], 10);
        return texts.every((text) => {
          const terms = memory.termsOf(text);
          return terms.size === new Set(text).size && [...text].every((char) => terms.has(char));
        });
      }),
    );
  });

  it('are worked out once while they are asked for, and do not pile up', () => {
    let cuts = 0;
    const memory = new TermMemory((text) => {
      cuts += 1;
      return [text];
    }, 100);
    for (let index = 0; index < 1_000; index += 1) {
      memory.termsOf('断路器');
      memory.termsOf(`产品 ${index}`);
      expect(memory.size).toBeLessThan(50);
    }
    expect(cuts).toBe(1_001);
  });
});
