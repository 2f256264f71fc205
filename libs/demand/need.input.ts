import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { DECIMAL_TEXT, type InputIssue, invalidInput, type Result, zodIssues } from '#libs/common';
import { type Comparator, findParameter, type Requirement, toBase } from '#libs/parameters';
import { FIRST_UNIT_KINDS } from '#libs/reference';
import { type ClauseCondition, DISCLOSURES, type Disclosure, GATES } from './clause.entity.js';
import { NEED_KINDS, type NeedKind } from './need.entity.js';

const decimal = z.string().regex(DECIMAL_TEXT, 'must be a decimal number, such as 10.5');
export const COMPARATORS = ['>=', '<=', '>', '<', '=', 'range'] as const satisfies readonly Comparator[];

const condition = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('parameter'),
    name: z.string().trim().min(1).max(80),
    op: z.enum(COMPARATORS),
    low: decimal.nullish(),
    high: decimal.nullish(),
    unit: z.string().trim().max(30).default(''),
    condition: z.string().trim().max(200).nullish(),
  }),
  z.object({ type: z.literal('qualification'), gate: z.enum(GATES) }),
  z.object({ type: z.literal('certification'), certificate: z.string().trim().min(1).max(100) }),
  z.object({ type: z.literal('chain_node'), code: z.string().trim().min(1).max(60) }),
  z.object({ type: z.literal('delivery'), maxDays: z.number().int().min(1).max(3_650) }),
  z.object({ type: z.literal('first_unit'), kind: z.enum(FIRST_UNIT_KINDS) }),
  z.object({ type: z.literal('text') }),
]);

const schema = z.object({
  kind: z.enum(NEED_KINDS),
  title: z.string().trim().min(1).max(200),
  body: z.string().trim().max(20_000).default(''),
  deadline: z.date().nullish(),
  clauses: z
    .array(
      z.object({
        hard: z.boolean(),
        disclosure: z.enum(DISCLOSURES).default('public'),
        text: z.string().trim().min(1).max(500),
        condition,
      }),
    )
    .max(100)
    .default([]),
});

/** What a caller gives for a need, before any check. */
export type NeedInput = z.input<typeof schema>;

export interface ClauseFields {
  readonly hard: boolean;
  readonly disclosure: Disclosure;
  readonly text: string;
  readonly condition: ClauseCondition;
}

/** A checked need, ready to store. */
export interface NeedFields {
  readonly kind: NeedKind;
  readonly title: string;
  readonly body: string;
  readonly deadline: Date | null;
  readonly clauses: readonly ClauseFields[];
}

/**
 * Checks shapes and units. Malformed clauses block; advice is the linter's, and codes that are in no table warn on reading
 * ({@link needWarnings}).
 * @returns fields, or every fault with its path
 */
export function checkNeed(input: NeedInput): Result<NeedFields> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) return invalidInput(zodIssues(parsed.error));
  const issues: InputIssue[] = [];
  const clauses = parsed.data.clauses.map((clause, index) => ({
    ...clause,
    condition: checkCondition(clause.condition, `clauses.${index}.condition`, issues),
  }));
  if (issues.length > 0) return invalidInput(issues);
  return { ...parsed.data, deadline: parsed.data.deadline ?? null, clauses };
}

function checkCondition(
  given: z.output<typeof condition>,
  path: string,
  issues: InputIssue[],
): ClauseCondition {
  if (given.type !== 'parameter') return given;
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

/** Each comparator takes its own bounds and no other: `>=` a low one, `<=` a high one, `range` both, `=` both and equal. */
function boundIssues({ op, low, high }: Requirement, path: string): InputIssue[] {
  const needsLow = op !== '<=' && op !== '<';
  const needsHigh = op !== '>=' && op !== '>';
  const missing = (bound: 'low' | 'high'): InputIssue => ({
    path: `${path}.${bound}`,
    code: 'NO_VALUE',
    text: { zh: '比较符 {op} 需要 {bound} 值', en: 'The comparator {op} needs a {bound} value' },
    params: { op, bound },
  });
  const extra = (bound: 'low' | 'high'): InputIssue => ({
    path: `${path}.${bound}`,
    code: 'EXTRA_VALUE',
    text: { zh: '比较符 {op} 不使用 {bound} 值', en: 'The comparator {op} takes no {bound} value' },
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
