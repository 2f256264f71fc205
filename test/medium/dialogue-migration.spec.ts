import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource, type QueryRunner } from 'typeorm';
import { newId } from '#libs/common';
import { createDataSource } from '#libs/database';
import { Dialogue1795600000000 } from '../../libs/database/migrations/1795600000000-dialogue.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('the migration to what the two sides say', () => {
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

  it('gives earlier declines a code and goes back, with what the old table can hold', async () => {
    const migration = new Dialogue1795600000000();
    await migration.down(runner);
    const [organisation, user, need, product] = [newId(), newId(), newId(), newId()];
    await database.sql(`INSERT INTO organisation (id, kind, name) VALUES ($1, 'soe', 'x')`, [organisation]);
    await database.sql(
      `INSERT INTO user_account (id, email, name, password_hash) VALUES ($1, 'x', 'x', '')`,
      [user],
    );
    await database.sql(
      `INSERT INTO need (id, organisation_id, kind, title) VALUES ($1, $2, 'procurement', 'x')`,
      [need, organisation],
    );
    await database.sql(`INSERT INTO product (id, organisation_id, sku, name) VALUES ($1, $2, 'x', 'x')`, [
      product,
      organisation,
    ]);
    const decide = (kind: string, reason: string | null, more = '') =>
      database.sql(
        `INSERT INTO decision (id, organisation_id, actor_user_id, need_id, product_id, kind, reason${more === '' ? '' : ', reason_code'})
         VALUES ($1, $2, $3, $4, $5, $6, $7${more === '' ? '' : `, '${more}'`})`,
        [newId(), organisation, user, need, product, kind, reason],
      );
    await decide('decline', '价格');
    await decide('shortlist', null);
    await expect(decide('withdraw', null)).rejects.toMatchObject({ code: '23514' });
    await migration.up(runner);
    expect(await database.sql('SELECT kind, reason, reason_code FROM decision ORDER BY id')).toEqual([
      { kind: 'decline', reason: '价格', reason_code: 'other' },
      { kind: 'shortlist', reason: null, reason_code: null },
    ]);
    await decide('withdraw', null);
    await decide('decline', null, 'delivery');
    await expect(decide('decline', null)).rejects.toMatchObject({ code: '23514' });
    await expect(decide('decline', null, 'mood')).rejects.toMatchObject({ code: '23514' });
    await migration.down(runner);
    expect(await database.sql('SELECT kind, reason FROM decision ORDER BY id')).toEqual([
      { kind: 'decline', reason: '价格' },
      { kind: 'shortlist', reason: null },
      { kind: 'decline', reason: 'delivery' },
    ]);
    await expect(decide('decline', null)).rejects.toMatchObject({ code: '23514' });
    await migration.up(runner);
  });
});
