import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getMetadataArgsStorage, type DataSource } from 'typeorm';
import { createDataSource } from '#libs/database';
import { ENTITIES } from '../../apps/entities.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

interface ColumnRow {
  column_name: string;
  data_type: string;
  is_nullable: 'YES' | 'NO';
  is_key: boolean;
}

describe('entities and migrations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource({
      url: database.urls.app,
      name: 'test',
      poolSize: 1,
      entities: ENTITIES,
    }).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const columnsOf = (table: string) =>
    database.sql<ColumnRow>(
      `SELECT c.column_name, CASE c.data_type WHEN 'timestamp with time zone' THEN 'timestamptz' ELSE c.data_type END AS data_type,
              c.is_nullable,
              EXISTS (SELECT 1 FROM information_schema.key_column_usage k JOIN information_schema.table_constraints t
                        USING (constraint_schema, constraint_name)
                       WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name) AS is_key
         FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name = $1 ORDER BY 1`,
      [table],
    );

  it('agree on every column: name, type, nullability, key', async () => {
    expect(dataSource.entityMetadatas).toHaveLength(ENTITIES.length);
    for (const entity of dataSource.entityMetadatas) {
      const wanted = entity.columns
        .map((column) => ({
          column_name: column.databaseName,
          data_type: String(column.type),
          is_nullable: column.isNullable ? 'YES' : 'NO',
          is_key: column.isPrimary,
        }))
        .sort((a, b) => (a.column_name < b.column_name ? -1 : 1));
      expect({ table: entity.tableName, columns: await columnsOf(entity.tableName) }).toEqual({
        table: entity.tableName,
        columns: wanted,
      });
    }
  });

  it('lists every entity class that exists', () => {
    // By name: TypeORM keeps its storage on the real global, where every spec file of a Jest worker leaves its classes.
    const declared = getMetadataArgsStorage().tables.map(({ target }) =>
      typeof target === 'function' ? target.name : target,
    );
    expect(ENTITIES.map((entity) => entity.name).sort()).toEqual([...new Set(declared)].sort());
  });
});
