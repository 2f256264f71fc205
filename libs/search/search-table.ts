import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { groupBy } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { tagList } from './facets.js';
import { type SearchDocument } from './search-document.js';
import { parameterRow } from './search-parameters.js';
import { normalizeText } from './text-map.js';
import { tsvectorLiteral } from './tsvector.js';

/** Documents between two breaths: other work of the process, such as the import that they come from, waits no longer than for these. */
const BREATH_DOCUMENTS = 25;
/** Documents share this many locks: a power of two. */
const LOCK_SLOTS = 64;

/** The search table in PostgreSQL, which is kept in every mode. */
@Injectable()
export class SearchTable {
  constructor(private readonly unitOfWork: UnitOfWork) {}

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
