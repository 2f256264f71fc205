import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource, type QueryRunner } from 'typeorm';
import { createDataSource } from '#libs/database';
import { Intake1795800000000 } from '../../libs/database/migrations/1795800000000-intake.js';
import { ImportService1795900000000 } from '../../libs/database/migrations/1795900000000-import-service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** Everything that the migration touches: columns, grants and policies. */
const SHAPE = `
SELECT table_name || '.' || column_name || ' ' || data_type AS line FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT grantee || ' ' || privilege_type || ' ' || table_name FROM information_schema.role_table_grants
  WHERE grantee LIKE 'gonglian%'
UNION ALL SELECT grantee || ' ' || privilege_type || ' ' || table_name || '.' || column_name FROM information_schema.column_privileges
  WHERE grantee LIKE 'gonglian%'
UNION ALL SELECT tablename || ' ' || policyname || ' ' || cmd FROM pg_policies
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
ORDER BY line`;

describe('the migration to imports', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let runner: QueryRunner;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { owner: url } = database.urls;
    dataSource = await createDataSource({ url, name: 'test', poolSize: 1, entities: [] }).initialize();
    runner = dataSource.createQueryRunner();
  });

  afterAll(async () => {
    await runner.release();
    await dataSource.destroy();
    await database.drop();
  });

  it('goes back without a trace and comes again as it was', async () => {
    const shape = async () => (await database.sql<{ line: string }>(SHAPE)).map(({ line }) => line);
    const [migration, later] = [new Intake1795800000000(), new ImportService1795900000000()];
    const last = await shape();
    await later.down(runner);
    const after = await shape();
    expect(after.filter((line) => /touched_at|app_read_news|import_chunk app_read/.test(line))).toEqual([]);
    expect(last).toContain('import_chunk app_read SELECT');
    await migration.down(runner);
    const before = await shape();
    expect(
      before.filter((line) => /import_|external_ref|organisation_source|worker_tenant/.test(line)),
    ).toEqual([]);
    expect(before).toContain('gonglian_worker UPDATE need.status');
    expect(before).not.toContain('gonglian_worker INSERT need');
    await migration.up(runner);
    expect(await shape()).toEqual(after);
    await later.up(runner);
    expect(await shape()).toEqual(last);
  });
});
