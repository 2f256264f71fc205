import { describe, expect, it } from '@jest/globals';
import { regionPatterns } from './region.js';

describe('regionPatterns', () => {
  it.each([
    ['320000', '32%'],
    ['320500', '3205%'],
    ['320505', '320505%'],
    // Zeros that belong to the code itself stay: 扬州市, 台州市, 重庆市, 济南市历下区.
    ['321000', '3210%'],
    ['331000', '3310%'],
    ['500000', '50%'],
    ['370102', '370102%'],
  ])('%s covers %s', (code, pattern) => {
    expect(regionPatterns([code])).toEqual([pattern]);
  });
});
