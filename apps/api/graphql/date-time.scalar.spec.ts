import { describe, expect, it } from '@jest/globals';
import { DateTime } from './date-time.scalar.js';

describe('DateTime', () => {
  it('reads times with an offset and writes UTC', () => {
    const date = DateTime.parseValue('2026-12-31T17:00:00+08:00');
    expect(DateTime.serialize(date)).toBe('2026-12-31T09:00:00.000Z');
    expect(DateTime.parseValue('2028-02-29T00:00:00Z').toISOString()).toBe('2028-02-29T00:00:00.000Z');
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01',
    '2030',
    '-271821-04-20T00:00:00Z',
    '9999-01-01T00:00:00Z',
    'abc',
    '',
    5e15,
    null,
  ])('refuses %p', (value) => {
    expect(() => DateTime.parseValue(value)).toThrow(/RFC 3339/);
  });
});
