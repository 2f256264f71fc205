import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { DECIMAL_TEXT, type InputIssue, says } from '#libs/common';
import { type Comparator, findParameter, type Requirement, toBase } from '#libs/parameters';
import { FIRST_UNIT_KINDS, FIRST_UNIT_LEVELS } from '#libs/reference';
import { CAPACITY_PER, type ClauseCondition, GATES } from './clause.entity.js';

// Without `abort` zod would go on with what is no number.
const decimal = z.string().regex(DECIMAL_TEXT, {
  error: says('须为十进制数，如 10.5', 'must be a decimal number, such as 10.5'),
  abort: true,
});
const positive = decimal.refine((amount) => new Decimal(amount).gt(0), {
  error: says('必须大于 0', 'must be above zero'),
  abort: true,
});
export const COMPARATORS = ['>=', '<=', '>', '<', '=', 'range'] as const satisfies readonly Comparator[];
const words = (max: number) => z.string().trim().min(1).max(max);
const code = words(60);
const day = z.iso.date();
/** GB/T 4754: a section (a letter), or a division, group or class, with or without the letter before it. */
const INDUSTRY = /^([A-T]|[A-T]?\d{2,4})$/;

const trackRecord = z.object({
  from: day.nullish().default(null),
  to: day.nullish().default(null),
  months: z.number().int().min(1).max(1_200).nullish().default(null),
  minCount: z.number().int().min(1).max(100_000).nullish().default(null),
  minAmount: z.number().int().min(1).nullish().default(null),
});

/** What a caller gives for the condition of a clause. */
export const conditionSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('parameter'),
    name: words(80),
    op: z.enum(COMPARATORS),
    low: decimal.nullish(),
    high: decimal.nullish(),
    unit: z.string().trim().max(30).default(''),
    condition: z.string().trim().max(200).nullish(),
  }),
  z.object({
    type: z.literal('qualification'),
    gate: z.enum(GATES),
    trackRecord: trackRecord.nullish(),
    minShare: positive
      .refine(
        (share) => !DECIMAL_TEXT.test(share) || new Decimal(share).lte(100),
        says('不能大于 100', 'must be at most 100'),
      )
      .nullish(),
    credential: z.object({ name: words(100), level: words(30).nullish().default(null) }).nullish(),
  }),
  z.object({ type: z.literal('certification'), certificate: words(100) }),
  z.object({ type: z.literal('chain_node'), code }),
  z.object({
    type: z.literal('industry'),
    code: z
      .string()
      .trim()
      .regex(
        INDUSTRY,
        says('须为 GB/T 4754 代码，如 C、38、3823', 'must be a code of GB/T 4754, such as C, 38 or 3823'),
      ),
  }),
  z.object({
    type: z.literal('region_served'),
    code: z
      .string()
      .trim()
      .regex(/^\d{6}$/, says('须为六位行政区划代码（GB/T 2260）', 'must be a code of GB/T 2260, six digits')),
  }),
  z.object({ type: z.literal('delivery'), maxDays: z.number().int().min(1).max(3_650) }),
  z.object({ type: z.literal('capacity'), amount: positive, unit: words(30), per: z.enum(CAPACITY_PER) }),
  z.object({
    type: z.literal('quantity'),
    amount: positive,
    unit: words(30),
    withinDays: z.number().int().min(1).max(3_650),
  }),
  z.object({
    type: z.literal('price'),
    max: z.number().int().min(1),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, says('须为 ISO 4217 货币代码，如 CNY', 'must be a code of ISO 4217, such as CNY'))
      .default('CNY'),
    per: words(30),
  }),
  z.object({
    type: z.literal('first_unit'),
    kind: z.enum(FIRST_UNIT_KINDS),
    minLevel: z.enum(FIRST_UNIT_LEVELS).nullish(),
  }),
  z.object({ type: z.literal('text') }),
]);
type Given = z.output<typeof conditionSchema>;
type GivenOf<T extends Given['type']> = Extract<Given, { type: T }>;

/** The condition to store; its faults go to `issues` with their path. */
export function checkCondition(given: Given, path: string, issues: InputIssue[]): ClauseCondition {
  if (given.type === 'parameter') return checkParameter(given, path, issues);
  if (given.type === 'qualification') return checkGate(given, path, issues);
  if (given.type === 'first_unit') {
    const { minLevel, ...rest } = given;
    return minLevel == null ? rest : { ...rest, minLevel };
  }
  return given;
}

/** Each gate has its own details and no other: a period and number for 业绩, a share for 市场占有率, a name for 资质. */
function checkGate(given: GivenOf<'qualification'>, path: string, issues: InputIssue[]): ClauseCondition {
  const { gate, trackRecord: record, minShare, credential } = given;
  const details = [
    ['trackRecord', 'track_record', record],
    ['minShare', 'market_share', minShare],
    ['credential', 'credential', credential],
  ] as const;
  for (const [field, of, value] of details) {
    if (value == null || gate === of) continue;
    issues.push({
      path: `${path}.${field}`,
      code: 'OTHER_GATE',
      text: { zh: '此项内容不属于该类资格条件', en: 'This belongs to another qualification gate' },
    });
  }
  if (record != null) issues.push(...recordIssues(record, `${path}.trackRecord`));
  return {
    type: 'qualification',
    gate,
    ...(record != null && { trackRecord: record }),
    ...(minShare != null && { minShare }),
    ...(credential != null && { credential }),
  };
}

function recordIssues({ from, to, months }: z.output<typeof trackRecord>, path: string): InputIssue[] {
  const issues: InputIssue[] = [];
  if (from !== null && to !== null && to < from) {
    issues.push({
      path: `${path}.to`,
      code: 'DATE_ORDER',
      text: { zh: '结束日期早于开始日期', en: 'Ends before it begins' },
    });
  }
  if (months !== null && (from !== null || to !== null)) {
    issues.push({
      path: `${path}.months`,
      code: 'TWO_PERIODS',
      text: {
        zh: '业绩期间用起止日期或“近若干个月”表示，不能并用',
        en: 'Give a period by its days or by the last months, not both',
      },
    });
  }
  return issues;
}

function checkParameter(given: GivenOf<'parameter'>, path: string, issues: InputIssue[]): ClauseCondition {
  const definition = findParameter(given.name);
  if (definition === null) {
    issues.push({
      path: `${path}.name`,
      code: 'UNKNOWN_PARAMETER',
      text: {
        zh: '参数词典中没有“{name}”；可改为文字条款',
        en: '"{name}" is not in the parameter dictionary; use a text clause',
      },
      params: { name: given.name },
    });
    return { type: 'text' };
  }
  const required: Requirement = {
    op: given.op,
    low: given.low ?? null,
    high: given.high ?? null,
    unit: given.unit,
    condition: given.condition ?? null,
  };
  issues.push(...boundIssues(required, path));
  const converted = toBase(definition, required.low ?? required.high ?? '0', required.unit);
  if ('problem' in converted) {
    issues.push({
      path: `${path}.unit`,
      code: 'BAD_UNIT',
      text: {
        zh: '“{name}”不能使用单位“{unit}”，例如可用 {base}',
        en: '"{name}" cannot be given in "{unit}"; use e.g. {base}',
      },
      params: { name: definition.zh, unit: required.unit, base: definition.baseUnit },
    });
  }
  return { type: 'parameter', code: definition.code, name: given.name, ...required };
}

const BOUNDS = { low: '下限', high: '上限' } as const;

/** Each comparator takes its own bounds and no other: `>=` a low one, `<=` a high one, `range` both, `=` both and equal. */
function boundIssues({ op, low, high }: Requirement, path: string): InputIssue[] {
  const needsLow = op !== '<=' && op !== '<';
  const needsHigh = op !== '>=' && op !== '>';
  const missing = (bound: 'low' | 'high'): InputIssue => ({
    path: `${path}.${bound}`,
    code: 'NO_VALUE',
    text: { zh: `比较符 {op} 需要${BOUNDS[bound]}`, en: `The comparator {op} needs a ${bound} value` },
    params: { op, bound },
  });
  const extra = (bound: 'low' | 'high'): InputIssue => ({
    path: `${path}.${bound}`,
    code: 'EXTRA_VALUE',
    text: { zh: `比较符 {op} 不使用${BOUNDS[bound]}`, en: `The comparator {op} takes no ${bound} value` },
    params: { op, bound },
  });
  const issues: InputIssue[] = [];
  if (needsLow && low === null) issues.push(missing('low'));
  if (needsHigh && high === null) issues.push(missing('high'));
  if (!needsLow && low !== null) issues.push(extra('low'));
  if (!needsHigh && high !== null) issues.push(extra('high'));
  if (low === null || high === null || !needsLow || !needsHigh) return issues;
  if (op === '=' && !new Decimal(low).eq(high)) {
    issues.push({
      path: `${path}.high`,
      code: 'NOT_ONE_VALUE',
      text: { zh: '比较符 = 的上下限必须相同', en: 'The comparator = needs both ends equal' },
    });
  } else if (new Decimal(low).gt(high)) {
    issues.push({
      path: `${path}.low`,
      code: 'RANGE_ORDER',
      text: { zh: '下限大于上限', en: 'The low end is above the high end' },
    });
  }
  return issues;
}
