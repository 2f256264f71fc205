import { judgeClause } from './clause-verdicts.js';
import { relevance } from './relevance.js';
import { type RuleSet } from './rule-sets.js';
import { classify, scoreOf } from './score.js';
import { type Evaluation, type NeedFacts, type ProductFacts, type StatsSnapshot } from './types.js';

/**
 * Judges one pair. Pure: the same arguments give the same answer to the last digit, and both directions of matching call it,
 * so need→product and product→need agree.
 * @param rules the rule set in force on `asOf`
 * @param stats the snapshot that term weights come from
 * @param asOf day of judgement, `YYYY-MM-DD`
 */
export function evaluate(
  need: NeedFacts,
  product: ProductFacts,
  rules: RuleSet,
  stats: StatsSnapshot,
  asOf: string,
): Evaluation {
  const verdicts = need.clauses.map((clause) => judgeClause(clause, product, rules, asOf));
  const covered = relevance(need, product, stats);
  return {
    needId: need.id,
    productId: product.id,
    class: classify(verdicts),
    score: scoreOf(covered, verdicts, rules.weights),
    relevance: covered,
    verdicts,
    statsNumber: stats.number,
    rulesVersion: rules.version,
  };
}
