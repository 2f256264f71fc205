import { createPostgresBackend, type PgPool, runMigrations, withBackend } from 'bullmq';
import type pg from 'pg';
import { messageOf } from '#libs/common';
import { type Logger } from '#libs/observability';
import { openJobPool } from './job-pool.js';
import { JOB_REGISTRY, type JobKind, QUEUE_NAMES, type QueueName } from './job-registry.js';

const { Queue, Worker } = withBackend(createPostgresBackend);
type BullQueue = InstanceType<typeof Queue<StoredJob>>;
type BullWorker = InstanceType<typeof Worker<StoredJob>>;

const SCHEMA = 'bullmq';
const TELL_EVERY_MS = 10_000;

/** What a job in the store holds: the outbox row has the rest and is the truth. */
export interface StoredJob {
  readonly outboxId: string;
}

export interface JobToAdd {
  readonly outboxId: string;
  readonly kind: JobKind;
  readonly attempt: number;
  /** One of a heap ({@link BULK_CAUSES}): after the others of its kind. */
  readonly bulk: boolean;
}

/** How much less urgent a job of a heap is. */
const BULK_LAST = 2;
const priorityOf = ({ kind, bulk }: JobToAdd) => JOB_REGISTRY[kind].priority + (bulk ? BULK_LAST : 0);
const jobIdOf = ({ outboxId, attempt }: Pick<JobToAdd, 'outboxId' | 'attempt'>) => `${outboxId}.${attempt}`;

/** Handles one delivery. It must not throw for expected ends; a throw marks the stored job failed. */
export type JobProcessor = (outboxId: string) => Promise<void>;

export interface JobStoreOptions {
  readonly url: string;
  readonly concurrency: number;
}

/**
 * BullMQ on PostgreSQL. One shared pool for every queue and worker object: with their defaults six queues used 100
 * connections. Nothing that matters lives only here; {@link heal} rebuilds it when it is gone.
 */
export class JobStore {
  /** A LISTEN connection per worker, and room for their queries. */
  static readonly CONNECTIONS = QUEUE_NAMES.length + 5;

  readonly #pool: pg.Pool;
  /** The same pool; BullMQ types pools structurally, in a way that the types of pg do not meet. */
  readonly #connection: PgPool;
  #queues = new Map<QueueName, BullQueue>();
  #workers: BullWorker[] = [];
  #processor: JobProcessor | null = null;
  #lastTakenAt: Date | null = null;
  /** When each reason was last told. */
  readonly #told = new Map<string, number>();
  /** Identity of the schema that the queues and workers were opened on. */
  #schemaId: string | null = null;

  constructor(
    private readonly options: JobStoreOptions,
    private readonly logger: Logger,
  ) {
    this.#pool = openJobPool(options.url, JobStore.CONNECTIONS, SCHEMA, logger);
    this.#connection = this.#pool as unknown as PgPool;
  }

  /** When a worker last took a job; null when none has. A sign of life that a ping is not. */
  get lastTakenAt(): Date | null {
    return this.#lastTakenAt;
  }

  /** Makes the schema when it is missing and opens queues; with a processor, workers too. */
  async start(processor: JobProcessor | null): Promise<void> {
    this.#processor = processor;
    await this.#open();
  }

  /** Adds jobs with id `<outbox id>.<attempt>`; adding one twice is adding it once. Resolves when the store has them. */
  async add(jobs: readonly JobToAdd[]): Promise<void> {
    for (const name of QUEUE_NAMES) {
      const own = jobs.filter((job) => JOB_REGISTRY[job.kind].queue === name);
      if (own.length === 0) continue;
      await this.#queue(name).addBulk(
        own.map((job) => ({
          name: job.kind,
          data: { outboxId: job.outboxId },
          opts: {
            jobId: jobIdOf(job),
            priority: priorityOf(job),
            // Retries are the outbox's, in one place for both backends; here a job runs once.
            attempts: 1,
            removeOnComplete: { age: 3_600, count: 1_000 },
            removeOnFail: { age: 7 * 24 * 3_600, count: 10_000 },
          },
        })),
      );
    }
  }

  /** Those of these hand-overs that no worker has taken yet; each is in the store and has its turn to come. @returns their outbox ids */
  async waiting(jobs: readonly Omit<JobToAdd, 'bulk'>[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const job of jobs) {
      const state = await this.#queue(JOB_REGISTRY[job.kind].queue).getJobState(jobIdOf(job));
      if (state === 'waiting' || state === 'prioritized') found.add(job.outboxId);
    }
    return found;
  }

  /**
   * Rebuilds the store when its schema is gone, and opens everything anew when another process has rebuilt it: BullMQ's objects
   * do not heal alone from either.
   * @returns true when it had to; the caller then hands over again what was `sent`
   */
  async heal(): Promise<boolean> {
    const present = await this.#findSchema();
    if (present !== null && present === this.#schemaId) return false;
    this.logger.warn('the job store is gone; it is made anew and the outbox hands its work over again');
    await this.#closeObjects(true);
    await this.#open();
    return true;
  }

  /** Stops taking jobs, waits for running ones, closes everything. */
  async close(): Promise<void> {
    await this.#closeObjects(false);
    await this.#pool.end();
  }

  async #migrate(): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await runMigrations(client, SCHEMA);
    } finally {
      client.release();
    }
  }

  /** A schema made anew has tables of other identity; null when there is none. */
  async #findSchema(): Promise<string | null> {
    const { rows } = await this.#pool.query<{ id: string | null }>(
      `SELECT to_regclass('${SCHEMA}.migration')::oid::text AS id`,
    );
    return rows[0]?.id ?? null;
  }

  /** Makes the schema when it is missing, and opens queues and workers on it. When it fails, {@link heal} begins again. */
  async #open(): Promise<void> {
    this.#schemaId = null;
    await this.#migrate();
    const schemaId = await this.#findSchema();
    for (const name of QUEUE_NAMES) {
      const queue: BullQueue = new Queue<StoredJob>(name, { connection: this.#connection });
      queue.on('error', (error) => this.#report(name, error));
      this.#queues.set(name, queue);
      await queue.waitUntilReady();
      if (this.#processor !== null) await this.#openWorker(name, this.#processor);
    }
    this.#schemaId = schemaId;
  }

  async #openWorker(name: QueueName, processor: JobProcessor): Promise<void> {
    const worker = new Worker<StoredJob>(
      name,
      async (job) => {
        this.#lastTakenAt = new Date();
        await processor(job.data.outboxId);
      },
      {
        connection: this.#connection,
        // It runs once it is ready: one that runs without its schema spins and blocks the whole process.
        autorun: false,
        concurrency: this.options.concurrency,
        // Polls at least this often, so that a lost NOTIFY costs a second and not a minute.
        drainDelay: 1,
        runRetryDelay: 1_000,
        maxStalledCount: 1,
      },
    );
    worker.on('error', (error) => this.#report(name, error));
    this.#workers.push(worker);
    await worker.waitUntilReady();
    worker.run().catch((error: unknown) => this.#report(name, error));
  }

  /** Tells a reason once in a while: workers without their schema repeat it without a pause. */
  #report(queue: QueueName, error: unknown): void {
    const reason = messageOf(error);
    const now = Date.now();
    if (now - (this.#told.get(reason) ?? 0) < TELL_EVERY_MS) return;
    if (this.#told.size > 100) this.#told.clear();
    this.#told.set(reason, now);
    this.logger.warn({ queue, reason }, 'job store error');
  }

  #queue(name: QueueName): BullQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new Error('The job store is not started');
    return queue;
  }

  /** @param force does not wait for running jobs: their rows are leased and will be handed over again */
  async #closeObjects(force: boolean): Promise<void> {
    const closing = [
      ...this.#workers.map((worker) => worker.close(force)),
      ...[...this.#queues.values()].map((q) => q.close()),
    ];
    this.#workers = [];
    this.#queues = new Map();
    const patience = new Promise<void>((resolve) => setTimeout(resolve, force ? 2_000 : 30_000).unref());
    await Promise.race([Promise.allSettled(closing), patience]);
  }
}
