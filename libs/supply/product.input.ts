import { z } from 'zod';
import { DECIMAL_TEXT, type InputIssue, invalidInput, type Result, says, zodIssues } from '#libs/common';
import { checkStated } from '#libs/parameters';
import { FIRST_UNIT_KINDS, FIRST_UNIT_LEVELS } from '#libs/reference';
import { dateOrder, everywhereAlone, noPrice, rangeOrder, softwareVersionOnly } from './product.issues.js';
import {
  type Capacity,
  CAPACITY_PERIODS,
  type Certificate,
  EVERYWHERE,
  type FirstUnitListing,
  MATURITY_STAGES,
  type MaturityStage,
  type PriceRange,
  type StatedParameter,
} from './product.types.js';

/** PostgreSQL stores no NUL in a text. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\0]*$/, says('不能含空字符（NUL）', 'must hold no NUL'));
const words = (max: number) => text(max).min(1);
const optional = (max: number) => words(max).nullish().default(null);
const decimal = z
  .string()
  .regex(DECIMAL_TEXT, says('须为十进制数，如 10.5', 'must be a decimal number, such as 10.5'));
const amount = z.number().int().min(0).nullish().default(null);
const day = z.iso.date();
const optionalDay = day.nullish().default(null);
const code = words(60);

const parameter = z.object({
  name: words(80),
  low: decimal.nullish().default(null),
  high: decimal.nullish().default(null),
  unit: text(30).default(''),
  condition: text(200).nullish().default(null),
});
const certificate = z.object({
  name: words(100),
  number: optional(100),
  issuer: optional(200),
  issuedOn: optionalDay,
  validTo: optionalDay,
});
const firstUnit = z.object({
  kind: z.enum(FIRST_UNIT_KINDS),
  level: z.enum(FIRST_UNIT_LEVELS),
  catalogue: words(200),
  item: words(200),
  listedOn: day,
  validTo: optionalDay,
  softwareVersion: optional(60),
  anchorProject: z
    .object({ name: words(200), mustStartBy: optionalDay, startedOn: optionalDay })
    .nullish()
    .default(null),
});
const schema = z.object({
  sku: words(100),
  name: words(200),
  summary: text(4_000).default(''),
  category: optional(100),
  industryCode: code.nullish().default(null),
  chainNodes: z.array(code).max(20).default([]),
  parameters: z.array(parameter).max(100).default([]),
  certificates: z.array(certificate).max(50).default([]),
  price: z
    .object({
      low: amount,
      high: amount,
      currency: z
        .string()
        .regex(
          /^[A-Z]{3}$/,
          says('须为 ISO 4217 货币代码，如 CNY', 'must be a code of ISO 4217, such as CNY'),
        )
        .default('CNY'),
      per: words(30),
    })
    .nullish()
    .default(null),
  capacity: z
    .object({
      quantity: decimal.refine(
        (quantity) => !quantity.startsWith('-'),
        says('不能为负数', 'must not be negative'),
      ),
      unit: words(30),
      per: z.enum(CAPACITY_PERIODS),
    })
    .nullish()
    .default(null),
  leadTimeDays: z.number().int().min(0).max(3_650).nullish().default(null),
  regionsServed: z.array(code).max(500).nullish().default(null),
  stages: z.array(z.enum(MATURITY_STAGES)).max(20).default([]),
  firstUnit: firstUnit.nullish().default(null),
});

/** What a caller gives for a product, before any check. */
export type ProductInput = z.input<typeof schema>;

/** A checked product, ready to store. */
export interface ProductFields {
  readonly sku: string;
  readonly name: string;
  readonly summary: string;
  readonly category: string | null;
  readonly industryCode: string | null;
  readonly chainNodes: readonly string[];
  readonly parameters: readonly StatedParameter[];
  readonly certificates: readonly Certificate[];
  readonly price: PriceRange | null;
  readonly capacity: Capacity | null;
  readonly leadTimeDays: number | null;
  readonly regionsServed: readonly string[] | null;
  readonly stages: readonly MaturityStage[];
  readonly firstUnit: FirstUnitListing | null;
}

/**
 * Checks shapes, sizes, units and dates of a product. Codes of regions, industries and chain nodes are kept as given: unknown ones
 * warn on reading ({@link productWarnings}).
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
  data.certificates.forEach((held, index) => {
    if (isBefore(held.validTo, held.issuedOn)) issues.push(dateOrder(`certificates.${index}.validTo`));
  });
  if (data.price !== null) issues.push(...priceIssues(data.price));
  if (data.firstUnit !== null) issues.push(...listingIssues(data.firstUnit));
  if (data.regionsServed?.includes(EVERYWHERE) === true && data.regionsServed.length > 1)
    issues.push(everywhereAlone());
  if (issues.length > 0) return invalidInput(issues);
  return {
    ...data,
    parameters,
    chainNodes: [...new Set(data.chainNodes)],
    // An empty list says as little as none.
    regionsServed: (data.regionsServed ?? []).length === 0 ? null : [...new Set(data.regionsServed)],
    stages: MATURITY_STAGES.filter((stage) => data.stages.includes(stage)),
  };
}

function checkParameter(
  given: z.output<typeof parameter>,
  path: string,
  issues: InputIssue[],
): StatedParameter {
  const { code, issues: found } = checkStated(given, path);
  issues.push(...found);
  return { code, ...given };
}

function priceIssues({ low, high }: PriceRange): InputIssue[] {
  if (low === null && high === null) return [noPrice()];
  return low !== null && high !== null && low > high ? [rangeOrder('price.low')] : [];
}

function listingIssues(listing: FirstUnitListing): InputIssue[] {
  const issues: InputIssue[] = [];
  if (isBefore(listing.validTo, listing.listedOn)) issues.push(dateOrder('firstUnit.validTo'));
  if (listing.softwareVersion !== null && listing.kind !== 'software') issues.push(softwareVersionOnly());
  return issues;
}

function isBefore(end: string | null, start: string | null): boolean {
  return end !== null && start !== null && end < start;
}
