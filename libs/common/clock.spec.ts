import { describe, expect, it } from '@jest/globals';
import { dayInChina } from './clock.js';

describe('dayInChina', () => {
  it('changes at midnight in China, which is 16:00 UTC', () => {
    expect(dayInChina(new Date('2026-11-30T15:59:59.999Z'))).toBe('2026-11-30');
    expect(dayInChina(new Date('2026-11-30T16:00:00.000Z'))).toBe('2026-12-01');
    expect(dayInChina(new Date('2027-01-01T00:00:00.000Z'))).toBe('2027-01-01');
  });
});
