import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { APP_ROLE, migrate, startEmbeddedPostgres, WORKER_ROLE } from '#libs/database';
import { seedReference } from '#libs/reference';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const TEMPLATE = 'gonglian_template';

/**
 * Once a run: a real PostgreSQL, migrated by the real migrations into a template database, of which every spec file takes a
 * copy. Plain JavaScript from the build, because Jest loads this file without its transforms.
 */
export default async function globalSetup() {
  const postgres = await startEmbeddedPostgres({
    checkout: ROOT,
    dataDir: null,
    durable: false,
    maxConnections: 300,
  });
  globalThis.gonglianPostgres = postgres;
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const passwords = { app: randomBytes(12).toString('hex'), worker: randomBytes(12).toString('hex') };
  await migrate(postgres.url(TEMPLATE), passwords, seedReference);
  process.env.GONGLIAN_TEST_SERVER = JSON.stringify({
    template: TEMPLATE,
    owner: postgres.url('{database}'),
    app: postgres.url('{database}', APP_ROLE, passwords.app),
    worker: postgres.url('{database}', WORKER_ROLE, passwords.worker),
  });
}
