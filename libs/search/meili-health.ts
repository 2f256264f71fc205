import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import {
  HealthRegistry,
  meiliLive,
  meiliOldestSeconds,
  meiliPending,
  meiliSetAside,
} from '#libs/observability';
import { settingsVersion } from './meili-settings.js';
import { SearchSources } from './search-sources.js';

/** How the copy of one kind stands. */
export interface MeiliState {
  readonly kind: SearchKind;
  /** Complete, of the present settings, and there when last looked: it may answer. PostgreSQL answers while it is false. */
  readonly live: boolean;
  /** What is done on the index that is being built; null when none is. */
  readonly building: string | null;
  readonly filled: number | null;
  readonly pending: number;
  readonly oldestSeconds: number;
  readonly setAside: number;
}

/**
 * Tells of the copies in Meilisearch in the worker's readiness and metrics. It is ready although Meilisearch is down: the changes
 * wait, everything else goes on, and to restart a worker would mend nothing.
 */
@Injectable()
export class MeiliHealth implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: AppConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: SearchSources,
    private readonly health: HealthRegistry,
  ) {}

  onModuleInit(): void {
    if (this.config.meili.url !== null) this.health.register('meilisearch', () => this.read());
  }

  /** Reads the state and sets the gauges. */
  async read(): Promise<readonly MeiliState[]> {
    const states: MeiliState[] = [];
    for (const { kind } of this.sources.all()) {
      const rows = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
        tx.query<MeiliState>(STATE, [kind, settingsVersion(kind)]),
      );
      const [state] = rows;
      if (state === undefined) continue;
      states.push(state);
      meiliLive.set({ kind }, state.live ? 1 : 0);
      meiliPending.set({ kind }, state.pending);
      meiliOldestSeconds.set({ kind }, state.oldestSeconds);
      meiliSetAside.set({ kind }, state.setAside);
    }
    return states;
  }
}

const STATE = `
WITH live AS (SELECT generation, settings FROM meili_index WHERE kind = $1 AND is_live),
     building AS (SELECT phase, filled FROM meili_index WHERE kind = $1 AND phase NOT IN ('live', 'retired'))
SELECT $1 AS kind,
       coalesce((SELECT settings = $2 FROM live), false) AS live,
       (SELECT phase FROM building) AS building,
       (SELECT filled FROM building) AS filled,
       (SELECT count(*)::int FROM meili_change WHERE generation = (SELECT generation FROM live)) AS pending,
       coalesce((SELECT extract(epoch FROM now() - min(since))::float8 FROM meili_change
                  WHERE generation = (SELECT generation FROM live)), 0) AS "oldestSeconds",
       (SELECT count(*)::int FROM meili_set_aside WHERE generation = (SELECT generation FROM live)) AS "setAside"`;
