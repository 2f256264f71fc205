import { type ClauseVerdict } from '#libs/matching';

/** A verdict that knows its need, so that its clause can be loaded. */
export type PlacedVerdict = ClauseVerdict & { readonly needId: string };

export function withNeed(needId: string, verdicts: readonly ClauseVerdict[]): PlacedVerdict[] {
  return verdicts.map((verdict) => ({ ...verdict, needId }));
}
