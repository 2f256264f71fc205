import { type ClauseVerdict, type Pair } from '#libs/matching';

/** A verdict that knows its pair, so that its clause and what was asked about it can be loaded. */
export type PlacedVerdict = ClauseVerdict & Pair;

export function withPair({ needId, productId }: Pair, verdicts: readonly ClauseVerdict[]): PlacedVerdict[] {
  return verdicts.map((verdict) => ({ ...verdict, needId, productId }));
}
