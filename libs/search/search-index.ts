import { Injectable } from '@nestjs/common';
import { invalidInput, type Result } from '#libs/common';
import { SYSTEM_SCOPE, type TenantScope, type Transaction, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { type SearchDocument } from './search-document.js';
import { distinctTerms } from './segment.js';
import { tsqueryLiteral, tsvectorLiteral } from './tsvector.js';

/** How deep any search may page, on every engine (design, rule 7). */
export const SEARCH_DEPTH = 1_000;
/** Terms of a query beyond these are dropped: a pasted page of text is not a search. */
const MAX_QUERY_TERMS = 32;

/** Documents share this many locks: a power of two. */
const LOCK_SLOTS = 64;

export interface SearchRequest {
  readonly kind: SearchKind;
  readonly text: string;
  /** 1 … 100, already checked. */
  readonly first: number;
  /** Cursor of the last hit seen. */
  readonly after?: string | null;
}

export interface SearchHits {
  readonly ids: readonly string[];
  /** Cursors in the order of `ids`. */
  readonly cursors: readonly string[];
  readonly estimatedTotal: number;
  readonly hasNext: boolean;
  readonly mode: SearchMode;
}

/** `all`: every term was found together; `any`: that found nothing, and some term is enough. */
export type SearchMode = 'all' | 'any';

/** Weighted terms that retrieve candidates for matching. */
export interface CandidateQuery {
  readonly kind: SearchKind;
  readonly terms: readonly string[];
  readonly limit: number;
}

/** The search table in PostgreSQL: kept in every mode, so search always has something to fall back to. */
@Injectable()
export class SearchIndex {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Replaces whole documents. An older version never overwrites a newer one, whatever order jobs run in. */
  async put(tx: Transaction, documents: readonly SearchDocument[]): Promise<void> {
    if (documents.length === 0) return;
    await tx.query(
      `INSERT INTO search_document (kind, id, version, title, terms)
       SELECT * FROM unnest($1::text[], $2::uuid[], $3::int[], $4::text[], $5::tsvector[])
       ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, title = excluded.title, terms = excluded.terms
         WHERE search_document.version <= excluded.version`,
      [
        documents.map((d) => d.kind),
        documents.map((d) => d.id),
        documents.map((d) => d.version),
        documents.map((d) => d.title),
        documents.map((d) => tsvectorLiteral(d.fields)),
      ],
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
   * Finds documents by text: all terms together, else any of them; further pages keep to the mode of the first. Returns ids; the
   * caller re-reads them under its scope.
   * @returns hits, or `invalid_input` for a bad cursor or one deeper than {@link SEARCH_DEPTH}
   */
  async search(scope: TenantScope, request: SearchRequest): Promise<Result<SearchHits>> {
    const from = decodeCursor(request.after ?? null);
    if (from === null || from.offset >= SEARCH_DEPTH) return invalidInput([BAD_CURSOR]);
    const terms = distinctTerms(request.text).slice(0, MAX_QUERY_TERMS);
    if (terms.length === 0) return { ids: [], cursors: [], estimatedTotal: 0, hasNext: false, mode: 'all' };
    return this.unitOfWork.read(scope, async (tx) => {
      const page = await this.#page(tx, request, terms, from);
      if (request.after != null || page.estimatedTotal > 0 || terms.length === 1) return page;
      return this.#page(tx, request, terms, { mode: 'any', offset: 0 });
    });
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

  async #page(
    tx: Transaction,
    request: SearchRequest,
    terms: readonly string[],
    { mode, offset }: Position,
  ): Promise<SearchHits> {
    const query = tsqueryLiteral(terms, mode === 'all' ? '&' : '|');
    const take = Math.min(request.first, SEARCH_DEPTH - offset);
    const rows = await tx.query<{ id: string; total: number }>(
      `SELECT id, (count(*) OVER ())::int AS total FROM search_document, CAST($2 AS tsquery) AS q
        WHERE kind = $1 AND terms @@ q
        ORDER BY ts_rank(terms, q) DESC, id LIMIT $3 OFFSET $4`,
      [request.kind, query, take, offset],
    );
    const total = rows[0]?.total ?? 0;
    return {
      ids: rows.map((row) => row.id),
      cursors: rows.map((_, index) => encodeCursor({ mode, offset: offset + index + 1 })),
      estimatedTotal: total,
      hasNext: offset + rows.length < Math.min(total, SEARCH_DEPTH),
      mode,
    };
  }
}

const BAD_CURSOR = {
  path: 'after',
  code: 'BAD_CURSOR',
  text: {
    zh: '游标无效，或已超过可翻页的 1000 条结果，请缩小搜索范围',
    en: 'The cursor is not one of ours, or lies past the first 1,000 hits: refine the search',
  },
};

/** Where a page begins. */
interface Position {
  readonly mode: SearchMode;
  readonly offset: number;
}

function encodeCursor({ mode, offset }: Position): string {
  return Buffer.from(`${mode}:${offset}`, 'utf8').toString('base64url');
}

function decodeCursor(cursor: string | null): Position | null {
  if (cursor === null) return { mode: 'all', offset: 0 };
  const match = /^(all|any):(\d{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  return match === null ? null : { mode: match[1] as SearchMode, offset: Number(match[2]) };
}
