import { Inject, Injectable } from '@nestjs/common';
import { Meilisearch } from 'meilisearch';
import { type AppConfig, CONFIG } from '#libs/config';
import { type SearchKind } from '#libs/messaging';
import { messageOf } from '#libs/common';
import { LOGGER, type Logger, Seldom } from '#libs/observability';
import { MeiliGuard } from './meili-guard.js';
import { MeiliIndexes } from './meili-indexes.js';
import { MeiliSearch } from './meili-search.js';
import { type SearchEngine } from './search-engine.js';

/** How long nothing is sent to a sick engine, in milliseconds. */
const REST_MS = 2_000;
/** Searches at once of one process; Meilisearch itself runs four a core. */
const WIDTH = 32;

/** Meilisearch as an engine that may be out of reach: whoever asks has another answer. */
@Injectable()
export class MeiliEngine {
  readonly #client: Meilisearch | null;
  readonly #guard: MeiliGuard;
  readonly #seldom = new Seldom();

  constructor(
    @Inject(CONFIG) config: AppConfig,
    private readonly indexes: MeiliIndexes,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { url, apiKey, deadlineMs } = config.meili;
    this.#client = url === null ? null : new Meilisearch({ host: url, ...(apiKey !== null && { apiKey }) });
    this.#guard = new MeiliGuard({ deadlineMs, restMs: REST_MS, width: WIDTH });
  }

  /** True when this platform has a Meilisearch, in whatever state it is. */
  get configured(): boolean {
    return this.#client !== null;
  }

  /** Searches the live index of a kind. @returns null when there is none, it is not complete, or it does not answer in time */
  async attempt<T>(kind: SearchKind, work: (engine: SearchEngine) => Promise<T>): Promise<T | null> {
    const client = this.#client;
    if (client === null) return null;
    const uid = await this.indexes.live(kind);
    if (uid === null) return null;
    try {
      return await this.#guard.run((signal) => work(new MeiliSearch(client, uid, signal)));
    } catch (error) {
      this.#tell(error);
      return null;
    }
  }

  #tell(error: unknown): void {
    if (!this.#seldom.isDue()) return;
    this.logger.warn({ reason: messageOf(error) }, 'Meilisearch does not answer; PostgreSQL does');
  }
}
