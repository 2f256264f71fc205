import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { renderText } from './errors.js';
import { DECIMAL_TEXT, says, zodIssues } from './input.js';

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
    for (const issue of issues) expect(issue.params?.en).toMatch(/^Invalid input/);
  });

  it.each<[z.ZodType, unknown, string, RegExp]>([
    [z.string().min(1), '', '不能为空', />=1/],
    [z.string().max(3), '四个字符', '最多 3 个字符', /<=3/],
    [z.array(z.string()).max(1), ['a', 'b'], '最多 1 项', /<=1/],
    [z.number().int().min(2), 1, '不能小于 2', />=2/],
    [z.number().gt(2), 2, '必须大于 2', />2/],
    [z.number().max(2), 3, '不能大于 2', /<=2/],
    [z.number().int(), 1.5, '须为整数', /int/],
    [z.date(), 'x', '须为时间', /date/],
    [z.enum(['a', 'b']), 'c', '须为以下之一：a、b', /"a"/],
    [z.iso.date(), '2026-02-30', '须为存在的日期，如 2026-12-31', /date/],
    [z.email(), 'x', '须为有效的电子邮箱', /email/],
    [z.string().regex(/^\d$/), 'x', '格式不正确', /pattern/],
    [
      z.string().regex(/^\d$/, says('须为一位数字', 'must be a digit')),
      'x',
      '须为一位数字',
      /^must be a digit$/,
    ],
  ])('says what does not fit in both languages: %#', (schema, given, zh, en) => {
    const [issue] = zodIssues(schema.safeParse(given).error!);
    expect(renderText(issue!.text, 'zh', issue!.params)).toBe(`取值不符合要求：${zh}`);
    expect(issue!.params?.en).toMatch(en);
    expect(renderText(issue!.text, 'en', issue!.params)).not.toMatch(/\p{Script=Han}/u);
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
