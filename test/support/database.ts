import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { grantDatabase } from '#libs/database';

interface Server {
  template: string;
  owner: string;
  app: string;
  worker: string;
}

/** A migrated database of its own for one spec file. */
export interface TestDatabase {
  readonly name: string;
  /** URLs by role; the owner bypasses row-level security and is for checking only. */
  readonly urls: { readonly owner: string; readonly app: string; readonly worker: string };
  /** Runs SQL as the owner. */
  sql<Row extends object>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

function server(): Server {
  const text = process.env.GONGLIAN_TEST_SERVER;
  if (text === undefined) throw new Error('globalSetup did not run: start the tests with `npm test`');
  return JSON.parse(text) as Server;
}

const url = (pattern: string, database: string) =>
  pattern.replace('%7Bdatabase%7D', database).replace('{database}', database);

async function asOwner(database: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url(server().owner, database) });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Copies the migrated template: real migrations at the price of a file copy. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { template, owner, app, worker } = server();
  const name = `t_${process.env.JEST_WORKER_ID ?? '0'}_${randomBytes(4).toString('hex')}`;
  await asOwner('postgres', async (client) => {
    // Two copies at once would find the template in use by each other.
    await client.query('SELECT pg_advisory_lock(42)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  await asOwner(name, grantDatabase);
  const pool = new pg.Pool({ connectionString: url(owner, name), max: 2 });
  pool.on('error', () => undefined);
  return {
    name,
    urls: { owner: url(owner, name), app: url(app, name), worker: url(worker, name) },
    sql: async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...parameters])).rows,
    drop: async () => {
      await pool.end();
      await asOwner('postgres', (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Drops BullMQ's schema under running workers; they hold locks in another order, so the server may pick the drop as a victim. */
export async function dropJobStore(database: TestDatabase): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await database.sql('DROP SCHEMA IF EXISTS bullmq CASCADE');
      return;
    } catch (error) {
      const deadlock = (error as { code?: string }).code === '40P01';
      if (!deadlock || tries === 20) throw error;
    }
  }
}
