import { describe, expect, it } from '@jest/globals';
import { findParameter, listParameters } from './index.js';

describe('dictionary', () => {
  it('has unique snake_case codes', () => {
    const codes = listParameters().map((definition) => definition.code);
    expect(codes.length).toBeGreaterThanOrEqual(120);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
  });

  it('leads every name to one definition', () => {
    for (const definition of listParameters()) {
      for (const name of [definition.code, definition.zh, definition.en, ...definition.aliases]) {
        expect([name, findParameter(name)?.code]).toEqual([name, definition.code]);
      }
    }
  });

  it('folds width, case and spaces, and guesses nothing', () => {
    expect(findParameter('Rated  Voltage')?.code).toBe('rated_voltage');
    expect(findParameter('ＭＴＢＦ')?.code).toBe('mtbf');
    expect(findParameter('额定')).toBeNull();
    expect(findParameter('容量')).toBeNull();
    expect(findParameter('')).toBeNull();
  });
});
