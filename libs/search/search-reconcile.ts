import { Injectable } from '@nestjs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { MAX_ITEMS, Outbox, type SearchKind } from '#libs/messaging';
import { type SearchSource } from './search-document.js';
import { SearchTable } from './search-table.js';
import { SearchSources } from './search-sources.js';

/** Cause of work that had been lost: whoever was not indexed was not matched either. */
export const RECONCILED = 'search.reconciled';

/** An entity whose document is not what its row says; null is no document. */
export interface Drift {
  readonly kind: SearchKind;
  readonly id: string;
  readonly wanted: number | null;
  readonly indexed: number | null;
}

export interface ReconcileReport {
  /** Entities that are public, and documents without one. */
  readonly compared: number;
  /** Entities whose change is on its way to the index: no drift. */
  readonly underway: number;
  readonly drift: readonly Drift[];
}

/** Called after each page with how many have been compared. */
export type ReconcileProgress = (kind: SearchKind, compared: number) => void;

interface Page {
  readonly compared: number;
  /** Ids whose versions differ at first sight. */
  readonly suspects: readonly string[];
  readonly last: string | null;
}

/** Compares the rows with the index, both ways, by ids and versions. */
@Injectable()
export class SearchReconcile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly table: SearchTable,
    private readonly sources: SearchSources,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Finds every document that is missing, of another version, or too many. Writers go on meanwhile: what differs is looked at again
   * under its lock, and what still waits in the outbox is on its way.
   * @param repair hands what drifted to the worker, to be indexed and matched again
   */
  async run(repair: boolean, progress: ReconcileProgress = () => undefined): Promise<ReconcileReport> {
    const report = { compared: 0, underway: 0, drift: [] as Drift[] };
    for (const source of this.sources.all()) {
      for (let after: string | null = null; ;) {
        const page: Page = await this.#page(source, after);
        report.compared += page.compared;
        for (let start = 0; start < page.suspects.length; start += MAX_ITEMS) {
          const found = await this.#settle(source, page.suspects.slice(start, start + MAX_ITEMS), repair);
          report.underway += found.underway;
          report.drift.push(...found.drift);
        }
        progress(source.kind, report.compared);
        if (page.last === null) break;
        after = page.last;
      }
    }
    return report;
  }

  /** A page of rows beside the documents between the same two ids; the last page takes all documents that follow. */
  async #page(source: SearchSource, after: string | null): Promise<Page> {
    return this.unitOfWork.read(SYSTEM_SCOPE, async (tx) => {
      const rows = await source.idsOf(tx, null, after, MAX_ITEMS);
      const last = rows.length < MAX_ITEMS ? null : (rows.at(-1)?.id ?? null);
      // Rows of a suspended organisation are public by their own state, and shown to nobody.
      const documents = await tx.query<{ id: string; version: number; hidden: boolean }>(
        `SELECT id, version, EXISTS (
                  SELECT 1 FROM organisation o WHERE o.id = d.organisation_id AND o.status = 'suspended') AS hidden
           FROM search_document d
          WHERE kind = $1 AND ($2::uuid IS NULL OR id > $2) AND ($3::uuid IS NULL OR id <= $3)`,
        [source.kind, after, last],
      );
      const wanted = new Map(rows.map((row) => [row.id, row.version]));
      const indexed = new Map(documents.map((row) => [row.id, row.hidden ? null : row.version]));
      const ids = [...new Set([...wanted.keys(), ...indexed.keys()])];
      const suspects = ids.filter((id) => wanted.get(id) !== indexed.get(id));
      return { compared: ids.length, suspects, last };
    });
  }

  /**
   * Under the documents' lock no job writes them: a change is either in the index or its work in the outbox, as row and work commit
   * together.
   */
  async #settle(
    source: SearchSource,
    ids: readonly string[],
    repair: boolean,
  ): Promise<{ underway: number; drift: Drift[] }> {
    const { kind } = source;
    return this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.table.lock(tx, kind, ids);
      const entries = await source.load(tx, ids);
      const wanted = new Map(entries.map(({ id, document }) => [id, document?.version ?? null]));
      const indexed = await this.table.versions(kind, ids);
      const differing = ids
        .map((id) => ({ kind, id, wanted: wanted.get(id) ?? null, indexed: indexed.get(id) ?? null }))
        .filter((one) => one.wanted !== one.indexed);
      const waiting = await underway(
        tx,
        kind,
        differing.map((one) => one.id),
      );
      const drift = differing.filter((one) => !waiting.has(one.id));
      if (repair && drift.length > 0) {
        const items = drift.map((one) => ({ id: one.id, version: one.wanted ?? one.indexed ?? 1 }));
        await this.outbox.add(tx, { kind: 'search.apply', cause: RECONCILED, payload: { kind, items } });
      }
      return { underway: differing.length - drift.length, drift };
    });
  }
}

/** Those of these ids whose work waits: their own, or that of their organisation, which will name them. */
export async function underway(
  tx: Transaction,
  kind: SearchKind,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.query<{ id: string }>(
    `SELECT item->>'id' AS id FROM outbox, jsonb_array_elements(payload->'items') AS item
      WHERE outbox.kind = 'search.apply' AND status IN ('pending', 'sent') AND payload->>'kind' = $1 AND item->>'id' = ANY($2)
     UNION
     SELECT unnest($2::text[]) WHERE EXISTS (
       SELECT 1 FROM outbox WHERE kind = 'search.organisation' AND status IN ('pending', 'sent'))`,
    [kind, ids],
  );
  return new Set(rows.map((row) => row.id));
}
