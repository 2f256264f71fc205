import { messageOf } from '#libs/common';
import { jobStoreUp, type Logger, Seldom } from '#libs/observability';
import {
  type BullQueue,
  type BullWorker,
  type JobBackend,
  StoreAwayError,
  type StoredJob,
  StoreRefusesError,
} from './job-backend.js';
import { JOB_REGISTRY, type JobKind, QUEUE_NAMES, type QueueName } from './job-registry.js';

/** For running jobs to end at a shutdown. */
const PATIENCE_MS = 30_000;
/** For the store to hear of their end, and for connections to close: a store that is away never does. */
const GRACE_MS = 4_000;
/** For objects that do not wait for running jobs. */
const FORCED_MS = 2_000;

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
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

/** Handles one delivery. It must not throw for expected ends; a throw marks the stored job failed. */
export type JobProcessor = (outboxId: string) => Promise<void>;

/**
 * BullMQ on either backend. Nothing that matters lives only here; {@link heal} rebuilds it when it is gone, and while it is away the
 * outbox keeps the work.
 */
export class JobStore {
  #queues = new Map<QueueName, BullQueue>();
  #workers: BullWorker[] = [];
  #processor: JobProcessor | null = null;
  readonly #running = new Set<Promise<void>>();
  #lastTakenAt: Date | null = null;
  readonly #seldom = new Seldom();
  /** Identity of the store that the queues and workers were opened on; null while they are not. */
  #identity: string | null = null;
  /** Why the store does not serve; null when it does. */
  #fault: string | null = 'not opened yet';
  /** Whether it refused writes since it was last opened. */
  #refused = false;

  constructor(
    private readonly backend: JobBackend,
    private readonly concurrency: number,
    private readonly logger: Logger,
  ) {}

  /** When a worker last took a job; null when none has. A sign of life that a ping is not. */
  get lastTakenAt(): Date | null {
    return this.#lastTakenAt;
  }

  /** For readiness, without asking the store: it may hang. @throws Error with the reason when the store does not serve */
  check(): { readonly engine: string } {
    if (this.#fault !== null) throw new Error(this.#fault);
    return { engine: this.backend.engine };
  }

  /**
   * Opens queues; with a processor, workers too. A store that is away is opened by {@link heal} when it comes.
   * @throws BootError when the store must not be used as it is set up
   */
  async start(processor: JobProcessor | null): Promise<void> {
    this.#processor = processor;
    try {
      await this.#open();
    } catch (error) {
      if (error instanceof StoreAwayError) {
        this.#note(error);
        this.logger.warn(
          { reason: messageOf(error) },
          'the outbox keeps the work until the job store is there',
        );
        return;
      }
      await this.close();
      throw error;
    }
  }

  /** Adds jobs with id `<outbox id>.<attempt>`; adding one twice is adding it once. Resolves when the store has them. */
  async add(jobs: readonly JobToAdd[]): Promise<void> {
    for (const name of QUEUE_NAMES) {
      const own = jobs.filter((job) => JOB_REGISTRY[job.kind].queue === name);
      if (own.length === 0) continue;
      await this.#noting(() =>
        this.#queue(name).addBulk(
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
        ),
      );
    }
  }

  /** Those of these hand-overs that no worker has taken yet; each is in the store and has its turn to come. @returns their outbox ids */
  async waiting(jobs: readonly Omit<JobToAdd, 'bulk'>[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const job of jobs) {
      const queue = this.#queue(JOB_REGISTRY[job.kind].queue);
      const state = await this.#noting(() => queue.getJobState(jobIdOf(job)));
      if (state === 'waiting' || state === 'prioritized') found.add(job.outboxId);
    }
    return found;
  }

  /**
   * Rebuilds the store when it is gone, and opens everything anew when another store has taken its place: BullMQ's objects
   * do not heal alone from either.
   * @returns true when it had to; the caller then hands over again what was `sent`
   * @throws Error when the store is away
   */
  async heal(): Promise<boolean> {
    try {
      const present = await this.backend.probe();
      if (present !== null && present === this.#identity) {
        this.#note(null);
        return false;
      }
      this.logger.warn(
        'the job store is another one; it is opened anew and the outbox hands its work over again',
      );
      await this.#closeObjects(true);
      await this.#open();
      return true;
    } catch (error) {
      this.#note(error);
      if (error instanceof StoreRefusesError) await this.#retreat();
      throw error;
    }
  }

  /** Stops taking jobs, waits for running ones, closes everything; in a bounded time, whether or not the store is there. */
  async close(): Promise<void> {
    const there = this.backend.probe().then(
      () => true,
      () => false,
    );
    // BullMQ waits for ever for a store that is away; its workers get no jobs from there either.
    const isAway = !(await Promise.race([there, pause(FORCED_MS).then(() => false)]));
    if (isAway) await Promise.race([this.#idle(), pause(PATIENCE_MS)]);
    await this.#closeObjects(isAway);
    await this.backend.close();
  }

  /**
   * Workers whose store takes no writes would ask for jobs without a pause, and each question may lose one: BullMQ's scripts stop half
   * way. They come back with the store.
   */
  async #retreat(): Promise<void> {
    this.#refused = true;
    if (this.#identity === null) return;
    this.#identity = null;
    await this.#closeObjects(true);
  }

  /** Opens queues and workers. When it fails, {@link heal} begins again. */
  async #open(): Promise<void> {
    this.#identity = null;
    const identity = await this.backend.prepare();
    for (const name of QUEUE_NAMES) {
      const queue = this.backend.openQueue(name);
      queue.on('error', (error) => this.#report(name, error));
      this.#queues.set(name, queue);
      await queue.waitUntilReady();
      if (this.#processor !== null) await this.#openWorker(name, this.#processor);
    }
    this.#identity = identity;
    this.#note(null);
    if (this.#refused) this.#sweep();
  }

  async #openWorker(name: QueueName, processor: JobProcessor): Promise<void> {
    const { concurrency } = this;
    const worker = this.backend.openWorker(name, {
      concurrency,
      handle: (job) => this.#handle(job, processor),
    });
    worker.on('error', (error) => this.#report(name, error));
    this.#workers.push(worker);
    // It runs once it is ready: one that runs without its schema spins and blocks the whole process.
    await worker.waitUntilReady();
    worker.run().catch((error: unknown) => this.#report(name, error));
  }

  async #handle({ outboxId }: StoredJob, processor: JobProcessor): Promise<void> {
    this.#lastTakenAt = new Date();
    const running = processor(outboxId);
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Jobs that lost their place when a script stopped half way would stay for ever. */
  #sweep(): void {
    this.#refused = false;
    for (const [name, queue] of this.#queues)
      queue.removeOrphanedJobs().catch((error: unknown) => this.#report(name, error));
  }

  async #noting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const fault = this.backend.explain(error);
      this.#note(fault);
      throw fault;
    }
  }

  #note(error: unknown): void {
    this.#fault = error === null ? null : messageOf(error);
    jobStoreUp.set(error === null ? 1 : 0);
  }

  /** Tells a reason once in a while: workers without their store repeat it without a pause. */
  #report(queue: QueueName, error: unknown): void {
    const reason = messageOf(error);
    if (!this.#seldom.isDue(reason)) return;
    this.logger.warn({ queue, reason }, 'job store error');
  }

  #queue(name: QueueName): BullQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new Error(`The job store is not open: ${this.#fault ?? 'closed'}`);
    return queue;
  }

  /** @param force does not wait for running jobs: their rows are leased and will be handed over again */
  async #closeObjects(force: boolean): Promise<void> {
    const closing = Promise.allSettled([
      ...this.#workers.map((worker) => worker.close(force)),
      ...[...this.#queues.values()].map((queue) => queue.close()),
    ]);
    this.#workers = [];
    this.#queues = new Map();
    await Promise.race([closing, force ? pause(FORCED_MS) : this.#idleFor(GRACE_MS), pause(PATIENCE_MS)]);
    this.backend.release();
  }

  /** Resolves when no job runs. */
  async #idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  /** Resolves when none has been running for so long. */
  async #idleFor(ms: number): Promise<void> {
    do {
      await this.#idle();
      await pause(ms);
    } while (this.#running.size > 0);
  }
}
