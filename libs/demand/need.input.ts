import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { DECIMAL_TEXT, type InputIssue, invalidInput, type Result, says, zodIssues } from '#libs/common';
import { FIRST_UNIT_KINDS } from '#libs/reference';
import {
  type ClauseCondition,
  type ClauseSpan,
  DISCLOSURES,
  type Disclosure,
  NEED_TEXTS,
} from './clause.entity.js';
import { checkCondition, conditionSchema } from './condition.input.js';
import { NEED_KINDS, type NeedKind } from './need.entity.js';
import { otherKind, spanOutside, spanTooOpen, wrongRange } from './need.issues.js';
import {
  type Budget,
  type Challenge,
  COOPERATION_TYPES,
  type CooperationType,
  type NeedQuantity,
  PROCUREMENT_WAYS,
  type ProcurementWay,
  type Scenario,
} from './need.types.js';

const text = (max: number) => z.string().trim().max(max);
const words = (max: number) => text(max).min(1);
const optional = (max: number) => words(max).nullish().default(null);
const day = z.iso.date().nullish().default(null);
const amount = z.number().int().min(0).nullish().default(null);
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, says('须为 ISO 4217 货币代码，如 CNY', 'must be a code of ISO 4217, such as CNY'))
  .default('CNY');
const offset = z.number().int().min(0).max(20_000);

const clause = z.object({
  hard: z.boolean(),
  disclosure: z.enum(DISCLOSURES).default('public'),
  text: words(500),
  span: z
    .object({ part: z.enum(NEED_TEXTS), start: offset, end: offset })
    .nullish()
    .default(null),
  condition: conditionSchema,
});
const scenario = z.object({
  site: optional(500),
  anchorProject: optional(500),
  acceptancePlan: optional(4_000),
  tolerance: optional(4_000),
  insurance: optional(2_000),
  latestStart: day,
  equipment: z.enum(FIRST_UNIT_KINDS).nullish().default(null),
});
const challenge = z.object({
  reward: amount,
  currency,
  resultDue: day,
  acceptance: optional(4_000),
  intellectualProperty: optional(2_000),
});
const schema = z.object({
  kind: z.enum(NEED_KINDS),
  title: words(200),
  body: text(20_000).default(''),
  deadline: z.date().nullish().default(null),
  quantity: z
    .object({
      amount: z
        .string()
        // Without `abort` zod would go on with what is no number.
        .regex(DECIMAL_TEXT, {
          error: says('须为十进制数，如 10.5', 'must be a decimal number, such as 10.5'),
          abort: true,
        })
        .refine((given) => new Decimal(given).gt(0), says('必须大于 0', 'must be above zero')),
      unit: words(30),
    })
    .nullish()
    .default(null),
  regionCode: z
    .string()
    .trim()
    .regex(/^\d{6}$/, says('须为六位行政区划代码（GB/T 2260）', 'must be a code of GB/T 2260, six digits'))
    .nullish()
    .default(null),
  industryCode: optional(60),
  chainNodes: z.array(words(60)).max(20).default([]),
  paymentDays: z.number().int().min(0).max(3_650).nullish().default(null),
  procurementWay: z.enum(PROCUREMENT_WAYS).nullish().default(null),
  procurementLabel: optional(100),
  cooperationType: z.enum(COOPERATION_TYPES).nullish().default(null),
  scenario: scenario.nullish().default(null),
  challenge: challenge.nullish().default(null),
  membersPart: text(20_000).default(''),
  invitedPart: text(20_000).default(''),
  budget: z
    .object({ low: amount, high: amount, currency, disclosure: z.enum(DISCLOSURES).default('invited') })
    .nullish()
    .default(null),
  clauses: z.array(clause).max(100).default([]),
});

/** What a caller gives for a need, before any check. */
export type NeedInput = z.input<typeof schema>;

export interface ClauseFields {
  readonly hard: boolean;
  readonly disclosure: Disclosure;
  readonly text: string;
  readonly span: ClauseSpan | null;
  readonly condition: ClauseCondition;
}

/** A checked need, ready to store. */
export interface NeedFields {
  readonly kind: NeedKind;
  readonly title: string;
  readonly body: string;
  readonly deadline: Date | null;
  readonly quantity: NeedQuantity | null;
  readonly regionCode: string | null;
  readonly industryCode: string | null;
  readonly chainNodes: readonly string[];
  readonly paymentDays: number | null;
  readonly procurementWay: ProcurementWay | null;
  readonly procurementLabel: string | null;
  readonly cooperationType: CooperationType | null;
  readonly scenario: Scenario | null;
  readonly challenge: Challenge | null;
  /** For members; empty for none. */
  readonly membersPart: string;
  /** For invited suppliers; empty for none. */
  readonly invitedPart: string;
  readonly budget: Budget | null;
  readonly clauses: readonly ClauseFields[];
}

/**
 * Checks shapes, units, and that the words of a clause stand where it says. Malformed clauses block; advice is the linter's, and
 * codes that are in no table warn on reading ({@link needWarnings}).
 * @returns fields, or every fault with its path
 */
export function checkNeed(input: NeedInput): Result<NeedFields> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) return invalidInput(zodIssues(parsed.error));
  const { data } = parsed;
  const issues: InputIssue[] = [];
  const clauses = data.clauses.map((given, index) => ({
    ...given,
    span: checkSpan(input, index, data, issues),
    condition: checkCondition(given.condition, `clauses.${index}.condition`, issues),
  }));
  if (data.scenario !== null && data.kind !== 'first_unit_scenario') issues.push(otherKind('scenario'));
  if (data.challenge !== null && data.kind !== 'challenge') issues.push(otherKind('challenge'));
  if (data.budget !== null) issues.push(...wrongRange('budget', data.budget));
  if (issues.length > 0) return invalidInput(issues);
  return { ...data, chainNodes: [...new Set(data.chainNodes)], clauses };
}

const FIELD = { title: 'title', body: 'body', members: 'membersPart', invited: 'invitedPart' } as const;
/** Who reads a text: the higher, the fewer. */
const CLOSED = { public: 0, members: 1, invited: 2 } as const;

/**
 * The span of a clause in the stored text. Texts lose blanks at their ends, and offsets that were counted with those move along. The
 * words there must be those of the clause, and nobody may read the clause who may not read the text.
 */
function checkSpan(
  input: NeedInput,
  index: number,
  data: z.output<typeof schema>,
  issues: InputIssue[],
): ClauseSpan | null {
  const given = data.clauses[index];
  const span = given?.span ?? null;
  if (given === undefined || span === null) return null;
  const field = FIELD[span.part];
  const raw = input[field] ?? '';
  const shift = raw.length - raw.trimStart().length;
  const moved = { part: span.part, start: span.start - shift, end: span.end - shift };
  const path = `clauses.${index}.span`;
  if (moved.start < 0 || data[field].slice(moved.start, moved.end) !== given.text)
    issues.push(spanOutside(path));
  const level = span.part === 'members' || span.part === 'invited' ? span.part : 'public';
  if (CLOSED[given.disclosure] < CLOSED[level]) issues.push(spanTooOpen(path));
  return moved;
}
