import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource, type QueryRunner } from 'typeorm';
import { newId } from '#libs/common';
import { createDataSource } from '#libs/database';
import { Runs1795500000000 } from '../../libs/database/migrations/1795500000000-runs.js';
import { Intake1795800000000 } from '../../libs/database/migrations/1795800000000-intake.js';
import { ImportService1795900000000 } from '../../libs/database/migrations/1795900000000-import-service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('the migration to runs that can be watched', () => {
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

  it('takes runs of before as finished ones, and goes back without those that are not', async () => {
    const migration = new Runs1795500000000();
    // Imports name their batch: what came later goes first, as it does when migrations are undone in order.
    await new ImportService1795900000000().down(runner);
    await new Intake1795800000000().down(runner);
    await migration.down(runner);
    const [organisation, need] = [newId(), newId()];
    await database.sql(`INSERT INTO organisation (id, kind, name) VALUES ($1, 'soe', 'x')`, [organisation]);
    await database.sql(
      `INSERT INTO need (id, organisation_id, kind, title) VALUES ($1, $2, 'procurement', 'x')`,
      [need, organisation],
    );
    const run = `INSERT INTO match_run (id, need_id, organisation_id, need_version, sequence, outbox_id, cause, stats_number,
                   rules_version, evaluated, diff, finished_at)
                 VALUES (uuidv7(), $1, $2, 1, $3, uuidv7(), $4, 0, 'r', 7, '{"added": [], "removed": [], "changed": []}', '2026-01-01Z')`;
    await database.sql(run, [need, organisation, 1, 'need.published']);
    await database.sql(run, [need, organisation, 2, 'product.updated']);
    await migration.up(runner);
    const rows = await database.sql(
      'SELECT kind, state, candidates, queued_at = finished_at AS "atOnce" FROM match_run ORDER BY sequence',
    );
    expect(rows).toEqual([
      { kind: 'forward', state: 'finished', candidates: 7, atOnce: true },
      { kind: 'reverse', state: 'finished', candidates: 7, atOnce: true },
    ]);
    await database.sql(
      `INSERT INTO match_run (id, need_id, organisation_id, need_version, outbox_id, cause, state)
       VALUES (uuidv7(), $1, $2, 1, uuidv7(), 'requested', 'queued')`,
      [need, organisation],
    );
    await migration.down(runner);
    expect(await database.sql('SELECT sequence FROM match_run ORDER BY sequence')).toEqual([
      { sequence: 1 },
      { sequence: 2 },
    ]);
    await migration.up(runner);
  });
});
