import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { newId } from '#libs/common';
import { SYSTEM_SCOPE, type TenantScope } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices, registerMember } from '../support/services.js';

const NOBODY: TenantScope = { actor: 'anonymous', organisationId: null, userId: null };
const DENIED = /row-level security|permission denied|only the invited supplier|a supplier answers/;

describe('policies of needs, past the services with plain SQL', () => {
  let database: TestDatabase;
  let services: INestApplicationContext;
  let app: pg.Client;
  let worker: pg.Client;
  let soe: OrgScope;
  let otherSoe: OrgScope;
  let groupAdmin: OrgScope;
  let accepted: OrgScope;
  let pending: OrgScope;
  let declined: OrgScope;
  let revoked: OrgScope;
  let stranger: OrgScope;
  const need = { draft: newId(), open: newId(), closed: newId() };
  const invitation = { accepted: newId(), pending: newId(), declined: newId(), revoked: newId() };

  /** One transaction as UnitOfWork would open it, rolled back at the end. */
  async function as(scope: TenantScope, sql: string, values: readonly unknown[] = [], client = app) {
    await client.query('BEGIN');
    try {
      await client.query(
        `SELECT set_config('gonglian.actor', $1, true), set_config('gonglian.organisation_id', $2, true),
                set_config('gonglian.user_id', $3, true), set_config('gonglian.role', $4, true)`,
        [scope.actor, scope.organisationId ?? '', scope.userId ?? '', scope.role ?? ''],
      );
      const result = await client.query<Record<string, unknown>>(sql, [...values]);
      return { rows: result.rows, count: result.rowCount ?? 0 };
    } finally {
      await client.query('ROLLBACK');
    }
  }
  const parts = async (scope: TenantScope, of: string) =>
    (await as(scope, 'SELECT disclosure FROM need_part WHERE need_id = $1 ORDER BY 1', [of])).rows.map(
      (row) => row.disclosure,
    );
  const clauses = async (scope: TenantScope, of: string) =>
    (await as(scope, 'SELECT disclosure FROM clause WHERE need_id = $1 ORDER BY 1', [of])).rows.map(
      (row) => row.disclosure,
    );

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await openServices(database, 'worker');
    app = new pg.Client({ connectionString: database.urls.app });
    worker = new pg.Client({ connectionString: database.urls.worker });
    await app.connect();
    await worker.connect();
    soe = (await registerMember(services, 'soe', 'soe_buyer')).scope;
    otherSoe = (await registerMember(services, 'soe', 'soe_admin')).scope;
    groupAdmin = (await registerMember(services, 'soe', 'soe_admin')).scope;
    await database.sql('UPDATE organisation SET parent_id = $1 WHERE id = $2', [
      groupAdmin.organisationId,
      soe.organisationId,
    ]);
    const supplier = async () => (await registerMember(services, 'sme', 'sme_admin')).scope;
    accepted = await supplier();
    pending = await supplier();
    declined = await supplier();
    revoked = await supplier();
    stranger = await supplier();
    await seed();
  });

  /** As the owner of the tables, whom row-level security does not hold. */
  async function seed(): Promise<void> {
    for (const [status, id] of Object.entries(need)) {
      await database.sql(
        `INSERT INTO need (id, organisation_id, kind, title, status) VALUES ($1, $2, 'procurement', $3, $3)`,
        [id, soe.organisationId, status],
      );
      for (const [position, level] of ['public', 'members', 'invited'].entries()) {
        await database.sql(
          `INSERT INTO need_part (need_id, disclosure, organisation_id, budget) VALUES ($1, $2, $3, '{}')`,
          [id, level, soe.organisationId],
        );
        await database.sql(
          `INSERT INTO clause (id, need_id, organisation_id, position, hard, disclosure, text, condition)
           VALUES ($1, $2, $3, $4, true, $5, $5, '{"type":"text"}')`,
          [newId(), id, soe.organisationId, position, level],
        );
      }
      await database.sql(
        `INSERT INTO need_version (need_id, version, organisation_id, data, changed_at) VALUES ($1, 1, $2, '{}', now())`,
        [id, soe.organisationId],
      );
    }
    const invite = (id: string, supplier: OrgScope, on: string, more: string) =>
      database.sql(
        `INSERT INTO need_invitation (id, need_id, organisation_id, supplier_organisation_id, terms, invited_by, created_at, ${more}
         VALUES ($1, $2, $3, $4, 'NDA', $5, now(), ${more.includes('answered') ? `$6, now()` : 'NULL'}${more.includes('revoked') ? ', now()' : ''})`,
        [
          id,
          on,
          soe.organisationId,
          supplier.organisationId,
          soe.userId,
          ...(more.includes('answered') ? [supplier.userId] : []),
        ],
      );
    for (const on of Object.values(need)) {
      const idFor = (of: string) => (on === need.open ? of : newId());
      await invite(idFor(invitation.accepted), accepted, on, 'answered_by, accepted_at)');
      await invite(idFor(invitation.pending), pending, on, 'accepted_at)');
      await invite(idFor(invitation.declined), declined, on, 'answered_by, declined_at)');
      await invite(idFor(invitation.revoked), revoked, on, 'answered_by, accepted_at, revoked_at)');
    }
  }

  afterAll(async () => {
    await app.end();
    await worker.end();
    await services.close();
    await database.drop();
  });

  it('parts and clauses of an open need are seen by level; the invited ones after acceptance, until revocation', async () => {
    const all = ['invited', 'members', 'public'];
    for (const seen of [parts, clauses]) {
      expect(await seen(NOBODY, need.open)).toEqual(['public']);
      for (const scope of [pending, declined, revoked, stranger, otherSoe])
        expect(await seen(scope, need.open)).toEqual(['members', 'public']);
      for (const scope of [soe, groupAdmin, accepted]) expect(await seen(scope, need.open)).toEqual(all);
    }
  });

  it('of drafts and closed needs only the group sees any', async () => {
    for (const id of [need.draft, need.closed]) {
      for (const seen of [parts, clauses]) {
        for (const scope of [NOBODY, accepted, stranger, otherSoe]) expect(await seen(scope, id)).toEqual([]);
        for (const scope of [soe, groupAdmin]) expect(await seen(scope, id)).toHaveLength(3);
      }
    }
  });

  it('versions are the group’s, invitations those of both sides', async () => {
    const count = async (scope: TenantScope, table: string, client = app) =>
      (await as(scope, `SELECT 1 FROM ${table}`, [], client)).count;
    for (const scope of [soe, groupAdmin]) {
      expect(await count(scope, 'need_version')).toBe(3);
      expect(await count(scope, 'need_invitation')).toBe(12);
    }
    for (const scope of [NOBODY, otherSoe, stranger]) {
      expect(await count(scope, 'need_version')).toBe(0);
      expect(await count(scope, 'need_invitation')).toBe(0);
    }
    expect(await count(accepted, 'need_version')).toBe(0);
    expect(await count(accepted, 'need_invitation')).toBe(3);
    for (const table of ['need_version', 'need_invitation']) {
      expect(await count(SYSTEM_SCOPE, table, worker)).toBeGreaterThan(0);
      // `system` counts for the worker's role only.
      expect(await count(SYSTEM_SCOPE, table)).toBe(0);
      expect(await count(soe, table, worker)).toBe(0);
    }
    // Imports read the parts, to tell whether a row changes them: of the importing organisation only.
    expect(await count(soe, 'need_part', worker)).toBe(0);
    const importing = (scope: TenantScope) => ({ ...SYSTEM_SCOPE, organisationId: scope.organisationId });
    expect(await count(importing(soe), 'need_part', worker)).toBeGreaterThan(0);
    expect(await count(importing(otherSoe), 'need_part', worker)).toBe(0);
  });

  it('nobody writes to needs of others, in the name of others, or over a kept version', async () => {
    const part = `INSERT INTO need_part (need_id, disclosure, organisation_id, body) VALUES ($1, 'members', $2, 'x')`;
    const version = `INSERT INTO need_version (need_id, version, organisation_id, data, changed_at, changed_by) VALUES ($1, 9, $2, '{}', now(), $3)`;
    const { organisationId, userId } = otherSoe;
    const refused: [TenantScope, string, unknown[]][] = [
      [otherSoe, part, [need.open, organisationId]],
      [otherSoe, part, [need.open, soe.organisationId]],
      [otherSoe, version, [need.open, organisationId, userId]],
      [soe, version, [need.open, soe.organisationId, userId]],
      [soe, "UPDATE need_version SET data = '{}'", []],
      [soe, 'DELETE FROM need_version', []],
      [soe, "UPDATE need_part SET body = 'x'", []],
      [soe, 'DELETE FROM need_invitation', []],
      [soe, "UPDATE need_invitation SET terms = 'x'", []],
      [soe, "UPDATE clause SET text = 'x'", []],
      [soe, "UPDATE clause SET disclosure = 'public'", []],
    ];
    for (const [scope, sql, values] of refused) await expect(as(scope, sql, values)).rejects.toThrow(DENIED);
    for (const scope of [otherSoe, groupAdmin, accepted]) {
      expect((await as(scope, 'DELETE FROM need_part')).count).toBe(0);
      expect((await as(scope, 'UPDATE clause SET position = position')).count).toBe(0);
    }
  });

  it('only the owner of a need invites, and suppliers only', async () => {
    const sql = `INSERT INTO need_invitation (id, need_id, organisation_id, supplier_organisation_id, terms, invited_by, created_at, answered_by, accepted_at)
      VALUES ($1, $2, $3, $4, 'x', $5, now(), $6, CASE WHEN $6::uuid IS NULL THEN NULL ELSE now() END)`;
    const insert = (
      by: OrgScope,
      supplier: OrgScope,
      more: { invitedBy?: string; answeredBy?: string } = {},
    ) =>
      as(by, sql, [
        ...[newId(), need.open, by.organisationId, supplier.organisationId],
        ...[more.invitedBy ?? by.userId, more.answeredBy ?? null],
      ]);
    expect((await insert(soe, stranger)).count).toBe(1);
    for (const attempt of [
      () => insert(otherSoe, stranger),
      () => insert(stranger, accepted),
      () => insert(soe, otherSoe),
      () => insert(soe, stranger, { invitedBy: otherSoe.userId }),
      () => insert(soe, stranger, { answeredBy: stranger.userId }),
    ])
      await expect(attempt()).rejects.toThrow(DENIED);
  });

  it('a buyer accepts for nobody; a supplier answers once, as itself, and undoes no revocation', async () => {
    const accept = 'UPDATE need_invitation SET accepted_at = now(), answered_by = $2 WHERE id = $1';
    expect((await as(pending, accept, [invitation.pending, pending.userId])).count).toBe(1);
    expect((await as(stranger, accept, [invitation.pending, stranger.userId])).count).toBe(0);
    expect((await as(groupAdmin, accept, [invitation.pending, groupAdmin.userId])).count).toBe(0);
    expect(
      (await as(soe, 'UPDATE need_invitation SET revoked_at = now() WHERE id = $1', [invitation.pending]))
        .count,
    ).toBe(1);
    const refused: [OrgScope, string, unknown[]][] = [
      [soe, accept, [invitation.pending, soe.userId]],
      [pending, accept, [invitation.pending, stranger.userId]],
      [accepted, accept, [invitation.accepted, accepted.userId]],
      [revoked, accept, [invitation.revoked, revoked.userId]],
      [revoked, 'UPDATE need_invitation SET revoked_at = NULL WHERE id = $1', [invitation.revoked]],
      [
        declined,
        'UPDATE need_invitation SET declined_at = NULL, answered_by = NULL WHERE id = $1',
        [invitation.declined],
      ],
      [pending, 'UPDATE need_invitation SET revoked_at = now() WHERE id = $1', [invitation.pending]],
    ];
    for (const [scope, sql, values] of refused) await expect(as(scope, sql, values)).rejects.toThrow(DENIED);
  });
});
