import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type DataSource, type QueryRunner } from 'typeorm';
import { createDataSource } from '#libs/database';
import { Meilisearch1796000000000 } from '../../libs/database/migrations/1796000000000-meilisearch.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const SHAPE = `
SELECT table_name || '.' || column_name || ' ' || data_type AS line FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT grantee || ' ' || privilege_type || ' ' || table_name FROM information_schema.role_table_grants
  WHERE grantee LIKE 'gonglian%'
UNION ALL SELECT grantee || ' ' || privilege_type || ' ' || object_name FROM information_schema.usage_privileges
  WHERE grantee LIKE 'gonglian%'
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
ORDER BY line`;

const TABLES = ['index_state', 'meili_change', 'meili_set_aside', 'meili_task'];

describe('the tables of what Meilisearch holds', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let runner: QueryRunner;
  let app: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { owner: url } = database.urls;
    dataSource = await createDataSource({ url, name: 'test', poolSize: 1, entities: [] }).initialize();
    runner = dataSource.createQueryRunner();
    app = new pg.Client({ connectionString: database.urls.app });
    await app.connect();
  });
  afterAll(async () => {
    await app.end();
    await runner.release();
    await dataSource.destroy();
    await database.drop();
  });

  it.each(TABLES)('the API neither reads nor writes %s', async (table) => {
    await expect(app.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
    await expect(app.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
  });

  it('the API reads which index is live, and changes nothing of it', async () => {
    expect((await app.query('SELECT * FROM meili_index')).rows).toEqual([]);
    const writes = [
      "INSERT INTO meili_index (kind, uid, settings, phase) VALUES ('product', 'x', 'x', 'making')",
      "UPDATE meili_index SET uid = 'x'",
      'DELETE FROM meili_index',
    ];
    for (const write of writes) await expect(app.query(write)).rejects.toThrow(/permission denied/);
    await expect(app.query("SELECT nextval('meili_change_sequence')")).rejects.toThrow(/permission denied/);
  });

  it('of a kind at most one is live and one is being built', async () => {
    const add = (phase: string) =>
      database.sql(
        'INSERT INTO meili_index (kind, uid, settings, phase, is_live) VALUES ($1, $2, $2, $3, $4)',
        ['product', 'x', phase, phase === 'live'],
      );
    await add('live');
    await add('making');
    await expect(add('live')).rejects.toThrow(/meili_index_live_key/);
    await expect(add('swapping')).rejects.toThrow(/meili_index_building_key/);
    await expect(
      database.sql("UPDATE meili_index SET is_live = true WHERE phase = 'making'"),
    ).rejects.toThrow();
    await database.sql('DELETE FROM meili_index');
  });

  it('goes back without a trace and comes again as it was', async () => {
    const shape = async () => (await database.sql<{ line: string }>(SHAPE)).map(({ line }) => line);
    const migration = new Meilisearch1796000000000();
    const after = await shape();
    await migration.down(runner);
    expect((await shape()).filter((line) => /meili|index_state/.test(line))).toEqual([]);
    await migration.up(runner);
    expect(await shape()).toEqual(after);
  });
});
