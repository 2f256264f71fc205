import pg from 'pg';
import { type Logger } from '#libs/observability';

/**
 * Connections of the job store. Losing them is never the end of the process: what was under way fails, and is tried again.
 * @param max connections at most
 * @param schema where the store's tables are looked for
 */
export function openJobPool(url: string, max: number, schema: string, logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'gonglian-jobs',
    max,
    keepAlive: true,
    options: `-c search_path=${schema}`,
  });
  // A client that drops while it is taken out and no statement runs on it tells nobody but its own listeners, and without one ends the
  // process: BullMQ looks at its schema on such clients.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // The same for one that lies idle.
  pool.on('error', (error) => logger.warn({ err: error }, 'job store connection lost'));
  // Every queue and worker listens for its errors.
  return pool.setMaxListeners(0);
}
