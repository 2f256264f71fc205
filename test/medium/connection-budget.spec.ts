import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { BootError } from '#libs/common';
import { assertConnectionBudget, createDataSource } from '#libs/database';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('the connection budget', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let limit: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = { url: database.urls.worker, name: 'gonglian-test-budget', poolSize: 2, entities: [] };
    dataSource = await createDataSource(options).initialize();
    const [row] = await database.sql<{ limit: number }>(
      `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                - current_setting('reserved_connections')::int AS "limit"`,
    );
    limit = row!.limit;
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('lets a process start that fits', async () => {
    await expect(
      assertConnectionBudget(dataSource, [
        { name: 'pool', max: 10 },
        { name: 'BullMQ', max: 8 },
      ]),
    ).resolves.toBeUndefined();
  });

  it('refuses one that alone is too large, and says what it is made of', async () => {
    const start = assertConnectionBudget(dataSource, [
      { name: 'worker pool', max: limit },
      { name: 'BullMQ', max: 8 },
    ]);
    await expect(start).rejects.toBeInstanceOf(BootError);
    await expect(start).rejects.toThrow(`PostgreSQL allows ${limit} connections`);
    await expect(start).rejects.toThrow(`may open ${limit + 8} (worker pool ${limit} + BullMQ 8)`);
    await expect(start).rejects.toThrow('DATABASE_POOL_SIZE');
  });

  it('counts what others hold: the whole limit fits only a server that nobody uses', async () => {
    // The test's own connection as the owner is one of the others.
    await database.sql('SELECT 1');
    await expect(assertConnectionBudget(dataSource, [{ name: 'pool', max: limit }])).rejects.toThrow(
      /[1-9]\d* are in use/,
    );
  });
});
