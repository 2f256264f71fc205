import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource, type QueryRunner } from 'typeorm';
import { newId } from '#libs/common';
import { createDataSource } from '#libs/database';
import { Catalogue1795200000000 } from '../../libs/database/migrations/1795200000000-catalogue.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('the migration to the catalogue', () => {
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

  it('gives products of the first tables their new shape and their first kept version, and goes back', async () => {
    const migration = new Catalogue1795200000000();
    await migration.down(runner);
    const [organisation, full, bare] = [newId(), newId(), newId()];
    await database.sql(`INSERT INTO organisation (id, kind, name) VALUES ($1, 'sme', 'x')`, [organisation]);
    await database.sql(
      `INSERT INTO product (id, organisation_id, sku, name, version, certificates, first_unit) VALUES
         ($1, $3, 'A', 'A', 4, '["CE", "CQC"]', '{"kind": "material", "validTo": null}'), ($2, $3, 'B', 'B', 1, '[]', NULL)`,
      [full, bare, organisation],
    );
    await migration.up(runner);
    const held = (name: string) => ({ name, number: null, issuer: null, issuedOn: null, validTo: null });
    const listing = { kind: 'material', validTo: null, softwareVersion: null, anchorProject: null };
    expect(
      await database.sql('SELECT certificates, first_unit, stages, price FROM product ORDER BY sku'),
    ).toEqual([
      { certificates: [held('CE'), held('CQC')], first_unit: listing, stages: [], price: null },
      { certificates: [], first_unit: null, stages: [], price: null },
    ]);
    const kept = await database.sql(
      'SELECT product_id AS id, version, data, changed_by FROM product_version ORDER BY version DESC',
    );
    expect(kept).toMatchObject([
      {
        ...{ id: full, version: 4, changed_by: null },
        data: { sku: 'A', status: 'draft', certificates: [held('CE'), held('CQC')], firstUnit: listing },
      },
      { id: bare, version: 1, data: { regionsServed: null, stages: [] } },
    ]);
    await migration.down(runner);
    expect(await database.sql('SELECT certificates, first_unit FROM product ORDER BY sku')).toEqual([
      { certificates: ['CE', 'CQC'], first_unit: { kind: 'material', validTo: null } },
      { certificates: [], first_unit: null },
    ]);
    await migration.up(runner);
  });
});
