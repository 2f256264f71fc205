import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { DECIMAL_TEXT, type InputIssue, invalidInput, type Result, zodIssues } from '#libs/common';
import { findParameter, toBase } from '#libs/parameters';
import { FIRST_UNIT_KINDS, FIRST_UNIT_LEVELS, isChainNode } from '#libs/reference';
import { type FirstUnitListing, type StatedParameter } from './product.entity.js';

const decimal = z.string().regex(DECIMAL_TEXT, 'must be a decimal number, such as 10.5');
const day = z.iso.date();

const parameter = z.object({
  name: z.string().trim().min(1).max(80),
  low: decimal.nullish(),
  high: decimal.nullish(),
  unit: z.string().trim().max(30).default(''),
  condition: z.string().trim().max(200).nullish(),
});

const schema = z.object({
  sku: z.string().trim().min(1).max(100),
  name: z.string().trim().min(1).max(200),
  summary: z.string().trim().max(4_000).default(''),
  parameters: z.array(parameter).max(100).default([]),
  certificates: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
  chainNodes: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
  leadTimeDays: z.number().int().min(0).max(3_650).nullish(),
  firstUnit: z
    .object({
      kind: z.enum(FIRST_UNIT_KINDS),
      level: z.enum(FIRST_UNIT_LEVELS),
      catalogue: z.string().trim().min(1).max(200),
      item: z.string().trim().min(1).max(200),
      listedOn: day,
      validTo: day.nullish(),
    })
    .nullish(),
});

/** What a caller gives for a product, before any check. */
export type ProductInput = z.input<typeof schema>;

/** A checked product, ready to store. */
export interface ProductFields {
  readonly sku: string;
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly StatedParameter[];
  readonly certificates: readonly string[];
  readonly chainNodes: readonly string[];
  readonly leadTimeDays: number | null;
  readonly firstUnit: FirstUnitListing | null;
}

/**
 * Checks shapes, sizes, units and codes of a product.
 * @returns the fields to store, or every fault with its path
 */
export function checkProduct(input: ProductInput): Result<ProductFields> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) return invalidInput(zodIssues(parsed.error));
  const data = parsed.data;
  const issues: InputIssue[] = [];
  const parameters = data.parameters.map((given, index) =>
    checkParameter(given, `parameters.${index}`, issues),
  );
  data.chainNodes.forEach((code, index) => {
    if (!isChainNode(code)) issues.push(unknownChainNode(`chainNodes.${index}`, code));
  });
  if (data.firstUnit?.validTo != null && data.firstUnit.validTo < data.firstUnit.listedOn) {
    issues.push({
      path: 'firstUnit.validTo',
      code: 'DATE_ORDER',
      text: { zh: '有效期早于列入日期', en: 'Ends before it begins' },
    });
  }
  if (issues.length > 0) return invalidInput(issues);
  return {
    ...data,
    parameters,
    leadTimeDays: data.leadTimeDays ?? null,
    firstUnit: data.firstUnit == null ? null : { ...data.firstUnit, validTo: data.firstUnit.validTo ?? null },
  };
}

function checkParameter(
  given: z.output<typeof parameter>,
  path: string,
  issues: InputIssue[],
): StatedParameter {
  const definition = findParameter(given.name);
  const low = given.low ?? null;
  const high = given.high ?? null;
  if (low === null && high === null) {
    issues.push({ path, code: 'NO_VALUE', text: { zh: '参数没有数值', en: 'The parameter has no value' } });
  }
  if (low !== null && high !== null && new Decimal(low).gt(high)) {
    issues.push({
      path: `${path}.low`,
      code: 'RANGE_ORDER',
      text: { zh: '下限大于上限', en: 'The low end is above the high end' },
    });
  }
  if (definition !== null) {
    const converted = toBase(definition, low ?? high ?? '0', given.unit);
    if ('problem' in converted)
      issues.push(badUnit(`${path}.unit`, given.unit, definition.zh, definition.baseUnit));
  }
  return {
    code: definition?.code ?? null,
    name: given.name,
    low,
    high,
    unit: given.unit,
    condition: given.condition ?? null,
  };
}

const badUnit = (path: string, unit: string, name: string, base: string): InputIssue => ({
  path,
  code: 'BAD_UNIT',
  text: {
    zh: '“{name}”不能使用单位“{unit}”，例如可用 {base}',
    en: '"{name}" cannot be given in "{unit}"; use e.g. {base}',
  },
  params: { unit, name, base },
});

const unknownChainNode = (path: string, code: string): InputIssue => ({
  path,
  code: 'UNKNOWN_CHAIN_NODE',
  text: { zh: '没有代码为 {code} 的产业链节点', en: 'There is no chain node {code}' },
  params: { code },
});
