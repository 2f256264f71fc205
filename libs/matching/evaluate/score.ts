import { type RuleSet } from './rule-sets.js';
import { type ClauseVerdict, type MatchClass } from './types.js';

/**
 * The class of a pair (design, section 5): near miss with a hard clause unmet; match when every hard clause is met or waived
 * and there is one; to confirm otherwise. An unknown is never a match.
 */
export function classify(verdicts: readonly ClauseVerdict[]): MatchClass {
  const hard = verdicts.filter((verdict) => verdict.hard);
  if (hard.some((verdict) => verdict.verdict === 'unmet')) return 'near_miss';
  if (hard.length === 0 || hard.some((verdict) => verdict.verdict === 'unknown')) return 'to_confirm';
  return 'match';
}

/** What a verdict is worth: an unmet one keeps part of its worth the closer it is (1 − shortfall), at most half. */
function credit(verdict: ClauseVerdict): number {
  switch (verdict.verdict) {
    case 'met':
    case 'waived':
      return 1;
    case 'unknown':
      return 0.5;
    case 'unmet':
      return verdict.margin === null ? 0 : 0.5 * Math.max(0, 1 + verdict.margin);
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Score in [0, 1]; it orders inside a class and is no probability.
 * match, to_confirm: (w_r·relevance + w_s·mean credit of soft clauses) / (w_r + w_s), without the second part when no clause is soft.
 * near_miss: mean credit of hard clauses × that score, so the closest gap comes first among equally relevant ones.
 */
export function scoreOf(
  relevance: number,
  verdicts: readonly ClauseVerdict[],
  weights: RuleSet['weights'],
): number {
  const soft = verdicts.filter((verdict) => !verdict.hard).map(credit);
  const base =
    soft.length === 0
      ? relevance
      : (weights.relevance * relevance + weights.soft * mean(soft)) / (weights.relevance + weights.soft);
  if (classify(verdicts) !== 'near_miss') return base;
  return base * mean(verdicts.filter((verdict) => verdict.hard).map(credit));
}

/** Order of a list: class, then score, then product id, so that equal scores never change places. */
export function compareRank(
  a: { class: MatchClass; score: number; productId: string },
  b: { class: MatchClass; score: number; productId: string },
): number {
  const byClass = CLASS_ORDER[a.class] - CLASS_ORDER[b.class];
  if (byClass !== 0) return byClass;
  if (a.score !== b.score) return b.score - a.score;
  if (a.productId === b.productId) return 0;
  return a.productId < b.productId ? -1 : 1;
}

const CLASS_ORDER: Readonly<Record<MatchClass, number>> = { match: 0, to_confirm: 1, near_miss: 2 };
