import { type Facet } from './facets.js';
import { type Position } from './search-cursor.js';
import { type SearchMode, type SearchPlan } from './search-sql.js';

/** A page of ids, best first, and whether more follow. */
export interface FoundPage {
  readonly ids: readonly string[];
  readonly more: boolean;
}

/** A value of a facet with the number of hits that have it. */
export interface FacetCount {
  readonly value: string;
  readonly documents: number;
}

export type FacetCounts = ReadonlyMap<Facet, readonly FacetCount[]>;

/** What every engine answers alike; one contract suite holds them to it. */
export interface SearchEngine {
  /** @param take at most so many, from the position on */
  page(plan: SearchPlan, position: Position, take: number): Promise<FoundPage>;
  /** Exact number of documents that the plan finds. */
  count(plan: SearchPlan, mode: SearchMode): Promise<number>;
  /**
   * Values of these facets among all hits, the 50 most frequent of each; ties by code point.
   * @param ignore the facet whose own filter is left out
   */
  facets(
    plan: SearchPlan,
    mode: SearchMode,
    names: readonly Facet[],
    ignore: Facet | null,
  ): Promise<FacetCounts>;
}
