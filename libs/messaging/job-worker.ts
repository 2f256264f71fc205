import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type DataSource } from 'typeorm';
import { BootError, CLOCK, type Clock } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { assertConnectionBudget, DATA_SOURCE, UnitOfWork } from '#libs/database';
import { HealthRegistry, LOGGER, type Logger } from '#libs/observability';
import { Dispatcher } from './dispatcher.js';
import { openJobBackend } from './job-backends.js';
import { buildHandlerMap, discoverHandlers } from './handler-map.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import { Outbox } from './outbox.js';
import { OutboxJobs } from './outbox.jobs.js';
import { readOutboxState } from './outbox-health.js';
import { type Schedule, Schedules } from './schedules.js';

/** Finds the handlers; apart from JobWorker to keep its constructor small. */
@Injectable()
class WorkerWiring {
  constructor(
    readonly health: HealthRegistry,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  handlers() {
    return buildHandlerMap(discoverHandlers(this.discovery, this.scanner, this.reflector));
  }
}

/** Only where there is a Meilisearch. The first is its poller too: nothing hangs on a lost job. */
const MEILI_SCHEDULES: readonly Schedule[] = [
  { kind: 'search.push', everySeconds: 2 },
  { kind: 'search.compare', everySeconds: 3_600 },
];

@Injectable()
class JobWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #parts: { store: JobStore; dispatcher: Dispatcher; schedules: Schedules } | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly wiring: WorkerWiring,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const url = this.config.database.workerUrl;
    if (url === null) throw new BootError('DATABASE_WORKER_URL is not set');
    const { redis, database, jobs } = this.config;
    const urls = { databaseUrl: url, redisUrl: redis.url };
    const backend = await openJobBackend(urls, this.dataSource, this.logger);
    await assertConnectionBudget(this.dataSource, [
      { name: 'worker pool', max: database.poolSize },
      { name: 'BullMQ', max: backend.databaseConnections },
    ]);
    const { leaseMs } = this.config.outbox;
    const runner = new JobRunner(this.unitOfWork, this.outbox, this.wiring.handlers(), leaseMs, this.logger);
    const store = new JobStore(backend, jobs.concurrency, this.logger);
    const timing = { ...this.config.outbox, storeCheckMs: jobs.storeCheckMs };
    const dispatcher = new Dispatcher(this.unitOfWork, store, timing, this.logger);
    const schedules = new Schedules(this.unitOfWork, this.outbox, this.clock, this.logger);
    this.#parts = { store, dispatcher, schedules };
    await store.start((outboxId) => runner.run(outboxId));
    dispatcher.start();
    schedules.start([
      { kind: 'stats.rebuild', everySeconds: this.config.matching.statsEverySeconds },
      { kind: 'search.refresh', everySeconds: 600 },
      { kind: 'search.terms', everySeconds: 300 },
      { kind: 'need.close_due', everySeconds: 60 },
      { kind: 'match.rematch', everySeconds: 3_600 },
      { kind: 'match.tidy', everySeconds: 60 },
      { kind: 'outbox.purge', everySeconds: 3_600 },
      { kind: 'import.tidy', everySeconds: 60 },
      { kind: 'import.purge', everySeconds: 3_600 },
      ...(this.config.meili.url === null ? [] : MEILI_SCHEDULES),
    ]);
    this.wiring.health.register('outbox', () => readOutboxState(this.unitOfWork));
    this.wiring.health.register('jobStore', () => Promise.resolve().then(() => store.check()));
    this.wiring.health.register('lastJobTaken', () =>
      Promise.resolve(store.lastTakenAt?.toISOString() ?? 'none yet'),
    );
  }

  /** Stops taking work first, then waits for what runs; the database closes after this. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.#parts === null) return;
    this.#parts.schedules.stop();
    await this.#parts.dispatcher.stop();
    await this.#parts.store.close();
  }
}

/** What only worker processes do: dispatch, run jobs, keep schedules. */
@Module({ imports: [DiscoveryModule], providers: [JobWorker, WorkerWiring, OutboxJobs] })
export class JobWorkerModule {}
