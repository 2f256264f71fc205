import { type ZodError } from 'zod';
import { type InputIssue } from './problem.js';

type Issue = ZodError['issues'][number];
type Of<C extends Issue['code']> = Extract<Issue, { code: C }>;
const SEPARATOR = ' | ';

/**
 * A message of a schema's own rule, in both languages: `.regex(CODE, says('须为六位代码', 'must be a code of six digits'))`. Zod carries plain
 * texts only; {@link zodIssues} takes them apart again.
 */
export const says = (zh: string, en: string): string => `${zh}${SEPARATOR}${en}`;

/** The faults that a zod schema found, as issues with paths and texts in both languages. */
export function zodIssues(error: ZodError): InputIssue[] {
  return error.issues.map((issue) => {
    const [own, ownEnglish] = issue.message.split(SEPARATOR);
    const [zh, en] = ownEnglish === undefined ? [chinese(issue), issue.message] : [own ?? '', ownEnglish];
    return {
      path: issue.path.join('.'),
      code: 'BAD_VALUE',
      text: { zh: '取值不符合要求：{zh}', en: 'The value does not fit: {en}' },
      params: { zh, en },
    };
  });
}

/** Zod's own Chinese texts mix in English words; these are the faults that our schemas can have. */
function chinese(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_type':
      return `须为${TYPES[issue.expected] ?? '另一种类型'}`;
    case 'invalid_value':
      return `须为以下之一：${issue.values.map(String).join('、')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? '格式不正确';
    case 'unrecognized_keys':
      return `没有这些项：${issue.keys.join('、')}`;
    default:
      return '取值无效';
  }
}

function tooSmall({ origin, minimum, inclusive }: Of<'too_small'>): string {
  if (origin === 'string') return minimum === 1 ? '不能为空' : `至少 ${minimum} 个字符`;
  if (origin === 'array') return `至少 ${minimum} 项`;
  return inclusive === false ? `必须大于 ${minimum}` : `不能小于 ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: Of<'too_big'>): string {
  if (origin === 'string') return `最多 ${maximum} 个字符`;
  if (origin === 'array') return `最多 ${maximum} 项`;
  return inclusive === false ? `必须小于 ${maximum}` : `不能大于 ${maximum}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '是或否',
  date: '时间',
  array: '列表',
  object: '一组内容',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: '须为存在的日期，如 2026-12-31',
  datetime: '须为存在的时间，如 2026-12-31T17:00:00+08:00',
  email: '须为有效的电子邮箱',
  uuid: '须为有效的编号（UUID）',
  url: '须为有效的网址',
};

/** Decimal numbers travel as text: quantities never pass through binary floats. */
export const DECIMAL_TEXT = /^-?\d{1,20}(\.\d{1,15})?$/;
