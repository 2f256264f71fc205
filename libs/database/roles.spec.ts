import { describe, expect, it } from '@jest/globals';
import { passwordOf } from './roles.js';

describe('passwordOf', () => {
  it.each([
    ['postgres://gonglian_app:simple@db/gonglian', 'simple'],
    ['postgres://gonglian_app:p%40ss%2Fw%3Ard%25@db:5432/gonglian', 'p@ss/w:rd%'],
    ['postgres://gonglian_app:%E5%AF%86%E7%A0%81@db/gonglian', '密码'],
    ['postgres://gonglian_app@db/gonglian', ''],
  ])('%s', (url, password) => {
    expect(passwordOf(url)).toBe(password);
  });
});
