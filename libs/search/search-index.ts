import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { groupBy, invalidInput, isProblem, type Result } from '#libs/common';
import { SYSTEM_SCOPE, type TenantScope, type Transaction, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { type Facet, tagList } from './facets.js';
import { type QueryGroup, queryGroups } from './query-terms.js';
import {
  BAD_CURSOR,
  decodePosition,
  encodePosition,
  markOf,
  type Position,
  SEARCH_DEPTH,
} from './search-cursor.js';
import { type SearchDocument } from './search-document.js';
import { NO_FILTER, type SearchFilter } from './search-filter.js';
import { parameterRow } from './search-parameters.js';
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
import { normalizeText } from './text-map.js';
import { tsqueryLiteral, tsvectorLiteral } from './tsvector.js';

/** Documents between two breaths: other work of the process, such as the import that they come from, waits no longer than for these. */
const BREATH_DOCUMENTS = 25;
/** Documents share this many locks: a power of two. */
const LOCK_SLOTS = 64;

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
   * Replaces whole documents. An older version never overwrites a newer one, whatever order jobs run in.
   * @param basis what they were made with, see `SearchRebuild`
   */
  async put(tx: Transaction, documents: readonly SearchDocument[], basis = ''): Promise<void> {
    if (documents.length === 0) return;
    const written = await tx.query<{ kind: SearchKind; id: string }>(PUT, [
      JSON.stringify(await rowsOf(documents, basis)),
    ]);
    const ids = new Set(written.map((row) => row.id));
    const parameters = documents
      .filter((document) => ids.has(document.id))
      .flatMap(({ kind, id, parameters: stated }) =>
        (stated ?? [])
          .map(parameterRow)
          .flatMap((row) => (row === null ? [] : [{ kind, document_id: id, ...row }])),
      );
    for (const [kind, rows] of groupBy(written, (row) => row.kind))
      await tx.query('DELETE FROM search_parameter WHERE kind = $1 AND document_id = ANY($2)', [
        kind,
        rows.map((row) => row.id),
      ]);
    if (parameters.length === 0) return;
    await tx.query(
      'INSERT INTO search_parameter SELECT * FROM jsonb_populate_recordset(NULL::search_parameter, $1)',
      [JSON.stringify(parameters)],
    );
  }

  /**
   * Makes writers of the same documents take turns until their transactions end; take it before reading the rows. Otherwise a job
   * that read a product before its withdrawal could put it back after. Few locks, however many ids.
   */
  async lock(tx: Transaction, kind: SearchKind, ids: readonly string[]): Promise<void> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('search:' || $1, slot)) FROM (
         SELECT DISTINCT hashtext(id::text) & ${LOCK_SLOTS - 1} AS slot FROM unnest($2::uuid[]) AS id ORDER BY 1 OFFSET 0) AS slots`,
      [kind, ids],
    );
  }

  async remove(tx: Transaction, kind: SearchKind, ids: readonly string[]): Promise<void> {
    if (ids.length > 0)
      await tx.query('DELETE FROM search_document WHERE kind = $1 AND id = ANY($2)', [kind, ids]);
  }

  /**
   * Finds documents by words and filter: all words together, else any of them; further pages keep to the mode of the first. Of very
   * many hits the newest are ranked. Returns ids; the caller re-reads them under its scope.
   * @returns hits, none when nothing is asked for; or `invalid_input` for a cursor that is bad, of another search, or deeper than
   * {@link SEARCH_DEPTH}
   */
  async search(scope: TenantScope, request: SearchRequest): Promise<Result<SearchHits>> {
    const found = await this.searchRows(scope, request, () => Promise.resolve([]));
    return isProblem(found) ? found : found.hits;
  }

  /**
   * As `search`, and reads the rows of the hits: from PostgreSQL in the same transaction, as one of its own would cost as much as the
   * search.
   * @param read rows by id, under the same scope
   */
  async searchRows<Row>(
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

  /** Version of each indexed document among these ids. */
  async versions(kind: SearchKind, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.query<{ id: string; version: number }>(
        'SELECT id, version FROM search_document WHERE kind = $1 AND id = ANY($2)',
        [kind, ids],
      ),
    );
    return new Map(rows.map((row) => [row.id, row.version]));
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

const PUT = `
INSERT INTO search_document AS d (kind, id, version, title, terms, organisation_id, title_key, tags, published_at, price_low, price_high,
    currency, price_per, lead_time_days, deadline, basis, fresh_until)
SELECT kind, id, version, title, terms, organisation_id, title_key, tags, coalesce(published_at, 'epoch'), price_low, price_high,
    currency, price_per, lead_time_days, deadline, basis, fresh_until
  FROM jsonb_populate_recordset(NULL::search_document, $1)
ON CONFLICT (kind, id) DO UPDATE SET (version, title, terms, organisation_id, title_key, tags, published_at, price_low, price_high,
    currency, price_per, lead_time_days, deadline, basis, fresh_until) = (excluded.version, excluded.title, excluded.terms,
    excluded.organisation_id, excluded.title_key, excluded.tags, excluded.published_at, excluded.price_low, excluded.price_high,
    excluded.currency, excluded.price_per, excluded.lead_time_days, excluded.deadline, excluded.basis, excluded.fresh_until)
  WHERE d.version <= excluded.version
RETURNING kind, id`;

/** Cutting a text is most of the work of indexing it. */
async function rowsOf(documents: readonly SearchDocument[], basis: string): Promise<object[]> {
  const rows: object[] = [];
  for (const document of documents) {
    rows.push(rowOf(document, basis));
    if (rows.length % BREATH_DOCUMENTS === 0) await breathe();
  }
  return rows;
}

function rowOf(document: SearchDocument, basis: string): object {
  const { kind, id, version, title, fields, price } = document;
  return {
    ...{ kind, id, version, title, basis },
    terms: tsvectorLiteral(fields),
    organisation_id: document.organisationId ?? null,
    title_key: normalizeText(title),
    tags: tagList(document.tags ?? {}),
    published_at: document.publishedAt ?? null,
    price_low: price?.low ?? null,
    price_high: price?.high ?? null,
    currency: price?.currency ?? null,
    price_per: price?.per ?? null,
    lead_time_days: document.leadTimeDays ?? null,
    deadline: document.deadline ?? null,
    fresh_until: document.freshUntil ?? null,
  };
}
