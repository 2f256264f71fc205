import { z } from 'zod';
import { invalidInput, type Result, says, zodIssues } from '#libs/common';
import { NEED_KINDS } from '#libs/demand';
import { QUALITY_TIERS } from '#libs/identity';
import { FIRST_UNIT_KINDS, FIRST_UNIT_LEVELS } from '#libs/reference';
import { DECISION_STATES } from './decision.entity.js';
import { MATCH_CLASSES } from './evaluate/index.js';
import { ANSWERS } from './opportunity-answer.entity.js';

export const ANSWER_STATES = [...ANSWERS, 'none'] as const;
/** The latest answer of the supplier, or none. */
export type AnswerState = (typeof ANSWER_STATES)[number];

export const MATCH_SORTS = ['rank', 'score', 'newest', 'price_low', 'name'] as const;
/** `rank`: class, then score. `price_low`: the lowest price first, products without one last. */
export type MatchSort = (typeof MATCH_SORTS)[number];

const code = z.string().trim().min(1).max(60);
const many = <T extends z.ZodType>(item: T) => z.array(item).max(50).nullish();
const regions = many(z.string().regex(/^\d{6}$/, says('须为六位数字', 'must be six digits')));

const schema = z.object({
  /** Beside the one need of a list, if it is of one. */
  needIds: many(z.uuid()),
  text: z.string().trim().max(200).nullish(),
  classes: many(z.enum(MATCH_CLASSES)),
  /** All of them must hold. */
  verdicts: many(z.object({ clauseId: z.uuid(), verdict: z.enum(['met', 'unmet', 'unknown', 'waived']) })),
  hardUnknown: z.boolean().nullish(),
  regions,
  chains: many(code),
  chainNodes: many(code),
  tiers: many(z.enum(QUALITY_TIERS)),
  /** Of a listing that is valid on the day. */
  firstUnitKinds: many(z.enum(FIRST_UNIT_KINDS)),
  firstUnitLevels: many(z.enum(FIRST_UNIT_LEVELS)),
  price: z
    .object({
      low: z.number().int().min(0).nullish(),
      high: z.number().int().min(0).nullish(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .default('CNY'),
      /** Only prices of this, e.g. 台. */
      per: z.string().trim().max(30).nullish(),
    })
    .refine(({ low, high }) => low == null || high == null || low <= high, {
      path: ['low'],
      message: says('高于上限', 'above high'),
    })
    .nullish(),
  decisionStates: many(z.enum(DECISION_STATES)),
  answers: many(z.enum(ANSWER_STATES)),
  unansweredQuestions: z.boolean().nullish(),
});

/**
 * What staff look for within matches; parts together, values of one part are alternatives. Codes of regions take in what lies
 * below them. A well-formed code that is in no table, and a clause of another need, find nothing.
 */
export type MatchFilter = z.input<typeof schema>;
export type CheckedMatchFilter = z.output<typeof schema>;

/** @returns the filter, or `INVALID_INPUT` with paths below `filter` */
export function checkMatchFilter(filter: MatchFilter): Result<CheckedMatchFilter> {
  const parsed = schema.safeParse(filter);
  if (parsed.success) return parsed.data;
  return invalidInput(zodIssues(parsed.error).map((issue) => ({ ...issue, path: `filter.${issue.path}` })));
}

const opportunitySchema = z.object({
  text: z.string().trim().max(200).nullish(),
  classes: many(z.enum(MATCH_CLASSES)),
  needKinds: many(z.enum(NEED_KINDS)),
  regions,
  chains: many(code),
  unanswered: z.boolean().nullish(),
  includeClosed: z.boolean().nullish(),
});

export const OPPORTUNITY_SORTS = ['oldest', 'newest', 'deadline'] as const;
/** `deadline`: what closes first; needs without a deadline last. */
export type OpportunitySort = (typeof OPPORTUNITY_SORTS)[number];

/** What a supplier looks for among its opportunities. Regions are those of the buyers, chains those of the own product. */
export type OpportunityFilter = z.input<typeof opportunitySchema>;
export type CheckedOpportunityFilter = z.output<typeof opportunitySchema>;

/** @returns the filter, or `INVALID_INPUT` with paths below `filter` */
export function checkOpportunityFilter(filter: OpportunityFilter): Result<CheckedOpportunityFilter> {
  const parsed = opportunitySchema.safeParse(filter);
  if (parsed.success) return parsed.data;
  return invalidInput(zodIssues(parsed.error).map((issue) => ({ ...issue, path: `filter.${issue.path}` })));
}
