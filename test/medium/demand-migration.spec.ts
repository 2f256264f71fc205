import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource, type QueryRunner } from 'typeorm';
import { newId } from '#libs/common';
import { createDataSource } from '#libs/database';
import { Demand1795300000000 } from '../../libs/database/migrations/1795300000000-demand.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('the migration to the full need', () => {
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

  it('gives needs of the first tables their first kept version, and goes back past the new conditions', async () => {
    const migration = new Demand1795300000000();
    await migration.down(runner);
    const [organisation, need, clause] = [newId(), newId(), newId()];
    await database.sql(`INSERT INTO organisation (id, kind, name) VALUES ($1, 'soe', 'x')`, [organisation]);
    await database.sql(
      `INSERT INTO need (id, organisation_id, kind, title, body, status, version, deadline)
         VALUES ($1, $2, 'procurement', 'A', 'B', 'open', 4, '2026-05-01T08:00:00+08:00')`,
      [need, organisation],
    );
    const write = (id: string, position: number, condition: object) =>
      database.sql(
        `INSERT INTO clause (id, need_id, organisation_id, position, hard, disclosure, text, condition)
           VALUES ($1, $2, $3, $4, true, 'public', 't', $5)`,
        [id, need, organisation, position, JSON.stringify(condition)],
      );
    const gate = { type: 'qualification', gate: 'track_record' };
    await write(clause, 0, gate);
    await migration.up(runner);
    expect(
      await database.sql('SELECT need_id AS id, version, data, changed_by FROM need_version'),
    ).toMatchObject([
      {
        ...{ id: need, version: 4, changed_by: null },
        data: {
          ...{ kind: 'procurement', title: 'A', body: 'B', status: 'open', chainNodes: [], budget: null },
          ...{ deadline: '2026-05-01T00:00:00.000Z', membersPart: '', closeReason: null },
          clauses: [{ id: clause, hard: true, disclosure: 'public', text: 't', span: null, condition: gate }],
        },
      },
    ]);
    await database.sql('UPDATE clause SET condition = $2 WHERE id = $1', [
      clause,
      JSON.stringify({ ...gate, trackRecord: { minCount: 3 } }),
    ]);
    await write(newId(), 1, { type: 'price', max: 1, currency: 'CNY', per: '台' });
    await write(newId(), 2, { type: 'first_unit', kind: 'material', minLevel: 'national' });
    await migration.down(runner);
    expect(await database.sql('SELECT condition FROM clause ORDER BY position')).toEqual([
      { condition: gate },
      { condition: { type: 'text' } },
      { condition: { type: 'first_unit', kind: 'material' } },
    ]);
    await migration.up(runner);
  });
});
