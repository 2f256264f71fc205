import { type DataSource } from 'typeorm';
import { BootError } from '#libs/common';

/** Connections that one part of a process may open at most. */
export interface ConnectionPart {
  readonly name: string;
  readonly max: number;
}

/**
 * Refuses the start when this process could not open all the connections it is built for (six BullMQ queues with defaults
 * once used 100). What other processes hold now is counted as the server reports it.
 * @throws BootError with the sum, part by part
 */
export async function assertConnectionBudget(
  dataSource: DataSource,
  parts: readonly ConnectionPart[],
): Promise<void> {
  // Of sessions of other roles these columns are all that a role without pg_read_all_stats is shown.
  const rows: { limit: number; others: number }[] = await dataSource.query(
    `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
              - coalesce(current_setting('reserved_connections', true)::int, 0) AS "limit",
            (SELECT count(*)::int FROM pg_stat_activity
              WHERE datid IS NOT NULL AND usesysid IS NOT NULL AND pid <> pg_backend_pid()) AS others`,
  );
  const server = rows[0];
  if (server === undefined) return;
  const own = parts.reduce((sum, part) => sum + part.max, 0);
  if (own + server.others <= server.limit) return;
  const detail = parts.map((part) => `${part.name} ${part.max}`).join(' + ');
  throw new BootError(
    `PostgreSQL allows ${server.limit} connections, ${server.others} are in use and this process may open ${own} (${detail}). ` +
      'Raise max_connections or lower DATABASE_POOL_SIZE.',
  );
}
