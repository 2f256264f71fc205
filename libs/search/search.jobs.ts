import { Injectable } from '@nestjs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job, type MatchCause, Outbox } from '#libs/messaging';
import { MeiliRecords } from './meili-records.js';
import { type SearchDocument } from './search-document.js';
import { SearchTable } from './search-table.js';
import { basisOf, REINDEXED, SearchRebuild } from './search-rebuild.js';
import { SearchSources } from './search-sources.js';
import { SearchTerms } from './search-terms.js';

/** Causes after which the same would be matched again: the entities themselves have not changed. */
const UNMATCHED: readonly string[] = [REINDEXED, 'organisation.updated'];

@Injectable()
export class SearchJobs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly table: SearchTable,
    private readonly sources: SearchSources,
    private readonly outbox: Outbox,
    private readonly rebuild: SearchRebuild,
    private readonly terms: SearchTerms,
    private readonly meili: MeiliRecords,
  ) {}

  /**
   * Writes the present state of the rows into the search table and passes them on to matching, in one transaction.
   * Withdrawn and deleted rows leave the table (medusa #14134: stale hits).
   */
  @HandlesJob('search.apply')
  async apply(job: Job<'search.apply'>): Promise<void> {
    const { kind, items, batchId } = job.payload;
    const ids = items.map((item) => item.id);
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.table.lock(tx, kind, ids);
      const source = this.sources.get(kind);
      // Before the rows: what changes between the two is made again.
      const basis = await basisOf(tx, source);
      const entries = await source.load(tx, ids);
      const documents = entries.map((entry) => entry.document).filter((d): d is SearchDocument => d !== null);
      const shown = new Set(documents.map((document) => document.id));
      await this.table.put(tx, documents, basis);
      await this.table.remove(
        tx,
        kind,
        ids.filter((id) => !shown.has(id)),
      );
      await this.meili.note(tx, kind, ids);
      if (this.meili.configured) await this.#wake(tx);
      if (!UNMATCHED.includes(job.cause))
        await this.outbox.add(tx, {
          kind: kind === 'need' ? 'match.need' : 'match.product',
          cause: job.cause,
          payload: { items, cause: job.cause as MatchCause, ...(batchId !== undefined && { batchId }) },
        });
      await job.done(tx);
    });
  }

  /** Has Meilisearch told at once; while a telling waits, it will do for this too. */
  async #wake(tx: Transaction): Promise<void> {
    const waiting = await tx.query(
      "SELECT 1 FROM outbox WHERE kind = 'search.push' AND status = 'pending' AND available_at <= now() LIMIT 1",
    );
    if (waiting.length === 0)
      await this.outbox.add(tx, { kind: 'search.push', cause: 'search.applied', payload: {} });
  }

  /** Indexes everything that is public of an organisation again: its name, region, titles or standing has changed. */
  @HandlesJob('search.organisation')
  async organisation(job: Job<'search.organisation'>): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.rebuild.organisation(tx, job.payload.organisationId, job.cause);
      await job.done(tx);
    });
  }

  /** Indexes documents again that are out of date, see `SearchRebuild.stale`. */
  @HandlesJob('search.refresh')
  async refresh(job: Job<'search.refresh'>): Promise<void> {
    await this.rebuild.stale();
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
  }

  /** Counts the words that suggestions come from. */
  @HandlesJob('search.terms')
  async countTerms(job: Job<'search.terms'>): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.terms.rebuild(tx);
      await job.done(tx);
    });
  }
}
