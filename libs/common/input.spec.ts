import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DECIMAL_TEXT, zodIssues } from './input.js';

describe('zodIssues', () => {
  it('names every fault by its path', () => {
    const parsed = z
      .object({ a: z.string(), list: z.array(z.object({ n: z.number() })) })
      .safeParse({ list: [{ n: 1 }, { n: 'x' }] });
    const issues = zodIssues(parsed.error!);
    expect(issues.map((issue) => `${issue.path} ${issue.code}`)).toEqual([
      'a BAD_VALUE',
      'list.1.n BAD_VALUE',
    ]);
    for (const issue of issues) expect(issue.params?.detail).toMatch(/^Invalid input/);
  });
});

describe('DECIMAL_TEXT', () => {
  it.each(['0', '-0.5', '10', '12345678901234567890.123456789012345'])('takes %s', (text) => {
    expect(text).toMatch(DECIMAL_TEXT);
  });

  it.each(['', ' 1', '1 ', '1\n', '+1', '.5', '1.', '1e3', '1,000', '１', 'NaN', '123456789012345678901'])(
    'refuses %j',
    (text) => {
      expect(text).not.toMatch(DECIMAL_TEXT);
    },
  );
});
