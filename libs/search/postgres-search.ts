import { groupBy } from '#libs/common';
import { type Transaction } from '#libs/database';
import { type Facet } from './facets.js';
import { type Position } from './search-cursor.js';
import { type FacetCount, type FacetCounts, type FoundPage, type SearchEngine } from './search-engine.js';
import {
  countStatement,
  facetStatement,
  pageStatement,
  type SearchMode,
  type SearchPlan,
  type Statement,
} from './search-sql.js';

/** Answers from the search table, within one transaction. */
export class PostgresSearch implements SearchEngine {
  constructor(private readonly tx: Transaction) {}

  async page(plan: SearchPlan, { mode, offset }: Position, take: number): Promise<FoundPage> {
    // One more than asked for tells whether a page follows, without counting.
    const rows = await this.#run<{ id: string }>(pageStatement(plan, mode, take + 1, offset));
    return { ids: rows.slice(0, take).map((row) => row.id), more: rows.length > take };
  }

  async count(plan: SearchPlan, mode: SearchMode): Promise<number> {
    const rows = await this.#run<{ total: number }>(countStatement(plan, mode));
    return rows[0]?.total ?? 0;
  }

  async facets(
    plan: SearchPlan,
    mode: SearchMode,
    names: readonly Facet[],
    ignore: Facet | null,
  ): Promise<FacetCounts> {
    const rows = await this.#run<FacetCount & { facet: Facet }>(facetStatement(plan, mode, names, ignore));
    const counted = groupBy(rows, (row) => row.facet);
    return new Map(
      [...counted].map(([facet, values]) => [
        facet,
        values.map(({ value, documents }) => ({ value, documents })),
      ]),
    );
  }

  #run<Row extends object>({ sql, parameters }: Statement): Promise<Row[]> {
    return this.tx.query<Row>(sql, parameters);
  }
}
