import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job, Outbox, type SearchKind } from '#libs/messaging';
import { LOGGER, type Logger, Seldom } from '#libs/observability';
import { MeiliBuild } from './meili-build.js';
import { MeiliCompare } from './meili-compare.js';
import { MeiliPush } from './meili-push.js';
import { MeiliRecords, TurnOverError } from './meili-records.js';
import { IndexGoneError, isOutage } from './meili-writer.js';
import { SearchSources } from './search-sources.js';

/** Longest that one job works, in milliseconds; the next goes on, so that a worker stops in time. */
const SLICE_MS = 10_000;

/**
 * Work on the copies in Meilisearch. While it is out of reach these jobs end well and their schedule brings them again: an outage of hours
 * leaves no failed work, only changes that wait.
 */
@Injectable()
export class MeiliJobs implements OnModuleDestroy {
  readonly #seldom = new Seldom();
  /** One at a time in a process: while the engine hangs, the jobs of the search table must not wait behind these. */
  #pushing = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly sources: SearchSources,
    private readonly records: MeiliRecords,
    private readonly pushes: MeiliPush,
    private readonly builds: MeiliBuild,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleDestroy(): void {
    this.records.stop();
  }

  /** Sends what the live indexes wait for; where there is none to send to, asks for one to be built. */
  @HandlesJob('search.push')
  async push(job: Job<'search.push'>): Promise<void> {
    const { build, more } = await this.#pushAll();
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      for (const kind of build) await this.#askFor(tx, kind);
      if (more) await this.outbox.add(tx, { kind: 'search.push', cause: job.cause, payload: {} });
      await job.done(tx);
    });
  }

  /** @returns kinds that want an index built, and whether more is to be sent */
  async #pushAll(): Promise<{ readonly build: readonly SearchKind[]; readonly more: boolean }> {
    const build: SearchKind[] = [];
    let more = false;
    if (!this.records.configured || this.#pushing) return { build, more };
    this.#pushing = true;
    const until = Date.now() + SLICE_MS;
    try {
      for (const { kind } of this.sources.all())
        await this.#patiently(async () => {
          const state = await this.pushes.examine(kind);
          await this.builds.clear(kind);
          if (state !== 'good' || (await this.records.building(kind)) !== null) build.push(kind);
          if (state === 'good' && !(await this.pushes.push(kind, until))) more ||= Date.now() >= until;
        });
    } finally {
      this.#pushing = false;
    }
    return { build, more };
  }

  /** One build of a kind waits at a time; one that was given up stays so until somebody has looked at it. */
  async #askFor(tx: Transaction, kind: SearchKind): Promise<void> {
    const open = await tx.query(
      `SELECT 1 FROM outbox WHERE kind = 'search.build' AND status IN ('pending', 'sent', 'failed') AND payload->>'kind' = $1`,
      [kind],
    );
    if (open.length === 0)
      await this.outbox.add(tx, { kind: 'search.build', cause: 'search.index_missing', payload: { kind } });
  }

  /** Works on the index of a kind for a while, and hands over to the next job until it is live. */
  @HandlesJob('search.build')
  async build(job: Job<'search.build'>): Promise<void> {
    const { kind } = job.payload;
    let more = false;
    if (this.records.configured)
      await this.#patiently(async () => {
        const needed =
          (await this.records.building(kind)) !== null || (await this.pushes.examine(kind)) !== 'good';
        if (!needed) return;
        const generation = await this.builds.begin(kind);
        if (generation === null) return;
        more = (await this.builds.advance(generation, Date.now() + SLICE_MS)) === 'more';
      });
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      if (more) await this.outbox.add(tx, { kind: 'search.build', cause: job.cause, payload: { kind } });
      await job.done(tx);
    });
  }

  /** Does what may wait for a better time; anything else is thrown. */
  async #patiently(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof TurnOverError || error instanceof IndexGoneError) return;
      if (!isOutage(error)) throw error;
      if (!this.#seldom.isDue()) return;
      this.logger.warn({ reason: messageOf(error) }, 'Meilisearch is out of reach; changes wait for it');
    }
  }
}

/** Compares on schedule; apart from the others to keep their constructor small. */
@Injectable()
export class MeiliCompareJob {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly records: MeiliRecords,
    private readonly compare: MeiliCompare,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Compares the live indexes with PostgreSQL and has mended what drifted. */
  @HandlesJob('search.compare')
  async run(job: Job<'search.compare'>): Promise<void> {
    if (this.records.configured)
      try {
        const { compared, drift } = await this.compare.run(true);
        if (drift.length > 0)
          this.logger.warn({ compared, drift: drift.length }, 'documents in Meilisearch had drifted');
      } catch (error) {
        if (!isOutage(error) && !(error instanceof TurnOverError)) throw error;
      }
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
  }
}
