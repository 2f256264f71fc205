import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { newId, isProblem } from '#libs/common';
import { type TenantScope } from '#libs/database';
import { NeedService } from '#libs/demand';
import { type OrgScope, ROLES, ORGANISATION_KINDS } from '#libs/identity';
import { DecisionService, MatchRunService, MatchService } from '#libs/matching';
import { ROLES_BY_KIND } from '../../libs/identity/roles.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices, registerMember } from '../support/services.js';
import { registerColleague } from '../support/stage.js';

const NOBODY: TenantScope = { actor: 'anonymous', organisationId: null, userId: null };
const DENIED = { code: '42501' };

describe('row-level security of identity, past the services with plain SQL', () => {
  let database: TestDatabase;
  let worker: INestApplicationContext;
  let services: INestApplicationContext;
  let app: pg.Client;
  const who = {} as Record<
    | 'operator'
    | 'auditor'
    | 'group'
    | 'groupBuyer'
    | 'branch'
    | 'leaf'
    | 'stranger'
    | 'sme'
    | 'smeMember'
    | 'otherSme',
    OrgScope
  >;
  const ids = { need: newId(), run: newId(), match: newId(), decision: newId(), product: newId() };

  /** One transaction as UnitOfWork would open it, rolled back at the end. */
  async function as(scope: TenantScope, sql: string, parameters: readonly unknown[] = []) {
    await app.query('BEGIN');
    try {
      await app.query(
        `SELECT set_config('gonglian.actor', $1, true), set_config('gonglian.organisation_id', $2, true),
                set_config('gonglian.user_id', $3, true), set_config('gonglian.role', $4, true)`,
        [scope.actor, scope.organisationId ?? '', scope.userId ?? '', scope.role ?? ''],
      );
      const { rows, rowCount } = await app.query<Record<string, unknown>>(sql, [...parameters]);
      return { rows, count: rowCount ?? 0 };
    } finally {
      await app.query('ROLLBACK');
    }
  }
  const count = async (scope: TenantScope, sql: string, parameters: readonly unknown[] = []) =>
    (await as(scope, sql, parameters)).count;

  beforeAll(async () => {
    database = await createTestDatabase();
    worker = await openServices(database, 'worker');
    services = await openServices(database, 'app');
    app = new pg.Client({ connectionString: database.urls.app });
    await app.connect();
    const operator = await registerMember(worker, 'platform', 'platform_operator');
    const group = await registerMember(worker, 'soe', 'soe_admin');
    const sme = await registerMember(worker, 'sme', 'sme_admin');
    who.operator = operator.scope;
    who.auditor = (await registerColleague(worker, operator, 'auditor')).scope;
    who.group = group.scope;
    who.groupBuyer = (await registerColleague(worker, group, 'soe_buyer')).scope;
    who.branch = (await registerMember(worker, 'soe', 'soe_admin')).scope;
    who.leaf = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    who.stranger = (await registerMember(worker, 'soe', 'soe_admin')).scope;
    who.sme = sme.scope;
    who.smeMember = (await registerColleague(worker, sme, 'sme_member')).scope;
    who.otherSme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    await seed();
  });

  /** As the owner, whom row-level security does not hold: group ← branch ← leaf, and what the leaf buys. */
  async function seed(): Promise<void> {
    const setParent = 'UPDATE organisation SET parent_id = $1 WHERE id = $2';
    await database.sql(setParent, [who.group.organisationId, who.branch.organisationId]);
    await database.sql(setParent, [who.branch.organisationId, who.leaf.organisationId]);
    const leaf = who.leaf.organisationId;
    await database.sql(
      `INSERT INTO need (id, organisation_id, kind, title) VALUES ($1, $2, 'procurement', '下属企业的草稿')`,
      [ids.need, leaf],
    );
    await database.sql(
      `INSERT INTO clause (id, need_id, organisation_id, position, hard, disclosure, text, condition)
       VALUES ($1, $2, $3, 0, true, 'invited', 'x', '{"type":"text"}')`,
      [newId(), ids.need, leaf],
    );
    await database.sql(
      `INSERT INTO product (id, organisation_id, sku, name, status) VALUES ($1, $2, 'P', '断路器', 'published')`,
      [ids.product, who.sme.organisationId],
    );
    await database.sql(
      `INSERT INTO match_run (id, need_id, organisation_id, need_version, sequence, outbox_id, cause, stats_number,
                              rules_version, evaluated, diff)
       VALUES ($1, $2, $3, 1, 1, $4, 'x', 0, 'r', 1, '{"added":[],"removed":[],"changed":[]}')`,
      [ids.run, ids.need, leaf, newId()],
    );
    await database.sql(
      `INSERT INTO match (id, need_id, need_organisation_id, need_version, product_id, product_organisation_id,
                          product_version, class, score, relevance, verdicts, stats_number, rules_version, run_id)
       VALUES ($1, $2, $3, 1, $4, $5, 1, 'match', 1, 1, '[]', 0, 'r', $6)`,
      [ids.match, ids.need, leaf, ids.product, who.sme.organisationId, ids.run],
    );
    await database.sql(
      `INSERT INTO decision (id, organisation_id, actor_user_id, need_id, product_id, kind)
       VALUES ($1, $2, $3, $4, $5, 'shortlist')`,
      [ids.decision, leaf, who.leaf.userId, ids.need, ids.product],
    );
    for (const [scheme, value] of [
      ['uscc', '912201011239989159'],
      ['duns', '123456789'],
    ])
      await database.sql(
        'INSERT INTO organisation_identifier (id, organisation_id, scheme, value) VALUES ($1, $2, $3, $4)',
        [newId(), who.sme.organisationId, scheme, value],
      );
    await database.sql(
      `INSERT INTO organisation_certificate (id, organisation_id, tier, level, issued_on) VALUES ($1, $2, 'champion', '国家级', '2025-01-01')`,
      [newId(), who.sme.organisationId],
    );
    await database.sql(
      `INSERT INTO invitation (id, organisation_id, email, role, token_hash, invited_by, expires_at)
       VALUES ($1, $2, 'x@test.example', 'sme_member', 'hash', $3, now() + interval '1 day')`,
      [newId(), who.sme.organisationId, who.sme.userId],
    );
  }

  afterAll(async () => {
    await app.end();
    await services.close();
    await worker.close();
    await database.drop();
  });

  describe('a group', () => {
    const TABLES = ['need', 'clause', 'match', 'match_run', 'decision'];

    it.each(TABLES)('reads the %s of all below it by its admins only', async (table) => {
      const sql = `SELECT 1 FROM ${table}`;
      for (const scope of [who.leaf, who.branch, who.group]) expect(await count(scope, sql)).toBe(1);
      for (const scope of [who.groupBuyer, who.stranger, NOBODY]) expect(await count(scope, sql)).toBe(0);
      // The same person in another role, and the other way up.
      expect(await count({ ...who.group, role: 'sme_admin' }, sql)).toBe(0);
      expect(await count({ ...who.leaf, role: 'soe_admin' }, sql)).toBe(1);
    });

    it('sees nothing above or beside it', async () => {
      const sql = 'SELECT gonglian.readable() AS ids';
      const readable = async (scope: TenantScope) => (await as(scope, sql)).rows[0]?.ids;
      const [group, branch, leaf] = [who.group, who.branch, who.leaf].map((scope) => scope.organisationId);
      expect(await readable(who.group)).toEqual([group, branch, leaf]);
      expect(await readable(who.branch)).toEqual([branch, leaf]);
      expect(await readable(who.leaf)).toEqual([leaf]);
      expect(await readable(NOBODY)).toBeNull();
    });

    it('ends even if somebody made a circle of it', async () => {
      const set = 'UPDATE organisation SET parent_id = $1 WHERE id = $2';
      await database.sql(set, [who.leaf.organisationId, who.group.organisationId]);
      expect(await count(who.branch, 'SELECT 1 FROM need')).toBe(1);
      await database.sql(set, [null, who.group.organisationId]);
    });

    it('writes none of it', async () => {
      expect(await count(who.group, `UPDATE need SET title = 'mine'`)).toBe(0);
      expect(await count(who.group, 'DELETE FROM clause')).toBe(0);
      expect(await count(who.group, 'SELECT 1 FROM need FOR UPDATE')).toBe(0);
      const need = `INSERT INTO need (id, organisation_id, kind, title) VALUES ($1, $2, 'procurement', 'x')`;
      await expect(as(who.group, need, [newId(), who.leaf.organisationId])).rejects.toMatchObject(DENIED);
      const decision = `INSERT INTO decision (id, organisation_id, actor_user_id, need_id, product_id, kind)
                        VALUES ($1, $2, $3, $4, $5, 'contact')`;
      for (const organisation of [who.group.organisationId, who.leaf.organisationId])
        await expect(
          as(who.group, decision, [newId(), organisation, who.group.userId, ids.need, ids.product]),
        ).rejects.toMatchObject(DENIED);
      const outbox = `INSERT INTO outbox (id, kind, cause, organisation_id, payload) VALUES ($1, 'match.need', 'x', $2, '{}')`;
      await expect(as(who.group, outbox, [newId(), who.leaf.organisationId])).rejects.toMatchObject(DENIED);
      for (const sql of [`UPDATE membership SET role = 'soe_buyer'`, 'DELETE FROM membership'])
        expect(await count(who.group, sql)).toBe(2);
    });

    it('reads and writes no more through the services', async () => {
      const [needs, matches] = [services.get(NeedService), services.get(MatchService)];
      const runs = services.get(MatchRunService);
      const titles = async (scope: OrgScope, include: boolean) => {
        const page = await needs.listOwn(scope, {}, include);
        return isProblem(page) ? page.code : page.items.map((need) => need.id);
      };
      expect(await titles(who.group, false)).toEqual([]);
      expect(await titles(who.group, true)).toEqual([ids.need]);
      for (const scope of [who.groupBuyer, who.stranger]) expect(await titles(scope, true)).toEqual([]);
      expect(await matches.find(who.group, ids.match)).toMatchObject({ id: ids.match });
      expect(await matches.listForNeed(who.group, ids.need, {})).toMatchObject({
        items: [{ id: ids.match }],
      });
      expect(await runs.list(who.group, ids.need, {})).toMatchObject({ items: [{ id: ids.run }] });
      expect(await runs.findMany(who.group, [ids.run])).toHaveLength(1);
      for (const scope of [who.stranger, who.groupBuyer, who.sme]) {
        expect(await matches.find(scope, ids.match)).toBeNull();
        expect(await matches.listForNeed(scope, ids.need, {})).toMatchObject({ items: [] });
        expect(await runs.list(scope, ids.need, {})).toMatchObject({ items: [] });
      }
      for (const id of [ids.need, newId()])
        for (const verb of ['publish', 'close'] as const)
          expect(await needs[verb](who.group, id)).toMatchObject({ code: 'NOT_FOUND', params: { id } });
      const decide = services.get(DecisionService);
      for (const matchId of [ids.match, newId()])
        expect(await decide.record(who.group, { matchId, kind: 'shortlist' })).toMatchObject({
          code: 'NOT_FOUND',
        });
    });
  });

  describe('organisations', () => {
    const insert = `INSERT INTO organisation (id, kind, name, status) VALUES ($1, 'sme', 'x', $2)`;

    it('are registered by operators, unclaimed', async () => {
      expect(await count(who.operator, insert, [newId(), 'unclaimed'])).toBe(1);
      await expect(as(who.operator, insert, [newId(), 'verified'])).rejects.toMatchObject(DENIED);
      for (const scope of [who.auditor, who.group, who.sme, NOBODY])
        await expect(as(scope, insert, [newId(), 'unclaimed'])).rejects.toMatchObject(DENIED);
    });

    it('change their standing through operators only', async () => {
      const suspend = `UPDATE organisation SET status = 'suspended' WHERE id = $1`;
      expect(await count(who.operator, suspend, [who.sme.organisationId])).toBe(1);
      for (const set of [`status = 'suspended'`, `status_reason = 'x'`, 'verified_at = now()'])
        await expect(
          as(who.sme, `UPDATE organisation SET ${set} WHERE id = $1`, [who.sme.organisationId]),
        ).rejects.toMatchObject(DENIED);
      for (const scope of [who.auditor, who.smeMember, who.otherSme, NOBODY])
        expect(await count(scope, suspend, [who.sme.organisationId])).toBe(0);
    });

    it('have a profile that their own admin changes', async () => {
      const sql = 'UPDATE organisation SET employees = 7 WHERE id = $1';
      expect(await count(who.sme, sql, [who.sme.organisationId])).toBe(1);
      for (const scope of [who.smeMember, who.otherSme, who.auditor, NOBODY])
        expect(await count(scope, sql, [who.sme.organisationId])).toBe(0);
      expect(await count(who.group, sql, [who.leaf.organisationId])).toBe(0);
    });

    it.each(['name', 'kind', 'owner', 'parent_id', 'id'])('never change their %s', async (column) => {
      await expect(as(who.operator, `UPDATE organisation SET ${column} = ${column}`)).rejects.toMatchObject(
        DENIED,
      );
    });
  });

  describe('identifiers and titles', () => {
    const identifier = `INSERT INTO organisation_identifier (id, organisation_id, scheme, value) VALUES ($1, $2, 'duns', '987654321')`;
    const title = `INSERT INTO organisation_certificate (id, organisation_id, tier, level, issued_on) VALUES ($1, $2, 'other', 'x', '2025-01-01')`;

    it('show others the credit code and the titles, and nobody more', async () => {
      const schemes = async (scope: TenantScope) =>
        (await as(scope, 'SELECT scheme FROM organisation_identifier ORDER BY scheme')).rows.map(
          (row) => row.scheme,
        );
      for (const scope of [who.sme, who.smeMember, who.operator, who.auditor])
        expect(await schemes(scope)).toEqual(['duns', 'uscc']);
      for (const scope of [who.otherSme, who.group]) expect(await schemes(scope)).toEqual(['uscc']);
      expect(await count(who.group, 'SELECT 1 FROM organisation_certificate')).toBe(1);
      expect(await count(NOBODY, 'SELECT 1 FROM organisation_certificate')).toBe(0);
    });

    it('are written for the own organisation by its admin, or by operators', async () => {
      for (const sql of [identifier, title]) {
        for (const scope of [who.sme, who.operator])
          expect(await count(scope, sql, [newId(), who.sme.organisationId])).toBe(1);
        for (const scope of [who.smeMember, who.otherSme, who.auditor, who.group, NOBODY])
          await expect(as(scope, sql, [newId(), who.sme.organisationId])).rejects.toMatchObject(DENIED);
      }
      await expect(as(who.sme, 'UPDATE organisation_identifier SET confirmed = true')).rejects.toMatchObject(
        DENIED,
      );
      await expect(as(who.sme, 'DELETE FROM organisation_identifier')).rejects.toMatchObject(DENIED);
      expect(await count(who.sme, 'DELETE FROM organisation_certificate')).toBe(1);
      for (const scope of [who.smeMember, who.otherSme, who.auditor])
        expect(await count(scope, 'DELETE FROM organisation_certificate')).toBe(0);
    });
  });

  describe('people', () => {
    it('get roles from their own admin or operators, and only roles that fit', async () => {
      const sql = `UPDATE membership SET role = $1 WHERE user_id = $2`;
      for (const scope of [who.sme, who.operator])
        expect(await count(scope, sql, ['sme_admin', who.smeMember.userId])).toBe(1);
      for (const scope of [who.smeMember, who.otherSme, who.auditor, NOBODY])
        expect(await count(scope, sql, ['sme_admin', who.smeMember.userId])).toBe(0);
      for (const scope of [who.sme, who.operator])
        await expect(as(scope, sql, ['platform_operator', who.smeMember.userId])).rejects.toMatchObject(
          DENIED,
        );
      await expect(
        as(who.sme, 'UPDATE membership SET organisation_id = $1', [who.otherSme.organisationId]),
      ).rejects.toMatchObject(DENIED);
    });

    it('fit by the same table as the services hold', async () => {
      for (const kind of ORGANISATION_KINDS) {
        const { rows } = await as(
          NOBODY,
          'SELECT role FROM unnest($1::text[]) AS role WHERE gonglian.role_fits(role, $2)',
          [ROLES, kind],
        );
        expect([kind, rows.map((row) => row.role).sort()]).toEqual([kind, [...ROLES_BY_KIND[kind]].sort()]);
      }
    });

    it('are removed by their own admin or operators', async () => {
      const sql = 'DELETE FROM membership WHERE user_id = $1';
      for (const scope of [who.sme, who.operator])
        expect(await count(scope, sql, [who.smeMember.userId])).toBe(1);
      for (const scope of [who.smeMember, who.otherSme, who.auditor, who.group])
        expect(await count(scope, sql, [who.smeMember.userId])).toBe(0);
    });

    it('are seen by their organisation and operators', async () => {
      const seen = 'SELECT 1 FROM user_account WHERE id = $1';
      for (const scope of [who.sme, who.smeMember, who.operator])
        expect(await count(scope, seen, [who.smeMember.userId])).toBe(1);
      for (const scope of [who.otherSme, who.auditor, who.group, NOBODY])
        expect(await count(scope, seen, [who.smeMember.userId])).toBe(0);
    });
  });

  describe('invitations', () => {
    const insert = `INSERT INTO invitation (id, organisation_id, email, role, token_hash, invited_by, expires_at)
                    VALUES ($1::uuid, $2, 'y@test.example', $3, $1::uuid::text, $4, now())`;

    it('are seen and taken back by the own admin and operators, their hash by nobody', async () => {
      for (const scope of [who.sme, who.operator]) {
        expect(await count(scope, 'SELECT id FROM invitation')).toBe(1);
        expect(await count(scope, 'UPDATE invitation SET revoked_at = now()')).toBe(1);
      }
      for (const scope of [who.smeMember, who.otherSme, who.auditor, NOBODY]) {
        expect(await count(scope, 'SELECT id FROM invitation')).toBe(0);
        expect(await count(scope, 'UPDATE invitation SET revoked_at = now()')).toBe(0);
      }
      for (const sql of [
        'SELECT token_hash FROM invitation',
        `SELECT 1 FROM invitation WHERE token_hash = 'hash'`,
        'UPDATE invitation SET accepted_at = now()',
        'DELETE FROM invitation',
      ])
        await expect(as(who.sme, sql)).rejects.toMatchObject(DENIED);
    });

    it('are made in the own name, for the own organisation, with a role that fits', async () => {
      const { organisationId, userId } = who.sme;
      expect(await count(who.sme, insert, [newId(), organisationId, 'sme_member', userId])).toBe(1);
      for (const [scope, organisation, role, by] of [
        [who.sme, organisationId, 'platform_operator', userId],
        [who.sme, organisationId, 'sme_member', who.smeMember.userId],
        [who.sme, who.otherSme.organisationId, 'sme_member', userId],
        [who.smeMember, organisationId, 'sme_member', who.smeMember.userId],
        [who.auditor, organisationId, 'sme_member', who.auditor.userId],
        [who.group, who.leaf.organisationId, 'soe_buyer', who.group.userId],
        [who.operator, organisationId, 'platform_operator', who.operator.userId],
      ] as const)
        await expect(as(scope, insert, [newId(), organisation, role, by])).rejects.toMatchObject(DENIED);
    });
  });

  describe('refresh tokens', () => {
    it.each([
      'SELECT 1 FROM refresh_token',
      'UPDATE refresh_token SET used_at = NULL',
      'DELETE FROM refresh_token',
    ])('are out of reach: %s', async (sql) => {
      for (const scope of [who.operator, who.sme]) await expect(as(scope, sql)).rejects.toMatchObject(DENIED);
    });

    it('are stored for the acting user in an organisation of theirs only', async () => {
      const store = `SELECT gonglian.store_refresh_token($1::uuid, $2, $3, $1::uuid::text, now(), now() + interval '1 day')`;
      const { userId, organisationId } = who.sme;
      expect(await count(who.sme, store, [newId(), userId, organisationId])).toBe(1);
      for (const [user, organisation] of [
        [who.otherSme.userId, who.otherSme.organisationId],
        [userId, who.otherSme.organisationId],
      ])
        await expect(as(who.sme, store, [newId(), user, organisation])).rejects.toMatchObject(DENIED);
      await expect(as(NOBODY, store, [newId(), userId, organisationId])).rejects.toMatchObject(DENIED);
    });
  });

  it('every function that looks past row-level security is for the app alone and has a fixed search path', async () => {
    const rows = await database.sql<{ name: string; config: string[] | null; open: boolean }>(
      `SELECT p.proname AS name, p.proconfig AS config, has_function_privilege('gonglian_worker', p.oid, 'EXECUTE') AS open
         FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'gonglian'::regnamespace ORDER BY 1`,
    );
    expect(rows.map((row) => row.name)).toEqual([
      'accept_invitation',
      'invitation_lookup',
      'readable',
      'revoke_refresh_token',
      'rotate_refresh_token',
      'sign_in_lookup',
      'store_refresh_token',
    ]);
    for (const { name, config, open } of rows)
      expect([name, config?.[0]?.startsWith('search_path='), open]).toEqual([name, true, false]);
  });

  it('can be taken back and brought again', async () => {
    const { createDataSource } = await import('#libs/database');
    const copy = await createTestDatabase();
    const owner = await createDataSource({
      url: copy.urls.owner,
      name: 'test',
      poolSize: 1,
      entities: [],
    }).initialize();
    const policies = () =>
      copy.sql<{ all: string }>(
        `SELECT md5(string_agg(tablename || policyname || coalesce(qual, '') || coalesce(with_check, ''), '|' ORDER BY tablename, policyname)) AS all
           FROM pg_policies`,
      );
    const before = await policies();
    await owner.undoLastMigration();
    await owner.runMigrations();
    expect(await policies()).toEqual(before);
    await owner.destroy();
    await copy.drop();
  });
});
