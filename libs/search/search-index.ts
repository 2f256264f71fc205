import { Injectable } from '@nestjs/common';
import { groupBy, invalidInput, type Result } from '#libs/common';
import { type TenantScope, type Transaction, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { type Facet } from './facets.js';
import { type QueryGroup, queryGroups } from './query-terms.js';
import {
  BAD_CURSOR,
  decodePosition,
  encodePosition,
  markOf,
  type Position,
  SEARCH_DEPTH,
} from './search-cursor.js';
import { NO_FILTER, type SearchFilter } from './search-filter.js';
import {
  asksNothing,
  filteredFacets,
  pageStatement,
  type SearchMode,
  type SearchPlan,
  type SearchSort,
  type Statement,
} from './search-sql.js';
import { MeiliEngine } from './meili-engine.js';
import { PostgresSearch } from './postgres-search.js';
import { type FacetCount, type FacetCounts, type SearchEngine } from './search-engine.js';
import { tsqueryLiteral } from './tsvector.js';

export interface SearchRequest {
  readonly kind: SearchKind;
  /** May say nothing when the filter does. */
  readonly text: string;
  readonly filter?: SearchFilter;
  /** Relevance unless given; without words it is the newest first. */
  readonly sort?: SearchSort;
  /** 1 … 100, already checked. */
  readonly first: number;
  /** Cursor of the last hit seen, of the same search. */
  readonly after?: string | null;
}

export interface SearchHits {
  readonly ids: readonly string[];
  /** Cursors in the order of `ids`. */
  readonly cursors: readonly string[];
  readonly hasNext: boolean;
  readonly mode: SearchMode;
  /** The words that were looked for, for highlights. */
  readonly groups: readonly QueryGroup[];
  /** True when an engine was out of reach and another answered for it. */
  readonly degraded: boolean;
}

const NO_HITS: SearchHits = {
  ids: [],
  cursors: [],
  hasNext: false,
  mode: 'all',
  groups: [],
  degraded: false,
};

/** Weighted terms that retrieve candidates for matching. */
export interface CandidateQuery {
  readonly kind: SearchKind;
  readonly terms: readonly string[];
  readonly limit: number;
}

const planOf = ({ kind, text, filter, sort }: SearchRequest): SearchPlan => ({
  kind,
  groups: queryGroups(text),
  filter: filter ?? NO_FILTER,
  sort: sort ?? 'relevance',
});

/** The statement that a search sends for its first page, so that it can be measured by itself. */
export function firstPageStatement(request: SearchRequest, mode: SearchMode): Statement {
  return pageStatement(planOf(request), mode, request.first + 1, 0);
}

/**
 * Search for the rest of the platform. The search table in PostgreSQL is kept in every mode; Meilisearch, where it is set up, answers
 * first, and the table whenever it cannot.
 */
@Injectable()
export class SearchIndex {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meili: MeiliEngine,
  ) {}

  /**
   * Finds documents by words and filter: all words together, else any of them; further pages keep to the mode of the first. Of very
   * many hits the newest are ranked. The rows of the hits are read from PostgreSQL in the same transaction, as one of its own would cost
   * as much as the search.
   * @param read rows by id, under the same scope
   * @returns hits, none when nothing is asked for; or `invalid_input` for a cursor that is bad, of another search, or deeper than
   * {@link SEARCH_DEPTH}
   */
  async search<Row>(
    scope: TenantScope,
    request: SearchRequest,
    read: (ids: readonly string[]) => Promise<readonly Row[]>,
  ): Promise<Result<{ readonly hits: SearchHits; readonly rows: readonly Row[] }>> {
    const plan = planOf(request);
    const from = decodePosition(request.after ?? null, markOf(plan));
    if (from === null) return invalidInput([BAD_CURSOR]);
    if (asksNothing(plan)) return { hits: NO_HITS, rows: [] };
    const order = { plan, from, first: request.first, fresh: request.after == null };
    const hits = await this.meili.attempt(plan.kind, (engine) => firstOrAny(engine, order));
    if (hits !== null) return { hits, rows: await read(hits.ids) };
    return this.unitOfWork.read(scope, async (tx) => {
      const found = await firstOrAny(new PostgresSearch(tx), order);
      return { hits: { ...found, degraded: this.meili.configured }, rows: await read(found.ids) };
    });
  }

  /** How many documents a search finds, in the mode that it was answered in. Counts them all: ask only when somebody looks. */
  async count(scope: TenantScope, request: SearchRequest, mode: SearchMode): Promise<number> {
    const plan = planOf(request);
    if (asksNothing(plan)) return 0;
    return this.#answer(scope, plan.kind, (engine) => engine.count(plan, mode));
  }

  /**
   * Counts the values of facets among all hits, the 50 most frequent of each. A facet ignores its own filter: it shows what choosing
   * another value would bring.
   */
  async facets(
    scope: TenantScope,
    request: SearchRequest,
    mode: SearchMode,
    facets: readonly Facet[],
  ): Promise<FacetCounts> {
    const plan = planOf(request);
    if (asksNothing(plan)) return new Map(facets.map((facet) => [facet, []]));
    const filtered = filteredFacets(plan);
    const passes = groupBy(facets, (facet) => (filtered.has(facet) ? facet : null));
    return this.#answer(scope, plan.kind, async (engine) => {
      const counts = new Map<Facet, readonly FacetCount[]>(facets.map((facet) => [facet, []]));
      for (const [ignore, names] of passes)
        for (const [facet, values] of await engine.facets(plan, mode, names, ignore))
          counts.set(facet, values);
      return counts;
    });
  }

  async #answer<T>(
    scope: TenantScope,
    kind: SearchKind,
    work: (engine: SearchEngine) => Promise<T>,
  ): Promise<T> {
    const answer = await this.meili.attempt(kind, async (engine) => ({ value: await work(engine) }));
    if (answer !== null) return answer.value;
    return this.unitOfWork.read(scope, (tx) => work(new PostgresSearch(tx)));
  }

  /** Ids that share terms with the query, best first: candidates only, the score of a match never comes from here. */
  async candidates(tx: Transaction, query: CandidateQuery): Promise<readonly string[]> {
    if (query.terms.length === 0) return [];
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM search_document, CAST($2 AS tsquery) AS q
        WHERE kind = $1 AND terms @@ q ORDER BY ts_rank(terms, q) DESC, id LIMIT $3`,
      [query.kind, tsqueryLiteral(query.terms, '|'), query.limit],
    );
    return rows.map((row) => row.id);
  }
}

interface PageOrder {
  readonly plan: SearchPlan;
  readonly from: Position;
  readonly first: number;
  /** A first page, which falls back to any word. */
  readonly fresh: boolean;
}

async function firstOrAny(engine: SearchEngine, order: PageOrder): Promise<SearchHits> {
  const page = await hitsOf(engine, order);
  if (!order.fresh || page.ids.length > 0 || order.plan.groups.length < 2) return page;
  return hitsOf(engine, { ...order, from: { mode: 'any', offset: 0 } });
}

async function hitsOf(engine: SearchEngine, { plan, from, first }: PageOrder): Promise<SearchHits> {
  const { mode, offset } = from;
  const take = Math.min(first, SEARCH_DEPTH - offset);
  const { ids, more } = await engine.page(plan, from, take);
  const mark = markOf(plan);
  return {
    ids,
    cursors: ids.map((_, index) => encodePosition({ mode, offset: offset + index + 1 }, mark)),
    hasNext: more && offset + take < SEARCH_DEPTH,
    ...{ mode, groups: plan.groups, degraded: false },
  };
}
