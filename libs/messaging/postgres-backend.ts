import { createPostgresBackend, type PgPool, runMigrations, withBackend } from 'bullmq';
import type pg from 'pg';
import { openJobPool } from './job-pool.js';
import { messageOf } from '#libs/common';
import { type Logger } from '#libs/observability';
import {
  type BullQueue,
  type BullWorker,
  type JobBackend,
  type StoredJob,
  type WorkerWork,
} from './job-backend.js';
import { QUEUE_NAMES, type QueueName } from './job-registry.js';

const { Queue, Worker } = withBackend(createPostgresBackend);

const SCHEMA = 'bullmq';

/** BullMQ in a schema of the platform's own database. One shared pool: with their defaults six queues used 100 connections. */
export class PostgresBackend implements JobBackend {
  readonly engine = 'PostgreSQL';
  /** A LISTEN connection per worker, and room for their queries. */
  readonly databaseConnections = QUEUE_NAMES.length + 5;

  readonly #pool: pg.Pool;
  /** The same pool; BullMQ types pools structurally, in a way that the types of pg do not meet. */
  readonly #connection: PgPool;

  /** @param url of the worker's login */
  constructor(url: string, logger: Logger) {
    this.#pool = openJobPool(url, this.databaseConnections, SCHEMA, logger);
    this.#connection = this.#pool as unknown as PgPool;
  }

  async prepare(): Promise<string> {
    const client = await this.#pool.connect();
    try {
      await runMigrations(client, SCHEMA);
    } finally {
      client.release();
    }
    const identity = await this.probe();
    if (identity === null) throw new Error('The schema of the job store is gone again');
    return identity;
  }

  /** A schema made anew has tables of other identity. */
  async probe(): Promise<string | null> {
    const { rows } = await this.#pool.query<{ id: string | null }>(
      `SELECT to_regclass('${SCHEMA}.migration')::oid::text AS id`,
    );
    return rows[0]?.id ?? null;
  }

  explain(error: unknown): Error {
    return error instanceof Error ? error : new Error(messageOf(error));
  }

  openQueue(name: QueueName): BullQueue {
    return new Queue<StoredJob>(name, { connection: this.#connection });
  }

  openWorker(name: QueueName, { concurrency, handle }: WorkerWork): BullWorker {
    return new Worker<StoredJob>(name, (job) => handle(job.data), {
      connection: this.#connection,
      autorun: false,
      concurrency,
      // Polls at least this often, so that a lost NOTIFY costs a second and not a minute.
      drainDelay: 1,
      runRetryDelay: 1_000,
      maxStalledCount: 1,
    });
  }

  release(): void {
    // The pool outlives queues and workers; each gives back what it took.
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
