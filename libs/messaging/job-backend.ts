import { type JobsOptions } from 'bullmq';
import { type QueueName } from './job-registry.js';

/** What a job in the store holds: the outbox row has the rest and is the truth. */
export interface StoredJob {
  readonly outboxId: string;
}

/** What the job store uses of a BullMQ queue, on whatever it stands. */
export interface BullQueue {
  addBulk(jobs: { name: string; data: StoredJob; opts: JobsOptions }[]): Promise<unknown>;
  getJobState(id: string): Promise<string>;
  removeOrphanedJobs(): Promise<number>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** What the job store uses of a BullMQ worker. */
export interface BullWorker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  close(force: boolean): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** What every worker is opened with, on either backend. */
export interface WorkerWork {
  readonly concurrency: number;
  readonly handle: (job: StoredJob) => Promise<void>;
}

/** The store does not answer now. It is nobody's fault, and passes. */
export class StoreAwayError extends Error {
  override readonly name = 'StoreAwayError';
}

/** The store answers and takes no writes: it is full, a replica, or cannot save. Its workers would try without a pause. */
export class StoreRefusesError extends StoreAwayError {}

/**
 * Where BullMQ keeps its jobs: PostgreSQL or Redis. Opens queues and workers with the settings that the place needs, and
 * tells one store from another that took its place.
 */
export interface JobBackend {
  readonly engine: 'PostgreSQL' | 'Redis';
  /** Connections to PostgreSQL that it may open. */
  readonly databaseConnections: number;
  /**
   * Makes what queues need, where it is missing. Called again after {@link release}.
   * @returns identity of the store
   * @throws BootError when the store must not be used as it is set up
   * @throws StoreAwayError when a store that may come and go does not answer
   */
  prepare(): Promise<string>;
  /**
   * Looks whether the store is there and takes writes.
   * @returns its identity; null when what {@link prepare} made is gone
   */
  probe(): Promise<string | null>;
  /** What a failure of a queue means: a text for operators, without secrets. */
  explain(error: unknown): Error;
  openQueue(name: QueueName): BullQueue;
  /** A worker that does not run yet. */
  openWorker(name: QueueName, work: WorkerWork): BullWorker;
  /** Ends what queues and workers were opened on, when they have been closed or will not be. */
  release(): void;
  close(): Promise<void>;
}
