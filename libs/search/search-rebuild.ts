import { Injectable } from '@nestjs/common';
import { CLOCK, type Clock, dayInChina } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { MAX_ITEMS, Outbox, type SearchKind, type VersionedId } from '#libs/messaging';
import { DICTIONARY_VERSION } from '#libs/parameters';
import { Inject } from '@nestjs/common';
import { SEGMENTATION_VERSION } from './domain-words.js';
import { type SearchSource } from './search-document.js';
import { SearchSources } from './search-sources.js';

/** Called after each batch with how many entities have been handed over. */
export type Progress = (kind: SearchKind, handed: number) => void;

/** What a source's documents are made with now; documents that say otherwise are out of date. */
export async function basisOf(tx: Transaction, source: SearchSource): Promise<string> {
  return `${SEGMENTATION_VERSION}/${DICTIONARY_VERSION}/${await source.basis(tx)}`;
}

/** Hands entities over to be indexed again, by outbox rows of at most 500. */
@Injectable()
export class SearchRebuild {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: SearchSources,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Everything that is public of one organisation, in the caller's transaction. */
  async organisation(tx: Transaction, organisationId: string, cause: string): Promise<void> {
    for (const source of this.sources.all()) {
      const { kind } = source;
      for await (const items of pages((after) => source.idsOf(tx, organisationId, after, MAX_ITEMS)))
        await this.outbox.add(tx, { kind: 'search.apply', cause, payload: { kind, items } });
    }
  }

  /** Everything that is public, and everything indexed that is not; a transaction for each batch. @returns how many */
  async everything(progress: Progress): Promise<number> {
    let total = 0;
    for (const source of this.sources.all()) {
      total += await this.#handOver(source.kind, progress, (tx, after) =>
        source.idsOf(tx, null, after, MAX_ITEMS),
      );
      total += await this.#handOver(source.kind, progress, (tx, after) => indexed(tx, source.kind, after));
    }
    return total;
  }

  /**
   * Documents that were made by another segmentation, dictionary or reference table, or that speak of a certificate or listing whose
   * days are over; a transaction for each batch. @returns how many
   */
  async stale(progress: Progress = () => undefined): Promise<number> {
    let total = 0;
    for (const source of this.sources.all())
      total += await this.#handOver(source.kind, progress, async (tx, after) =>
        outOfDate(tx, source.kind, after, await basisOf(tx, source), dayInChina(this.clock.now())),
      );
    return total;
  }

  async #handOver(
    kind: SearchKind,
    progress: Progress,
    next: (tx: Transaction, after: string | null) => Promise<readonly VersionedId[]>,
  ): Promise<number> {
    let handed = 0;
    const batches = pages((after) =>
      this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
        const items = await next(tx, after);
        if (items.length > 0)
          await this.outbox.add(tx, { kind: 'search.apply', cause: REINDEXED, payload: { kind, items } });
        return items;
      }),
    );
    for await (const items of batches) {
      handed += items.length;
      progress(kind, handed);
    }
    return handed;
  }
}

/** Cause of indexing the same entities anew: they have not changed, so nothing is matched. */
export const REINDEXED = 'search.reindexed';

async function* pages(
  next: (after: string | null) => Promise<readonly VersionedId[]>,
): AsyncGenerator<readonly VersionedId[]> {
  for (let after: string | null = null; ;) {
    const items = await next(after);
    if (items.length === 0) return;
    yield items;
    after = items.at(-1)?.id ?? null;
  }
}

const AFTER = `id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT ${MAX_ITEMS}`;

function indexed(tx: Transaction, kind: SearchKind, after: string | null): Promise<VersionedId[]> {
  return tx.query(`SELECT id, version FROM search_document WHERE kind = $1 AND ${AFTER}`, [kind, after]);
}

function outOfDate(
  tx: Transaction,
  kind: SearchKind,
  after: string | null,
  basis: string,
  today: string,
): Promise<VersionedId[]> {
  return tx.query(
    `SELECT id, version FROM search_document WHERE kind = $1 AND (basis <> $3 OR fresh_until < $4::date) AND ${AFTER}`,
    [kind, after, basis, today],
  );
}
