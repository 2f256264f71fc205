import { Injectable } from '@nestjs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job } from '#libs/messaging';
import { DICTIONARY_VERSION } from '#libs/parameters';
import { SEGMENTATION_VERSION } from '#libs/search';
import { type StatsSnapshot } from './evaluate/index.js';

/** What a snapshot's terms depend on besides the catalogue. */
const VERSIONS = `${DICTIONARY_VERSION}/${SEGMENTATION_VERSION}`;

/** Before the first snapshot every term counts alike. */
const NO_STATS: StatsSnapshot = {
  number: 0,
  documentCount: 0,
  dictionaryVersion: VERSIONS,
  documentFrequency: new Map(),
};

interface StatsRow {
  number: number;
  document_count: number;
  dictionary_version: string;
  terms: Record<string, number>;
}

/** Builds numbered statistics snapshots of the catalogue and gives out the newest. */
@Injectable()
export class StatsService {
  #latest: StatsSnapshot = NO_STATS;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The newest snapshot; read again only when there is a newer one. */
  async latest(tx: Transaction): Promise<StatsSnapshot> {
    const newest = await tx.query<{ number: number | null }>(
      'SELECT max(number) AS number FROM stats_snapshot',
    );
    const number = newest[0]?.number ?? 0;
    if (number === this.#latest.number) return this.#latest;
    const rows = await tx.query<StatsRow>(
      'SELECT number, document_count, dictionary_version, terms FROM stats_snapshot WHERE number = $1',
      [number],
    );
    const row = rows[0];
    if (row === undefined) return NO_STATS;
    this.#latest = {
      number: row.number,
      documentCount: row.document_count,
      dictionaryVersion: row.dictionary_version,
      documentFrequency: new Map(Object.entries(row.terms)),
    };
    return this.#latest;
  }

  /** Counts, in the database, how many product documents hold each term; a new snapshot only when something differs. */
  @HandlesJob('stats.rebuild')
  async rebuild(job: Job<'stats.rebuild'>): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await tx.query(
        `WITH counted AS (
           SELECT (SELECT count(*)::int FROM search_document WHERE kind = 'product') AS documents,
                  (SELECT coalesce(jsonb_object_agg(word, ndoc), '{}')
                     FROM ts_stat('SELECT terms FROM search_document WHERE kind = ''product''') WHERE left(word, 1) NOT IN ('~', '='))
                     AS terms)
         INSERT INTO stats_snapshot (dictionary_version, document_count, terms)
         SELECT $1, documents, terms FROM counted
          WHERE documents > 0 AND NOT EXISTS (
            SELECT 1 FROM (SELECT * FROM stats_snapshot ORDER BY number DESC LIMIT 1) AS newest
             WHERE newest.dictionary_version = $1 AND newest.document_count = documents AND newest.terms = counted.terms)`,
        [VERSIONS],
      );
      await job.done(tx);
    });
  }
}
