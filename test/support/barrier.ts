import pg from 'pg';
import { type TestDatabase } from './database.js';
import { eventually } from './processes.js';

const LOCK = 4_711;

/** A statement at which every process stops until the barrier is opened. */
export interface Barrier {
  /** Waits until a process stands at it. */
  reached(withinMs?: number): Promise<void>;
  open(): Promise<void>;
}

/**
 * Puts a barrier before a statement: a trigger that waits for a lock which the test holds. The process under test is as it
 * is in production, and can be killed between two given steps without luck.
 * @param table that the statement writes
 * @param event `DELETE` stops a whole statement, which has chosen what it sees and touched no row yet; it takes no condition
 * @param when condition on OLD and NEW, such as `NEW.status = 'done'`
 */
export async function putBarrier(
  database: TestDatabase,
  table: string,
  event: 'INSERT' | 'UPDATE' | 'DELETE',
  when = 'true',
): Promise<Barrier> {
  const each = event === 'DELETE' ? 'STATEMENT' : `ROW WHEN (${when})`;
  const holder = new pg.Client({ connectionString: database.urls.owner });
  // A server that is killed takes the lock with it: whoever stood there is gone too.
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('SELECT pg_advisory_lock($1)', [LOCK]);
  await holder.query(
    `CREATE OR REPLACE FUNCTION public.test_barrier() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${LOCK}); RETURN NEW; END $$;
     CREATE TRIGGER test_barrier BEFORE ${event} ON ${table} FOR EACH ${each} EXECUTE FUNCTION public.test_barrier()`,
  );
  return {
    reached: (withinMs) =>
      eventually(
        `a process stands before ${event} on ${table}`,
        async () => {
          const waiting = await database.sql(
            `SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database
              WHERE locktype = 'advisory' AND objid = $1 AND NOT granted AND datname = current_database()`,
            [LOCK],
          );
          return waiting.length > 0;
        },
        withinMs,
      ),
    open: async () => {
      await holder.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
      await holder.end().catch(() => undefined);
      // Not by the holder: it may have been lost with its server. Gone with its table when the job store was dropped.
      await database.sql(`DROP TRIGGER IF EXISTS test_barrier ON ${table}`);
    },
  };
}
