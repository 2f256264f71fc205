import { type ClauseCondition } from '#libs/demand';
import { type Bounds } from '#libs/parameters';
import {
  type Capacity,
  type Certificate,
  type FirstUnitListing,
  type PriceRange,
  type StatedParameter,
} from '#libs/supply';

/** A need as `evaluate` sees it: plain data, no row. */
export interface NeedFacts {
  readonly id: string;
  readonly version: number;
  /** Terms of the title, boiler-plate removed: what is wanted. */
  readonly terms: readonly string[];
  readonly clauses: readonly ClauseFacts[];
}

export interface ClauseFacts {
  readonly id: string;
  readonly hard: boolean;
  readonly condition: ClauseCondition;
}

/** A product as `evaluate` sees it. */
export interface ProductFacts {
  readonly id: string;
  readonly version: number;
  readonly nameTerms: ReadonlySet<string>;
  readonly otherTerms: ReadonlySet<string>;
  readonly parameters: readonly StatedParameter[];
  readonly certificates: readonly Certificate[];
  readonly chainNodes: readonly string[];
  readonly industryCode: string | null;
  readonly regionsServed: readonly string[] | null;
  readonly price: PriceRange | null;
  readonly capacity: Capacity | null;
  readonly leadTimeDays: number | null;
  readonly firstUnit: FirstUnitListing | null;
}

/** An immutable, numbered picture of the catalogue; stored with each match so that a new product shifts nobody's score. */
export interface StatsSnapshot {
  readonly number: number;
  readonly documentCount: number;
  readonly dictionaryVersion: string;
  /** Documents that hold the term. */
  readonly documentFrequency: ReadonlyMap<string, number>;
}

export type Verdict = 'met' | 'unmet' | 'unknown' | 'waived';

/** Why a verdict is what it is; texts for people are rendered from it on reading. */
export type VerdictReason =
  | 'stated'
  | 'not_stated'
  | 'other_condition'
  | 'unit_mismatch'
  | 'partly_stated'
  | 'first_unit_rule'
  | 'listing_expired'
  | 'certificate_expired'
  | 'other_kind'
  | 'level_too_low'
  | 'other_currency'
  | 'class_too_wide'
  | 'region_in_part'
  | 'needs_reading';

/** The verdict on one clause, with evidence of both sides in base units. */
export interface ClauseVerdict {
  readonly clauseId: string;
  readonly hard: boolean;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  /** Signed relative margin; ≥ 0 when met, < 0 when unmet, null where there is no measure. */
  readonly margin: number | null;
  readonly required: Bounds | null;
  /** True when the required bounds themselves do not meet the clause ('>' and '<'). */
  readonly strict: boolean;
  readonly stated: Bounds | null;
  /** Id of the rule that waives. */
  readonly rule: string | null;
}

export const MATCH_CLASSES = ['match', 'to_confirm', 'near_miss'] as const;
/** Shown in this order: fits, has something to ask, fails something. */
export type MatchClass = (typeof MATCH_CLASSES)[number];

export interface Evaluation {
  readonly needId: string;
  readonly productId: string;
  readonly class: MatchClass;
  /** In [0, 1]; orders inside a class; not a probability. */
  readonly score: number;
  /** Share of the need's term weight that the product covers, in [0, 1]. */
  readonly relevance: number;
  readonly verdicts: readonly ClauseVerdict[];
  readonly statsNumber: number;
  readonly rulesVersion: string;
}
