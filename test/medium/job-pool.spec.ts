import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openJobPool } from '../../libs/messaging/job-pool.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { silentLogger } from '../support/jobs.js';

describe('connections of the job store', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await database.drop();
  });

  it.each(['taken out', 'idle'])('that are cut while %s do not end the process', async (state) => {
    const pool = openJobPool(database.urls.worker, 2, 'public', silentLogger);
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    if (state === 'idle') client.release();
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    await database.sql('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    if (state === 'taken out') client.release(true);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});
