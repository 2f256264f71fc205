import { Injectable } from '@nestjs/common';
import { BootError } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job, type MatchCause, Outbox, type SearchKind } from '#libs/messaging';
import { type SearchDocument, type SearchSource } from './search-document.js';
import { SearchIndex } from './search-index.js';

/** Feature libraries put their sources here at start. */
@Injectable()
export class SearchSources {
  readonly #sources = new Map<SearchKind, SearchSource>();

  register(source: SearchSource): void {
    if (this.#sources.has(source.kind)) throw new BootError(`Two search sources for "${source.kind}"`);
    this.#sources.set(source.kind, source);
  }

  get(kind: SearchKind): SearchSource {
    const source = this.#sources.get(kind);
    if (source === undefined) throw new BootError(`No search source for "${kind}"`);
    return source;
  }
}

@Injectable()
export class SearchJobs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly index: SearchIndex,
    private readonly sources: SearchSources,
    private readonly outbox: Outbox,
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
      await this.index.lock(tx, kind, ids);
      const entries = await this.sources.get(kind).load(tx, ids);
      const documents = entries.map((entry) => entry.document).filter((d): d is SearchDocument => d !== null);
      const shown = new Set(documents.map((document) => document.id));
      await this.index.put(tx, documents);
      await this.index.remove(
        tx,
        kind,
        ids.filter((id) => !shown.has(id)),
      );
      await this.outbox.add(tx, {
        kind: kind === 'need' ? 'match.need' : 'match.product',
        cause: job.cause,
        payload: { items, cause: job.cause as MatchCause, ...(batchId !== undefined && { batchId }) },
      });
      await job.done(tx);
    });
  }
}
