import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, newId, type Result } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { BULK_NEWS, MATCH_NEWS, MATCH_OPPORTUNITY } from '#libs/matching';
import {
  type NewNotification,
  NotificationRenderers,
  NotificationService,
  PreferenceService,
} from '#libs/notification';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

const WARNING = 'test.warning';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(result.code);
  return result;
}

describe('notifications', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let soe: OrgScope;
  let other: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    for (const process of [app, worker]) {
      process.get(NotificationRenderers).register(WARNING, {
        ...{ subject: 'organisation', mandatory: true, name: { zh: '必读提醒', en: 'A warning' } },
        ...{ title: { zh: '提醒', en: 'Warning' }, body: { zh: '请注意', en: 'Mind' } },
      });
    }
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    other = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
  });

  beforeEach(async () => {
    await database.sql('TRUNCATE notification, notification_preference, outbox');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const note = (kind: string, change: Partial<NewNotification> = {}): NewNotification => ({
    ...{ organisationId: soe.organisationId, recipientUserId: soe.userId, kind, subjectId: newId() },
    ...{ subjectVersion: 1, data: { title: '真空断路器采购', matches: 1, toConfirm: 0 } },
    ...change,
  });
  const record = async (...rows: NewNotification[]) => {
    const count = await worker
      .get(UnitOfWork)
      .run(SYSTEM_SCOPE, (tx) => worker.get(NotificationService).record(tx, rows));
    await drain(database, worker);
    return count;
  };
  const service = () => app.get(NotificationService);
  const listed = async (filter = {}, scope = soe) =>
    ok(await service().list(scope, { first: 100 }, filter)).items.map((one) => one.kind);
  const prefer = (kind: string, inApp: boolean, scope = soe) =>
    app.get(PreferenceService).set(scope, kind, inApp);

  it('are written once, many in one statement', async () => {
    const rows = [note(MATCH_NEWS), note(MATCH_OPPORTUNITY), note(MATCH_NEWS)];
    expect(await record(...rows)).toBe(3);
    expect(await record(...rows, note(MATCH_NEWS))).toBe(1);
    expect(await record(rows[0]!, rows[0]!)).toBe(0);
    expect(await database.sql('SELECT 1 FROM notification WHERE delivered_at IS NOT NULL')).toHaveLength(4);
    expect(await record()).toBe(0);
  });

  it('are counted in all and by kind, and filtered by kind and by whether they were read', async () => {
    await record(note(MATCH_NEWS), note(MATCH_NEWS), note(MATCH_OPPORTUNITY));
    const [first] = ok(await service().list(soe, { first: 1 }, { kind: MATCH_NEWS })).items;
    ok(await service().markRead(soe, first!.id));
    expect(await service().unreadCounts(soe)).toEqual({
      total: 2,
      byKind: [
        { kind: MATCH_NEWS, unread: 1 },
        { kind: MATCH_OPPORTUNITY, unread: 1 },
      ],
    });
    expect(await listed({ kind: MATCH_NEWS })).toEqual([MATCH_NEWS, MATCH_NEWS]);
    expect(await listed({ kind: MATCH_NEWS, unreadOnly: true })).toEqual([MATCH_NEWS]);
    expect(await listed({ kind: 'nothing.like.this' })).toEqual([]);
    expect(await service().unreadCounts(other)).toEqual({ total: 0, byKind: [] });
  });

  it('are all marked read up to a moment, of one kind or all, and nobody else’s', async () => {
    await record(
      note(MATCH_NEWS),
      note(MATCH_OPPORTUNITY),
      note(MATCH_NEWS, { recipientUserId: other.userId, organisationId: other.organisationId }),
    );
    const seen = new Date(Date.now() + 1_000);
    await database.sql("UPDATE notification SET created_at = now() + interval '1 hour' WHERE kind = $1", [
      MATCH_OPPORTUNITY,
    ]);
    expect(await service().markAllRead(soe, seen)).toMatchObject({ total: 1 });
    const [{ at }] = (await database.sql<{ at: Date }>(
      'SELECT read_at AS at FROM notification WHERE read_at IS NOT NULL',
    )) as [{ at: Date }];
    expect(await service().markAllRead(soe, seen)).toMatchObject({ total: 1 });
    expect(await database.sql('SELECT read_at AS at FROM notification WHERE read_at IS NOT NULL')).toEqual([
      { at },
    ]);
    const late = new Date(Date.now() + 7_200_000);
    expect(await service().markAllRead(soe, late, MATCH_NEWS)).toMatchObject({ total: 1 });
    expect(await service().markAllRead(soe, late, MATCH_OPPORTUNITY)).toEqual({ total: 0, byKind: [] });
    expect(await service().unreadCount(other)).toBe(1);
  });

  describe('that somebody has switched off', () => {
    it('are neither shown nor delivered, and not told later', async () => {
      expect(ok(await prefer(MATCH_NEWS, false))).toMatchObject({ inApp: false });
      const missed = note(MATCH_NEWS);
      const elsewhere = { recipientUserId: other.userId, organisationId: other.organisationId };
      expect(await record(missed, note(MATCH_OPPORTUNITY), note(MATCH_NEWS, elsewhere))).toBe(2);
      expect(await listed()).toEqual([MATCH_OPPORTUNITY]);
      expect(await listed({}, other)).toEqual([MATCH_NEWS]);
      expect(await service().unreadCounts(soe)).toMatchObject({ total: 1 });
      const [hidden] = await database.sql<{ id: string; delivered_at: Date | null }>(
        'SELECT id, delivered_at FROM notification WHERE muted',
      );
      expect(hidden!.delivered_at).toBeNull();
      expect(await service().findOwn(soe, [hidden!.id])).toEqual([]);
      expect(await service().markRead(soe, hidden!.id)).toMatchObject({ code: 'NOT_FOUND' });

      ok(await prefer(MATCH_NEWS, true));
      // The same event again is told as before: once, which was while it was off.
      expect(await record(missed)).toBe(0);
      expect(await listed()).toEqual([MATCH_OPPORTUNITY]);
      expect(await record(note(MATCH_NEWS))).toBe(1);
      expect(await listed()).toEqual([MATCH_NEWS, MATCH_OPPORTUNITY]);
    });

    it('are those of one organisation only, by a person of both', async () => {
      ok(await prefer(MATCH_NEWS, false));
      await database.sql(
        "INSERT INTO membership (id, user_id, organisation_id, role) VALUES (uuidv7(), $1, $2, 'soe_buyer')",
        [soe.userId, other.organisationId],
      );
      expect(await record(note(MATCH_NEWS, { organisationId: other.organisationId }))).toBe(1);
    });

    it('cannot be those that everybody must read, nor those that are none', async () => {
      expect(await prefer(WARNING, false)).toMatchObject({
        kind: 'wrong_state',
        code: 'NOTIFICATION_MANDATORY',
      });
      expect(await prefer('nothing.like.this', false)).toMatchObject({
        code: 'INVALID_INPUT',
        issues: [{ path: 'kind', code: 'UNKNOWN_KIND' }],
      });
      expect(await database.sql('SELECT 1 FROM notification_preference')).toEqual([]);
      // Even a row that got there otherwise, such as from before the kind was made mandatory.
      await database.sql(
        'INSERT INTO notification_preference (user_id, organisation_id, kind, in_app, changed_at) VALUES ($1, $2, $3, false, now())',
        [soe.userId, soe.organisationId, WARNING],
      );
      expect(await record(note(WARNING))).toBe(1);
      expect(
        (await app.get(PreferenceService).list(soe)).find((one) => one.kind.kind === WARNING)?.inApp,
      ).toBe(true);
    });
  });

  it('list every kind with the choice of the one who asks', async () => {
    ok(await prefer(BULK_NEWS, false));
    const off = async (scope: OrgScope) =>
      (await app.get(PreferenceService).list(scope)).filter((one) => !one.inApp).map((one) => one.kind.kind);
    expect(await off(soe)).toEqual([BULK_NEWS]);
    expect(await off(other)).toEqual([]);
  });
});
