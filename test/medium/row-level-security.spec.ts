import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { newId } from '#libs/common';
import { SYSTEM_SCOPE, type TenantScope } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices, registerMember } from '../support/services.js';

/** Tables whose rows belong to nobody: public fields only, statistics, TypeORM's own. */
const PUBLIC_TABLES = [
  'chain',
  'chain_node',
  'chain_relation',
  'index_state',
  'industry_class',
  'meili_change',
  'meili_index',
  'meili_set_aside',
  'meili_task',
  'migration',
  'reference_version',
  'region',
  'search_document',
  'search_parameter',
  'search_term',
  'stats_snapshot',
];

const NOBODY: TenantScope = { actor: 'anonymous', organisationId: null, userId: null };

describe('row-level security, past the services with plain SQL', () => {
  let database: TestDatabase;
  let services: INestApplicationContext;
  let app: pg.Client;
  let worker: pg.Client;
  let soe: OrgScope;
  let colleague: OrgScope;
  let otherSoe: OrgScope;
  let sme: OrgScope;
  let otherSme: OrgScope;
  const ids = {
    draft: newId(),
    published: newId(),
    otherPublished: newId(),
    needDraft: newId(),
    needOpen: newId(),
    needClosed: newId(),
    run: newId(),
    match: newId(),
    decision: newId(),
    notification: newId(),
  };

  /** One transaction as UnitOfWork would open it, rolled back at the end. */
  async function as(
    client: pg.Client,
    scope: TenantScope,
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<{ rows: Record<string, unknown>[]; count: number }> {
    await client.query('BEGIN');
    try {
      await client.query(
        `SELECT set_config('gonglian.actor', $1, true), set_config('gonglian.organisation_id', $2, true),
                set_config('gonglian.user_id', $3, true)`,
        [scope.actor, scope.organisationId ?? '', scope.userId ?? ''],
      );
      const result = await client.query<Record<string, unknown>>(sql, [...parameters]);
      return { rows: result.rows, count: result.rowCount ?? 0 };
    } finally {
      await client.query('ROLLBACK');
    }
  }

  /** Ids of a table that the scope sees, sorted. */
  async function seen(scope: TenantScope, table: string, client = app): Promise<string[]> {
    const { rows } = await as(client, scope, `SELECT id FROM ${table} ORDER BY id`);
    return rows.map((row) => String(row.id));
  }

  const clauseId = (need: string, disclosure: string) =>
    database
      .sql<{ id: string }>('SELECT id FROM clause WHERE need_id = $1 AND disclosure = $2', [need, disclosure])
      .then((rows) => rows[0]!.id);

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await openServices(database, 'worker');
    app = new pg.Client({ connectionString: database.urls.app });
    worker = new pg.Client({ connectionString: database.urls.worker });
    await app.connect();
    await worker.connect();
    soe = (await registerMember(services, 'soe', 'soe_buyer')).scope;
    otherSoe = (await registerMember(services, 'soe', 'soe_buyer')).scope;
    sme = (await registerMember(services, 'sme', 'sme_admin')).scope;
    otherSme = (await registerMember(services, 'sme', 'sme_admin')).scope;
    colleague = { ...soe, userId: (await registerMember(services, 'soe', 'soe_admin')).scope.userId };
    await seed();
  });

  /** As the owner, whom row-level security does not hold. */
  async function seed(): Promise<void> {
    await database.sql(
      `INSERT INTO product (id, organisation_id, sku, name, status) VALUES
         ($1, $4, 'D', '草稿', 'draft'), ($2, $4, 'P', '断路器', 'published'), ($3, $5, 'P', '断路器', 'published')`,
      [ids.draft, ids.published, ids.otherPublished, sme.organisationId, otherSme.organisationId],
    );
    await database.sql(
      `INSERT INTO need (id, organisation_id, kind, title, status) VALUES
         ($1, $4, 'procurement', 'draft', 'draft'), ($2, $4, 'procurement', 'open', 'open'),
         ($3, $4, 'procurement', 'closed', 'closed')`,
      [ids.needDraft, ids.needOpen, ids.needClosed, soe.organisationId],
    );
    for (const need of [ids.needDraft, ids.needOpen, ids.needClosed]) {
      for (const [position, disclosure] of ['public', 'members', 'invited'].entries()) {
        await database.sql(
          `INSERT INTO clause (id, need_id, organisation_id, position, hard, disclosure, text, condition)
           VALUES ($1, $2, $3, $4, true, $5, $5, '{"type":"text"}')`,
          [newId(), need, soe.organisationId, position, disclosure],
        );
      }
    }
    await database.sql(
      `INSERT INTO match_run (id, need_id, organisation_id, need_version, sequence, outbox_id, cause, stats_number,
                              rules_version, evaluated, diff)
       VALUES ($1, $2, $3, 1, 1, $4, 'need.published', 0, 'r', 1, '{}')`,
      [ids.run, ids.needOpen, soe.organisationId, newId()],
    );
    await database.sql(
      `INSERT INTO match (id, need_id, need_organisation_id, need_version, product_id, product_organisation_id,
                          product_version, class, score, relevance, verdicts, stats_number, rules_version, run_id)
       VALUES ($1, $2, $3, 1, $4, $5, 1, 'match', 1, 1, '[]', 0, 'r', $6)`,
      [ids.match, ids.needOpen, soe.organisationId, ids.published, sme.organisationId, ids.run],
    );
    await database.sql(
      `INSERT INTO decision (id, organisation_id, actor_user_id, need_id, product_id, kind)
       VALUES ($1, $2, $3, $4, $5, 'shortlist')`,
      [ids.decision, soe.organisationId, soe.userId, ids.needOpen, ids.published],
    );
    await database.sql(
      `INSERT INTO notification (id, organisation_id, recipient_user_id, kind, subject_id, subject_version, data)
       VALUES ($1, $2, $3, 'match.news', $4, 1, '{}')`,
      [ids.notification, soe.organisationId, soe.userId, ids.needOpen],
    );
    await database.sql(
      `INSERT INTO outbox (id, kind, cause, organisation_id, payload) VALUES ($1, 'search.apply', 'x', $2, '{}'),
                                                                             ($3, 'search.apply', 'x', NULL, '{}')`,
      [newId(), soe.organisationId, newId()],
    );
  }

  afterAll(async () => {
    await app.end();
    await worker.end();
    await services.close();
    await database.drop();
  });

  describe('what a table holds', () => {
    it('is under a policy, or the table is declared public here', async () => {
      const rows = await database.sql<{ name: string; guarded: boolean }>(
        `SELECT c.relname AS name, c.relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) AS guarded
           FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'v', 'f')`,
      );
      expect(rows.length).toBeGreaterThan(PUBLIC_TABLES.length);
      const open = rows.filter((row) => !row.guarded).map((row) => row.name);
      expect(open.sort()).toEqual(PUBLIC_TABLES);
    });

    it('cannot be read or written through a default grant to everybody', async () => {
      const rows = await database.sql<{ name: string }>(
        `SELECT c.relname AS name FROM pg_class c, aclexplode(c.relacl) AS grants
          WHERE c.relnamespace = 'public'::regnamespace AND grants.grantee = 0`,
      );
      expect(rows).toEqual([]);
    });
  });

  describe('the roles', () => {
    it.each(['gonglian_app', 'gonglian_worker'])('%s has no power over the server', async (role) => {
      const [row] = await database.sql(
        `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = $1`,
        [role],
      );
      expect(row).toEqual({
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
      });
    });

    it.each(['gonglian_app', 'gonglian_worker'])('%s owns nothing and is member of nothing', async (role) => {
      const owned = await database.sql(
        `SELECT relname FROM pg_class WHERE relowner = $1::regrole
         UNION ALL SELECT proname FROM pg_proc WHERE proowner = $1::regrole
         UNION ALL SELECT roleid::regrole::name FROM pg_auth_members WHERE member = $1::regrole`,
        [role],
      );
      expect(owned).toEqual([]);
    });

    it.each([
      'CREATE TABLE public.mine (id int)',
      'CREATE TEMPORARY TABLE mine (id int)',
      'CREATE SCHEMA mine',
      'ALTER TABLE product ADD COLUMN mine int',
      'ALTER TABLE product DISABLE ROW LEVEL SECURITY',
      'DROP POLICY app_read ON product',
      'DROP TABLE product',
      'TRUNCATE product',
      'CREATE OR REPLACE FUNCTION gonglian.is_system() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$',
      'ALTER ROLE gonglian_app BYPASSRLS',
      'SET ROLE gonglian_worker',
      'SET SESSION AUTHORIZATION gonglian_worker',
    ])('the app may not: %s', async (sql) => {
      await expect(as(app, soe, sql)).rejects.toMatchObject({ code: '42501' });
    });

    it.each([
      'CREATE TABLE public.mine (id int)',
      'CREATE TABLE gonglian.mine (id int)',
      'ALTER TABLE product DISABLE ROW LEVEL SECURITY',
      'DROP POLICY worker_system ON product',
      'DROP TABLE outbox',
      'TRUNCATE outbox',
      'CREATE OR REPLACE FUNCTION gonglian.is_system() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$',
      'UPDATE product SET organisation_id = organisation_id',
      'DELETE FROM decision',
      'UPDATE need SET organisation_id = organisation_id',
    ])('the worker may not, as system either: %s', async (sql) => {
      await expect(as(worker, SYSTEM_SCOPE, sql)).rejects.toMatchObject({ code: '42501' });
    });
  });

  describe('system', () => {
    it('is nothing that the app can become by a setting', async () => {
      expect((await as(app, SYSTEM_SCOPE, 'SELECT gonglian.is_system() AS yes')).rows).toEqual([
        { yes: false },
      ]);
      expect(await seen(SYSTEM_SCOPE, 'outbox')).toEqual([]);
      expect(await seen(SYSTEM_SCOPE, 'decision')).toEqual([]);
      expect(await seen({ ...otherSoe, actor: 'system' }, 'need')).toEqual([ids.needOpen]);
    });

    it('is what the worker must be to see any row', async () => {
      for (const table of [
        'organisation',
        'product',
        'need',
        'clause',
        'match',
        'decision',
        'notification',
        'outbox',
      ]) {
        expect([table, await seen(soe, table, worker)]).toEqual([table, []]);
        expect([table, (await seen(SYSTEM_SCOPE, table, worker)).length > 0]).toEqual([table, true]);
      }
    });

    it('is not what a connection starts as', async () => {
      const { rows } = await worker.query('SELECT id FROM product');
      expect(rows).toEqual([]);
    });
  });

  describe('products', () => {
    it('shows own ones, and published ones of others', async () => {
      expect(await seen(sme, 'product')).toEqual([ids.draft, ids.published, ids.otherPublished].sort());
      for (const scope of [otherSme, soe, NOBODY]) {
        expect(await seen(scope, 'product')).toEqual([ids.published, ids.otherPublished].sort());
      }
    });

    it('lets nobody change, adopt or give away a row of another organisation', async () => {
      const update = await as(app, otherSme, `UPDATE product SET name = 'mine' WHERE id = $1`, [
        ids.published,
      ]);
      expect(update.count).toBe(0);
      const insert = `INSERT INTO product (id, organisation_id, sku, name) VALUES ($1, $2, 'X', 'X')`;
      await expect(as(app, otherSme, insert, [newId(), sme.organisationId])).rejects.toThrow(
        /row-level security/,
      );
      await expect(as(app, NOBODY, insert, [newId(), sme.organisationId])).rejects.toThrow(
        /row-level security/,
      );
      await expect(
        as(app, sme, 'UPDATE product SET organisation_id = $1 WHERE id = $2', [
          otherSme.organisationId,
          ids.draft,
        ]),
      ).rejects.toThrow(/row-level security/);
      expect((await as(app, sme, 'UPDATE product SET name = $1', ['mine'])).count).toBe(2);
    });
  });

  describe('needs and clauses', () => {
    it('shows drafts and closed ones to their organisation only', async () => {
      expect(await seen(soe, 'need')).toEqual([ids.needDraft, ids.needOpen, ids.needClosed].sort());
      for (const scope of [otherSoe, sme, NOBODY]) expect(await seen(scope, 'need')).toEqual([ids.needOpen]);
    });

    it('shows clauses of an open need by their disclosure level, and of no other need', async () => {
      const levels = async (scope: TenantScope) => {
        const { rows } = await as(
          app,
          scope,
          'SELECT need_id AS need, disclosure FROM clause ORDER BY need_id, position',
        );
        return rows.map((row) => [row.need, row.disclosure]);
      };
      expect(await levels(NOBODY)).toEqual([[ids.needOpen, 'public']]);
      for (const scope of [sme, otherSoe]) {
        expect(await levels(scope)).toEqual([
          [ids.needOpen, 'public'],
          [ids.needOpen, 'members'],
        ]);
      }
      expect(await levels(soe)).toHaveLength(9);
    });

    it('lets nobody add clauses to a need of another organisation, under either name', async () => {
      const insert = `INSERT INTO clause (id, need_id, organisation_id, position, hard, disclosure, text, condition)
                      VALUES ($1, $2, $3, 9, true, 'public', 'x', '{"type":"text"}')`;
      for (const organisation of [soe.organisationId, otherSoe.organisationId]) {
        await expect(as(app, otherSoe, insert, [newId(), ids.needOpen, organisation])).rejects.toThrow(
          /row-level security/,
        );
      }
      expect((await as(app, soe, insert, [newId(), ids.needOpen, soe.organisationId])).count).toBe(1);
    });

    it('lets nobody change needs or delete clauses of another organisation', async () => {
      expect((await as(app, otherSoe, `UPDATE need SET status = 'closed'`)).count).toBe(0);
      const clause = await clauseId(ids.needOpen, 'public');
      expect((await as(app, otherSoe, 'DELETE FROM clause WHERE id = $1', [clause])).count).toBe(0);
      expect((await as(app, soe, 'DELETE FROM clause WHERE id = $1', [clause])).count).toBe(1);
    });
  });

  describe('matches and runs', () => {
    it('shows a match to its two sides, a run to the buyer', async () => {
      expect(await seen(soe, 'match')).toEqual([ids.match]);
      expect(await seen(sme, 'match')).toEqual([ids.match]);
      for (const scope of [otherSoe, otherSme, NOBODY]) expect(await seen(scope, 'match')).toEqual([]);
      expect(await seen(soe, 'match_run')).toEqual([ids.run]);
      for (const scope of [sme, otherSoe, NOBODY]) expect(await seen(scope, 'match_run')).toEqual([]);
    });

    it.each(['UPDATE match SET score = 0', 'DELETE FROM match', 'DELETE FROM match_run'])(
      'lets the app not: %s',
      async (sql) => {
        await expect(as(app, soe, sql)).rejects.toMatchObject({ code: '42501' });
      },
    );
  });

  describe('decisions', () => {
    const insert = `INSERT INTO decision (id, organisation_id, actor_user_id, need_id, product_id, kind)
                    VALUES ($1, $2, $3, $4, $5, 'contact')`;

    it('are seen by the organisation that took them', async () => {
      expect(await seen(soe, 'decision')).toEqual([ids.decision]);
      for (const scope of [otherSoe, sme, NOBODY]) expect(await seen(scope, 'decision')).toEqual([]);
    });

    it('are taken under no other name, organisation or need', async () => {
      const values = (organisation: string, user: string) => [
        newId(),
        organisation,
        user,
        ids.needOpen,
        ids.published,
      ];
      expect((await as(app, soe, insert, values(soe.organisationId, soe.userId))).count).toBe(1);
      await expect(as(app, soe, insert, values(soe.organisationId, sme.userId))).rejects.toThrow(/row-level/);
      await expect(as(app, sme, insert, values(soe.organisationId, sme.userId))).rejects.toThrow(/row-level/);
      await expect(
        as(app, otherSoe, insert, values(otherSoe.organisationId, otherSoe.userId)),
      ).rejects.toThrow(/row-level/);
    });

    it.each([`UPDATE decision SET kind = 'contact'`, 'DELETE FROM decision'])(
      'are never changed: %s',
      async (sql) => {
        await expect(as(app, soe, sql)).rejects.toMatchObject({ code: '42501' });
        await expect(as(worker, SYSTEM_SCOPE, sql)).rejects.toMatchObject({ code: '42501' });
      },
    );

    it('need a reason to decline, in the database too', async () => {
      const decline = insert.replace("'contact'", "'decline'");
      await expect(
        as(app, soe, decline, [newId(), soe.organisationId, soe.userId, ids.needOpen, ids.published]),
      ).rejects.toMatchObject({ code: '23514' });
    });
  });

  describe('notifications', () => {
    it('are their recipient’s own, not the organisation’s', async () => {
      expect(await seen(soe, 'notification')).toEqual([ids.notification]);
      for (const scope of [colleague, otherSoe, sme, NOBODY])
        expect(await seen(scope, 'notification')).toEqual([]);
    });

    it('can be marked read by their recipient, and nothing else of them changes', async () => {
      const read = 'UPDATE notification SET read_at = now()';
      expect((await as(app, soe, read)).count).toBe(1);
      for (const scope of [colleague, sme]) expect((await as(app, scope, read)).count).toBe(0);
      await expect(as(app, soe, `UPDATE notification SET data = '{}'`)).rejects.toMatchObject({
        code: '42501',
      });
    });
  });

  describe('the outbox', () => {
    it('shows an organisation its own rows, and none that belong to nobody', async () => {
      expect(await seen(soe, 'outbox')).toHaveLength(1);
      for (const scope of [otherSoe, sme, NOBODY]) expect(await seen(scope, 'outbox')).toEqual([]);
    });

    it('takes no row in another name and lets the app change none', async () => {
      const insert = `INSERT INTO outbox (id, kind, cause, organisation_id, payload) VALUES ($1, 'search.apply', 'x', $2, '{}')`;
      for (const organisation of [sme.organisationId, null]) {
        await expect(as(app, soe, insert, [newId(), organisation])).rejects.toThrow(/row-level security/);
      }
      // Operators set failed rows back to work, and only those (runs-policies.spec.ts); for others there is no row to change.
      for (const status of ['done', 'pending'])
        expect((await as(app, soe, `UPDATE outbox SET status = '${status}'`)).count).toBe(0);
      await expect(as(app, soe, `UPDATE outbox SET payload = '{}'`)).rejects.toMatchObject({
        code: '42501',
      });
    });
  });

  describe('people', () => {
    it('are seen by themselves and their organisation, and nobody registers one through the app', async () => {
      expect(await seen(soe, 'user_account')).toEqual([soe.userId]);
      expect(await seen(NOBODY, 'user_account')).toEqual([]);
      expect(await seen(NOBODY, 'membership')).toEqual([]);
      await expect(as(app, soe, `INSERT INTO membership SELECT * FROM membership`)).rejects.toMatchObject({
        code: '42501',
      });
    });
  });
});
