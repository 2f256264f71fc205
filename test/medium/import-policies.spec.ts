import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { newId } from '#libs/common';
import { type TenantScope } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { insertFile, prepareImportRows } from '../support/leak-import.js';
import { openServices, registerMember } from '../support/services.js';
import { registerColleague } from '../support/stage.js';

const NOBODY: TenantScope = { actor: 'anonymous', organisationId: null, userId: null };
const DENIED = { code: '42501' };

describe('row-level security of imports, past the services with plain SQL', () => {
  let database: TestDatabase;
  let worker: INestApplicationContext;
  let app: pg.Client;
  let ids: { suppliersUpload: string; suppliersImport: string };
  const open = newId();
  const who = {} as Record<'supplier' | 'colleague' | 'other' | 'operator', OrgScope>;

  /** One transaction as UnitOfWork would open it, rolled back at the end. */
  async function as(scope: TenantScope, sql: string, parameters: readonly unknown[] = []) {
    await app.query('BEGIN');
    try {
      await app.query(
        `SELECT set_config('gonglian.actor', $1, true), set_config('gonglian.organisation_id', $2, true),
                set_config('gonglian.user_id', $3, true), set_config('gonglian.role', $4, true)`,
        [scope.actor, scope.organisationId ?? '', scope.userId ?? '', scope.role ?? ''],
      );
      return (await app.query(sql, [...parameters])).rowCount ?? 0;
    } finally {
      await app.query('ROLLBACK');
    }
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    worker = await openServices(database, 'worker');
    app = new pg.Client({ connectionString: database.urls.app });
    await app.connect();
    const supplier = await registerMember(worker, 'sme', 'sme_admin');
    who.supplier = supplier.scope;
    who.colleague = (await registerColleague(worker, supplier, 'sme_member')).scope;
    who.other = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    who.operator = (await registerMember(worker, 'platform', 'platform_operator')).scope;
    ids = await prepareImportRows(database, who.supplier);
    await insertFile(database, open, who.supplier, false);
    await database.sql(
      `INSERT INTO organisation_source VALUES ('名录', '1', $1, '企业', '电网', now(), now())`,
      [who.supplier.organisationId],
    );
  });

  afterAll(async () => {
    await app.end();
    await worker.close();
    await database.drop();
  });

  it.each(['import_file', 'import_run', 'import_fault', 'organisation_source'])(
    '%s is read by its own organisation only',
    async (table) => {
      const read = `SELECT 1 FROM ${table}`;
      expect(await as(who.supplier, read)).toBeGreaterThan(0);
      expect(await as(who.colleague, read)).toBeGreaterThan(0);
      expect([await as(who.other, read), await as(NOBODY, read)]).toEqual([0, 0]);
    },
  );

  it('bytes are read by their own organisation and the worker, keys by the worker, and it only as the system', async () => {
    await database.sql(
      "INSERT INTO import_chunk (file_id, position, organisation_id, data) VALUES ($1, 0, $2, 'x')",
      [ids.suppliersUpload, who.supplier.organisationId],
    );
    const read = 'SELECT 1 FROM import_chunk';
    expect([await as(who.supplier, read), await as(who.colleague, read)]).toEqual([1, 1]);
    expect([await as(who.other, read), await as(who.operator, read), await as(NOBODY, read)]).toEqual([
      0, 0, 0,
    ]);
    await expect(as(who.supplier, "UPDATE import_chunk SET data = 'y'")).rejects.toMatchObject(DENIED);
    await expect(as(who.supplier, 'SELECT 1 FROM import_key')).rejects.toMatchObject(DENIED);
    const client = new pg.Client({ connectionString: database.urls.worker });
    await client.connect();
    try {
      expect((await client.query('SELECT 1 FROM import_file')).rowCount).toBe(0);
    } finally {
      await client.end();
    }
  });

  it('the moment of the last piece is moved by who uploads, while it comes in', async () => {
    const touch = 'UPDATE import_file SET touched_at = now() WHERE id = $1';
    expect(await as(who.supplier, touch, [open])).toBe(1);
    expect(await as(who.supplier, touch, [ids.suppliersUpload])).toBe(0);
    expect([await as(who.colleague, touch, [open]), await as(who.other, touch, [open])]).toEqual([0, 0]);
  });

  it('bytes are added to an own file that comes in, and to no other', async () => {
    const add = 'INSERT INTO import_chunk (file_id, position, organisation_id, data) VALUES ($1, 7, $2, $3)';
    const of = (scope: OrgScope, file: string) => [file, scope.organisationId, Buffer.from('x')];
    expect(await as(who.supplier, add, of(who.supplier, open))).toBe(1);
    for (const [scope, parameters] of [
      [who.supplier, of(who.supplier, ids.suppliersUpload)],
      [who.colleague, of(who.supplier, open)],
      [who.other, of(who.supplier, open)],
      [who.other, of(who.other, open)],
    ] as const)
      await expect(as(scope, add, parameters)).rejects.toMatchObject(DENIED);
  });

  it('an import is started of an own whole file, in one’s own name, into one’s own organisation', async () => {
    const start = `INSERT INTO import_run (id, organisation_id, started_by, target_organisation_id, file_id, file_name, kind, options,
        status, bytes_total, created_at, updated_at)
      VALUES (uuidv7(), $1, $2, $3, $4, 'x', 'products', '{}', 'queued', 1, now(), now())`;
    const { organisationId: own, userId } = who.supplier;
    expect(await as(who.supplier, start, [own, userId, own, ids.suppliersUpload])).toBe(1);
    const refused: [OrgScope, unknown[]][] = [
      [who.supplier, [own, userId, null, ids.suppliersUpload]],
      [who.supplier, [own, userId, who.other.organisationId, ids.suppliersUpload]],
      [who.supplier, [own, who.colleague.userId, own, ids.suppliersUpload]],
      [who.supplier, [own, userId, own, open]],
      [
        who.other,
        [who.other.organisationId, who.other.userId, who.other.organisationId, ids.suppliersUpload],
      ],
    ];
    for (const [scope, parameters] of refused)
      await expect(as(scope, start, parameters)).rejects.toMatchObject(DENIED);
  });

  it('nobody else cancels it, its counts are the worker’s, and a whole file goes only when nobody imports it', async () => {
    const cancel = 'UPDATE import_run SET cancel_requested = true WHERE id = $1';
    expect(await as(who.colleague, cancel, [ids.suppliersImport])).toBe(1);
    expect(await as(who.other, cancel, [ids.suppliersImport])).toBe(0);
    await expect(as(who.supplier, 'UPDATE import_run SET added = 9')).rejects.toMatchObject(DENIED);
    await expect(as(who.supplier, 'DELETE FROM import_run')).rejects.toMatchObject(DENIED);
    await expect(as(who.supplier, 'DELETE FROM import_fault')).rejects.toMatchObject(DENIED);
    const discard = 'DELETE FROM import_file WHERE id = $1';
    expect(await as(who.colleague, discard, [ids.suppliersUpload])).toBe(1);
    expect(await as(who.colleague, discard, [open])).toBe(0);
    expect(await as(who.other, 'DELETE FROM import_file')).toBe(0);
    await database.sql("UPDATE import_run SET status = 'queued' WHERE id = $1", [ids.suppliersImport]);
    expect(await as(who.supplier, discard, [ids.suppliersUpload])).toBe(0);
  });

  it('what the operator of the machine imported is shown to operators of the platform', async () => {
    const run = newId();
    await database.sql(
      `INSERT INTO import_run (id, file_name, kind, options, status, bytes_total, created_at, updated_at)
       VALUES ($1, 'x', 'products', '{}', 'done', 1, now(), now())`,
      [run],
    );
    const read = 'SELECT 1 FROM import_run WHERE id = $1';
    expect([await as(who.operator, read, [run]), await as(who.supplier, read, [run])]).toEqual([1, 0]);
  });
});
