import { type NeedFacts, type ProductFacts, type StatsSnapshot } from './types.js';

/** What a term outside the product's name counts. */
const OTHER_FIELD = 0.5;
/** Weight of a term that the snapshot has never seen: some, so that a brand-new word can still match; little, as it tells nothing. */
const UNSEEN = 1;

/**
 * Documents that a catalogue counts as having at least. In one of a dozen breakers the word breaker stands everywhere and would weigh
 * next to nothing, less than words that no product has: nothing would be near enough to any need.
 */
const LEAST_DOCUMENTS = 1_000;

/**
 * Weight of a term: BM25's inverse document frequency, ln(1 + (N − n + 0.5) / (n + 0.5)), from the snapshot; N at least
 * {@link LEAST_DOCUMENTS}.
 * (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009.)
 */
export function termWeight(stats: StatsSnapshot, term: string): number {
  const n = stats.documentFrequency.get(term) ?? 0;
  if (n === 0) return UNSEEN;
  const documents = Math.max(stats.documentCount, LEAST_DOCUMENTS);
  return Math.log(1 + (documents - n + 0.5) / (n + 0.5));
}

/**
 * Share of the need's term weight that the product covers: Σ w(t)·f(t) / Σ w(t), with f 1 for a term of the product's name,
 * {@link OTHER_FIELD} for one of its other fields, else 0.
 * @returns a number in [0, 1]; 0 for a need without terms
 */
export function relevance(need: NeedFacts, product: ProductFacts, stats: StatsSnapshot): number {
  let covered = 0;
  let total = 0;
  for (const term of need.terms) {
    const weight = termWeight(stats, term);
    total += weight;
    if (product.nameTerms.has(term)) covered += weight;
    else if (product.otherTerms.has(term)) covered += weight * OTHER_FIELD;
  }
  return total === 0 ? 0 : covered / total;
}
