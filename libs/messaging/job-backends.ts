import { type DataSource } from 'typeorm';
import { type Logger } from '#libs/observability';
import { type JobBackend } from './job-backend.js';
import { PostgresBackend } from './postgres-backend.js';
import { RedisBackend } from './redis-backend.js';

export interface JobBackendOptions {
  /** Of the worker's login to the database. */
  readonly databaseUrl: string;
  /** Null keeps jobs in the database. */
  readonly redisUrl: string | null;
}

/** The backend that the settings ask for. It opens nothing that must be closed before its first `prepare`. */
export async function openJobBackend(
  { databaseUrl, redisUrl }: JobBackendOptions,
  dataSource: DataSource,
  logger: Logger,
): Promise<JobBackend> {
  if (redisUrl === null) return new PostgresBackend(databaseUrl, logger);
  return new RedisBackend({ url: redisUrl, prefix: await prefixOf(dataSource) }, logger);
}

/**
 * Names the database in every key: platforms that share a Redis would take each other's jobs, and find nothing under their ids. A
 * restored backup is another database, and its jobs come from its own outbox.
 */
async function prefixOf(dataSource: DataSource): Promise<string> {
  const [row] = await dataSource.query<{ id: string }[]>(
    `SELECT system_identifier || '-' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS id
       FROM pg_control_system()`,
  );
  return `gonglian:${row?.id ?? ''}`;
}
