import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { newId } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { OperationsService } from '#libs/messaging';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices, registerMember } from '../support/services.js';

describe('policies of runs, batches, preferences and the outbox, past the services', () => {
  let database: TestDatabase;
  let services: INestApplicationContext;
  let appServices: INestApplicationContext;
  let app: pg.Client;
  let soe: OrgScope;
  let colleague: OrgScope;
  let otherSoe: OrgScope;
  let sme: OrgScope;
  let operator: OrgScope;
  const ids = { need: newId(), foreignNeed: newId(), batch: newId(), platformBatch: newId() };

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await openServices(database, 'worker');
    appServices = await openServices(database, 'app');
    app = new pg.Client({ connectionString: database.urls.app });
    await app.connect();
    soe = (await registerMember(services, 'soe', 'soe_buyer')).scope;
    otherSoe = (await registerMember(services, 'soe', 'soe_buyer')).scope;
    sme = (await registerMember(services, 'sme', 'sme_admin')).scope;
    operator = (await registerMember(services, 'platform', 'platform_operator')).scope;
    colleague = { ...soe, userId: otherSoe.userId };
    await database.sql(
      `INSERT INTO need (id, organisation_id, kind, title, status) VALUES
         ($1, $3, 'procurement', 'a', 'open'), ($2, $4, 'procurement', 'b', 'open')`,
      [ids.need, ids.foreignNeed, soe.organisationId, otherSoe.organisationId],
    );
  });

  beforeEach(async () => {
    await database.sql(
      'TRUNCATE match_run, match, bulk_news, bulk_batch, notification_preference, outbox CASCADE',
    );
    await database.sql(
      "INSERT INTO bulk_batch (id, cause, organisation_id) VALUES ($1, 'import', $3), ($2, 'rematch', NULL)",
      [ids.batch, ids.platformBatch, sme.organisationId],
    );
  });

  afterAll(async () => {
    await app.end();
    await appServices.close();
    await services.close();
    await database.drop();
  });

  /** One transaction of the app as UnitOfWork would open it. */
  async function as(scope: OrgScope, sql: string, parameters: readonly unknown[] = []): Promise<number> {
    await app.query('BEGIN');
    try {
      await app.query(
        `SELECT set_config('gonglian.actor', 'user', true), set_config('gonglian.organisation_id', $1, true),
                set_config('gonglian.user_id', $2, true), set_config('gonglian.role', $3, true)`,
        [scope.organisationId, scope.userId, scope.role],
      );
      const { rowCount } = await app.query(sql, [...parameters]);
      await app.query('COMMIT');
      return rowCount ?? 0;
    } catch (error) {
      await app.query('ROLLBACK');
      throw error;
    }
  }
  const DENIED = { code: '42501' };

  describe('runs', () => {
    const queue = (scope: OrgScope, need: string, change: { state?: string; by?: string } = {}) =>
      as(
        scope,
        `INSERT INTO match_run (id, need_id, organisation_id, need_version, outbox_id, cause, kind, state, requested_by, sequence, finished_at)
         VALUES (uuidv7(), $1, $2, 1, uuidv7(), 'requested', 'forward', $3, $4, $5, now())`,
        [need, scope.organisationId, change.state ?? 'queued', change.by ?? scope.userId, null],
      );

    it('are asked for by the owner of the need, in its own name, and no other way', async () => {
      expect(await queue(soe, ids.need)).toBe(1);
      await expect(queue(soe, ids.foreignNeed)).rejects.toMatchObject(DENIED);
      await expect(queue(otherSoe, ids.need)).rejects.toMatchObject(DENIED);
      await expect(queue(soe, ids.need, { state: 'running' })).rejects.toMatchObject(DENIED);
      await expect(queue(soe, ids.need, { by: otherSoe.userId })).rejects.toMatchObject(DENIED);
    });

    it('are cancelled by the owner, and only those that have not ended; nothing else of them changes', async () => {
      await queue(soe, ids.need);
      for (const scope of [otherSoe, sme])
        expect(await as(scope, "UPDATE match_run SET state = 'cancelled'")).toBe(0);
      await expect(
        as(soe, "UPDATE match_run SET state = 'queued', finished_at = NULL"),
      ).rejects.toMatchObject(DENIED);
      for (const change of [
        "diff = '{}'",
        'evaluated = 9',
        'organisation_id = organisation_id',
        'sequence = 1',
      ])
        await expect(as(soe, `UPDATE match_run SET ${change}`)).rejects.toMatchObject(DENIED);
      expect(await as(soe, "UPDATE match_run SET state = 'cancelled'")).toBe(1);
      expect(await as(soe, "UPDATE match_run SET state = 'cancelled'")).toBe(0);
    });

    it('are finished only with all that a finished run has', async () => {
      await queue(soe, ids.need);
      await expect(database.sql("UPDATE match_run SET state = 'finished'")).rejects.toMatchObject({
        code: '23514',
      });
    });
  });

  describe('batches', () => {
    it('are seen by whose they are and by operators', async () => {
      expect(await as(sme, 'SELECT id FROM bulk_batch')).toBe(1);
      expect(await as(soe, 'SELECT id FROM bulk_batch')).toBe(0);
      expect(await as(operator, 'SELECT id FROM bulk_batch')).toBe(2);
    });

    it('are opened and closed in the own name only, and never finished by the app', async () => {
      const insert = "INSERT INTO bulk_batch (id, cause, organisation_id) VALUES (uuidv7(), 'import', $1)";
      expect(await as(soe, insert, [soe.organisationId])).toBe(1);
      await expect(as(soe, insert, [sme.organisationId])).rejects.toMatchObject(DENIED);
      expect(await as(soe, 'UPDATE bulk_batch SET closed_at = now() WHERE id = $1', [ids.batch])).toBe(0);
      await expect(as(sme, 'UPDATE bulk_batch SET finished_at = now()')).rejects.toMatchObject(DENIED);
    });

    it('have news that each organisation sees of itself, and nobody but the worker writes', async () => {
      const news = `INSERT INTO bulk_news (batch_id, organisation_id, need_id, side, matches, to_confirm)
                    VALUES ($1, $2, $3, 'buyer', 1, 0)`;
      await database.sql(news, [ids.batch, soe.organisationId, ids.need]);
      expect(await as(soe, 'SELECT 1 FROM bulk_news')).toBe(1);
      // Who has news of a batch may open it, and no more than that.
      expect(await as(soe, 'SELECT 1 FROM bulk_batch WHERE id = $1', [ids.batch])).toBe(1);
      expect(await as(soe, 'SELECT 1 FROM bulk_batch')).toBe(1);
      expect(await as(otherSoe, 'SELECT 1 FROM bulk_batch')).toBe(0);
      expect(await as(soe, 'UPDATE bulk_batch SET closed_at = now() WHERE id = $1', [ids.batch])).toBe(0);
      for (const scope of [otherSoe, sme, operator])
        expect(await as(scope, 'SELECT 1 FROM bulk_news')).toBe(0);
      await expect(as(soe, news, [ids.platformBatch, soe.organisationId, ids.need])).rejects.toMatchObject(
        DENIED,
      );
    });
  });

  it('preferences belong to one person in one organisation', async () => {
    const insert = `INSERT INTO notification_preference (user_id, organisation_id, kind, in_app, changed_at)
                    VALUES ($1, $2, 'match.news', false, now())`;
    expect(await as(soe, insert, [soe.userId, soe.organisationId])).toBe(1);
    await expect(as(soe, insert, [otherSoe.userId, soe.organisationId])).rejects.toMatchObject(DENIED);
    await expect(as(soe, insert, [soe.userId, otherSoe.organisationId])).rejects.toMatchObject(DENIED);
    for (const scope of [colleague, otherSoe, operator]) {
      expect(await as(scope, 'SELECT 1 FROM notification_preference')).toBe(0);
      expect(await as(scope, 'UPDATE notification_preference SET in_app = true')).toBe(0);
    }
    expect(await as(soe, 'UPDATE notification_preference SET in_app = true')).toBe(1);
  });

  describe('the outbox', () => {
    const row = (status: string, kind = 'search.apply') =>
      database.sql(
        `INSERT INTO outbox (id, kind, cause, organisation_id, payload, status, failures, last_error)
         VALUES (uuidv7(), $1, 'x', $2, '{}', $3, 3, '连接中断')`,
        [kind, sme.organisationId, status],
      );
    const service = () => appServices.get(OperationsService);
    const failed = () => database.sql("SELECT 1 FROM outbox WHERE status = 'failed'");

    it('is read as a whole by operators, by kind and with what was given up', async () => {
      await row('failed');
      await row('pending');
      await row('sent', 'match.need');
      await row('done');
      expect(await service().read(operator)).toMatchObject({
        jobs: [
          { kind: 'match.need', pending: 0, sent: 1, failed: 0 },
          { kind: 'search.apply', pending: 1, sent: 0, failed: 1 },
        ],
        failures: [{ kind: 'search.apply', cause: 'x', failures: 3, error: '连接中断' }],
      });
      expect(await service().read(soe)).toEqual({ jobs: [], failures: [] });
    });

    it('is set back to work by operators, all of it or one kind, and by nobody else', async () => {
      await row('failed');
      await row('failed', 'match.need');
      for (const scope of [sme, soe]) expect(await service().redrive(scope, null)).toBe(0);
      expect(await service().redrive(operator, 'match.need')).toBe(1);
      expect(await service().redrive(operator, 'match.need')).toBe(0);
      expect(await failed()).toHaveLength(1);
      expect(await service().redrive(operator, null)).toBe(1);
      expect(await failed()).toEqual([]);
    });

    it('is not changed by operators in any other way', async () => {
      await row('pending');
      expect(await as(operator, "UPDATE outbox SET status = 'pending'")).toBe(0);
      await row('failed');
      await expect(
        as(operator, "UPDATE outbox SET status = 'done' WHERE status = 'failed'"),
      ).rejects.toMatchObject(DENIED);
      await expect(as(operator, "UPDATE outbox SET payload = '{}'")).rejects.toMatchObject(DENIED);
      const read = appServices.get(UnitOfWork).read(operator, (tx) => tx.query('SELECT 1 FROM outbox'));
      expect(await read).toHaveLength(2);
    });
  });
});
