import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type INestApplicationContext } from '@nestjs/common';
import { APP_ROLE, type EmbeddedPostgres, migrate, startEmbeddedPostgres, WORKER_ROLE } from '#libs/database';
import { type HealthReport } from '#libs/observability';
import { seedReference } from '#libs/reference';
import { type Child } from '../../apps/cli/children.js';
import { LocalRedis } from '../../apps/cli/local-redis.js';
import { dropJobStore, type TestDatabase } from '../support/database.js';
import { apiProcess, workerProcess } from '../support/processes.js';
import { asOperator } from '../support/operator.js';
import { openServices } from '../support/services.js';

/** What can be taken away from the platform. */
export const VICTIMS = ['worker', 'api', 'postgres', 'job store'] as const;
export type Victim = (typeof VICTIMS)[number];

/** Where jobs are kept: in the platform's database, or on a Redis of their own. */
export type StoreName = 'postgres' | 'redis';

const NAME = 'soak';
/** A victim that is not back after so long will not come back. */
const RECOVERY_MS = 60_000;

/**
 * Settings of API and worker: nothing is cut from the kept set, so that every pair can be expected; statistics stay as they are, so
 * that a pair means the same at its run and at the check; a person does not sign in again.
 */
const ENVIRONMENT = {
  MATCH_KEEP: '500',
  MATCH_KEEP_NEAR: '500',
  MATCH_CANDIDATES: '1000',
  OUTBOX_LEASE_MS: '2000',
  STATS_EVERY_SECONDS: '86400',
  ACCESS_TOKEN_SECONDS: '86400',
  QUESTIONS_PER_DAY: '100000',
  ANSWERS_PER_DAY: '100000',
};

/** A platform of its own, made to be killed: a durable throw-away PostgreSQL that comes up again, API and worker as real processes. */
export class Arena {
  /** Processes that ended though nobody killed them. */
  falls = 0;
  #expected = 0;
  #ended = 0;
  #closing: Promise<void> | null = null;

  private constructor(
    readonly database: TestDatabase,
    readonly api: Child,
    readonly worker: Child,
    /** Where jobs are kept; null keeps them in the database. */
    readonly redis: LocalRedis | null,
    private readonly postgres: EmbeddedPostgres,
  ) {}

  static async open(store: StoreName = 'postgres'): Promise<Arena> {
    const postgres = await startEmbeddedPostgres({
      ...{ checkout: process.cwd(), dataDir: null, durable: true, maxConnections: 100 },
    });
    const closing: (() => Promise<unknown>)[] = [() => postgres.stop()];
    try {
      const database = await openDatabase(postgres);
      closing.push(() => database.drop());
      const redis = store === 'redis' ? await LocalRedis.open({ durable: true }) : null;
      if (redis !== null) closing.push(() => redis.stop());
      const environment = { ...ENVIRONMENT, REDIS_URL: redis?.url ?? '' };
      let arena: Arena | null = null;
      const ended = () => arena?.noteEnd();
      const api = apiProcess(database, environment, ended);
      const worker = workerProcess(database, environment, ended);
      closing.push(
        () => api.stop(),
        () => worker.stop(),
      );
      arena = new Arena(database, api, worker, redis, postgres);
      await Promise.all([api.start(), worker.start()]);
      return arena;
    } catch (error) {
      for (const step of closing.reverse()) await step().catch(() => undefined);
      throw error;
    }
  }

  noteEnd(): void {
    this.#ended += 1;
  }

  /** The real services under the worker's rights, for as long as the work takes. */
  async withServices<T>(work: (services: INestApplicationContext) => Promise<T>): Promise<T> {
    const services = await openServices(this.database, 'worker', {
      MATCH_KEEP: ENVIRONMENT.MATCH_KEEP,
      MATCH_KEEP_NEAR: ENVIRONMENT.MATCH_KEEP_NEAR,
    });
    try {
      return await work(services);
    } finally {
      await services.close();
    }
  }

  /** SIGKILL, or the loss of all that the job store holds; a PostgreSQL is started again, the others come back by themselves. */
  async kill(victim: Victim): Promise<void> {
    const before = { api: this.api.pid, worker: this.worker.pid };
    if (victim === 'job store') await this.#loseJobStore();
    else if (victim === 'postgres') {
      this.postgres.kill();
      await this.postgres.startAgain();
    } else {
      this.#expected += 1;
      process.kill(this[victim].pid ?? 0, 'SIGKILL');
      await this.#until(`the ${victim} is started again`, () =>
        Promise.resolve(this[victim].pid !== before[victim]),
      );
    }
  }

  /**
   * Waits until the platform works again: both processes are ready and, since the kill, a job was done or none was left.
   * @returns milliseconds since `since`
   */
  async recovered(since: number): Promise<number> {
    await this.#until(
      'API and worker are ready',
      async () => (await isReady(this.api)) && isReady(this.worker),
    );
    await this.#until('a job is done', async () => {
      const rows = await this.database.sql<{ works: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM outbox WHERE done_at > $1)
             OR NOT EXISTS (SELECT 1 FROM outbox WHERE status IN ('pending', 'sent') AND available_at <= now()) AS works`,
        [new Date(since)],
      );
      return rows[0]?.works === true;
    });
    const took = Date.now() - since;
    this.falls += Math.max(0, this.#ended - this.#expected);
    this.#ended = this.#expected = 0;
    return took;
  }

  async #loseJobStore(): Promise<void> {
    if (this.redis === null) await dropJobStore(this.database);
    else await asOperator(this.redis.url, (redis) => redis.flushall());
  }

  async #until(what: string, check: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + RECOVERY_MS;
    for (;;) {
      if (await check().catch(() => false)) return;
      if (Date.now() > until || this.#closing !== null)
        throw new Error(`Not within ${RECOVERY_MS} ms: ${what}`);
      await sleep(50);
    }
  }

  /** Ends everything, with its data. May be called again. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      await Promise.all([this.api.stop(), this.worker.stop()]);
      await this.database.drop();
      await this.redis?.stop();
      await this.postgres.stop();
    })();
    return this.#closing;
  }
}

async function isReady(child: Child): Promise<boolean> {
  return (await readiness(child)).ok;
}

/** What a process says of itself. @throws Error when it does not answer soon */
export async function readiness(child: Child): Promise<HealthReport> {
  const response = await fetch(new URL('/ready', child.url), { signal: AbortSignal.timeout(2_000) });
  const report = (await response.json()) as HealthReport;
  return { ...report, ok: response.status === 200 };
}

async function openDatabase(postgres: EmbeddedPostgres): Promise<TestDatabase> {
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${NAME}`);
  } finally {
    await client.end();
  }
  const passwords = { app: randomBytes(12).toString('hex'), worker: randomBytes(12).toString('hex') };
  await migrate(postgres.url(NAME), passwords, seedReference);
  const pool = new pg.Pool({ connectionString: postgres.url(NAME), max: 3 });
  pool.on('error', () => undefined);
  return {
    name: NAME,
    urls: {
      owner: postgres.url(NAME),
      app: postgres.url(NAME, APP_ROLE, passwords.app),
      worker: postgres.url(NAME, WORKER_ROLE, passwords.worker),
    },
    sql: async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...parameters])).rows,
    // The server's data goes as a whole.
    drop: () => pool.end(),
  };
}
