import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, newId, type Result } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import {
  type NeedInput,
  NeedHistoryService,
  NeedInvitationService,
  NeedReviewService,
  NeedService,
} from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { OpportunityService } from '#libs/matching';
import { Outbox } from '#libs/messaging';
import { ProductService } from '#libs/supply';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

type ClauseInput = NonNullable<NeedInput['clauses']>[number];
const text = (words: string, more: Partial<ClauseInput> = {}): ClauseInput => ({
  ...{ hard: false, text: words, condition: { type: 'text' } },
  ...more,
});
const current = (low: string, disclosure: ClauseInput['disclosure'] = 'public'): ClauseInput => ({
  ...{ hard: true, disclosure, text: `额定电流≥${low}A` },
  condition: { type: 'parameter', name: '额定电流', op: '>=', low, unit: 'A' },
});
const NEED: NeedInput = {
  ...{ kind: 'procurement', title: '真空断路器采购', body: '用于配电网改造。' },
  ...{ membersPart: '会员可见', invitedPart: '受邀可见', budget: { low: 100, high: 200 } },
};

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

describe('demand on a real database', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let needs: NeedService;
  let invitations: NeedInvitationService;
  let history: NeedHistoryService;
  let soe: OrgScope;
  let otherSoe: OrgScope;
  let sme: OrgScope;
  let otherSme: OrgScope;
  const clock = { time: Date.parse('2026-03-01T00:00:00Z'), now: () => new Date(clock.time) };

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    otherSoe = (await registerMember(worker, 'soe', 'soe_admin')).scope;
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    otherSme = (await registerMember(worker, 'sme', 'sme_member')).scope;
    needs = new NeedService(app.get(UnitOfWork), app.get(Outbox), clock);
    invitations = new NeedInvitationService(app.get(UnitOfWork), app.get(Outbox), clock);
    history = app.get(NeedHistoryService);
  });

  beforeEach(async () => {
    await database.sql('TRUNCATE need, product, outbox, search_document, notification CASCADE');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const draft = async (more: Partial<NeedInput> = {}) => ok(await needs.create(soe, { ...NEED, ...more }));
  const open = async (more: Partial<NeedInput> = {}) => ok(await needs.publish(soe, (await draft(more)).id));
  const invite = async (needId: string, supplier = sme, terms = '保密条款') =>
    ok(await invitations.invite(soe, { needId, supplierOrganisationId: supplier.organisationId, terms }));
  const partsSeen = async (scope: OrgScope, id: string) =>
    (await needs.findParts(scope, [id])).map((part) => part.disclosure).sort();
  const clausesSeen = async (scope: OrgScope, id: string) =>
    (await needs.findClauses(scope, [id])).map((clause) => clause.text);
  const causes = async () =>
    (
      await database.sql<{ cause: string }>(
        "SELECT cause FROM outbox WHERE kind = 'search.apply' ORDER BY id",
      )
    ).map((row) => row.cause);

  describe('who sees which part', () => {
    const CLAUSES = [
      text('公开'),
      text('会员', { disclosure: 'members' }),
      text('受邀', { disclosure: 'invited' }),
    ];

    it('is decided by level, acceptance and revocation', async () => {
      const { id } = await open({ clauses: CLAUSES });
      expect(await partsSeen(soe, id)).toEqual(['invited', 'members']);
      for (const scope of [sme, otherSme, otherSoe]) {
        expect(await partsSeen(scope, id)).toEqual(['members']);
        expect(await clausesSeen(scope, id)).toEqual(['公开', '会员']);
      }
      const invitation = await invite(id);
      expect(await partsSeen(sme, id)).toEqual(['members']);
      ok(await invitations.accept(sme, invitation.id));
      expect(await partsSeen(sme, id)).toEqual(['invited', 'members']);
      expect(await clausesSeen(sme, id)).toEqual(['公开', '会员', '受邀']);
      for (const scope of [otherSme, otherSoe]) {
        expect(await partsSeen(scope, id)).toEqual(['members']);
        expect(await clausesSeen(scope, id)).toEqual(['公开', '会员']);
      }
      ok(await invitations.revoke(soe, invitation.id));
      expect(await partsSeen(sme, id)).toEqual(['members']);
      expect(await clausesSeen(sme, id)).toEqual(['公开', '会员']);
    });

    it('a draft and a closed need show no part to anybody else', async () => {
      const { id } = await draft({ clauses: CLAUSES });
      expect(await partsSeen(sme, id)).toEqual([]);
      ok(await needs.publish(soe, id));
      ok(await invitations.accept(sme, (await invite(id)).id));
      ok(await needs.close(soe, id));
      expect(await partsSeen(sme, id)).toEqual([]);
      expect(await clausesSeen(sme, id)).toEqual([]);
      expect(await partsSeen(soe, id)).toEqual(['invited', 'members']);
    });

    it('the budget stands in the part of its own level', async () => {
      const { id } = await open({ budget: { high: 5, disclosure: 'public' } });
      const parts = await needs.findParts(otherSme, [id]);
      expect(parts.find((part) => part.disclosure === 'members')).toMatchObject({ budget: null });
      expect(parts.find((part) => part.disclosure === 'public')).toMatchObject({
        body: '',
        budget: { low: null, high: 5, currency: 'CNY' },
      });
    });
  });

  describe('createNeed with a key', () => {
    it('writes one need however often it is sent', async () => {
      const first = ok(await needs.create(soe, NEED, 'key-1'));
      expect(ok(await needs.create(soe, NEED, 'key-1')).id).toBe(first.id);
      expect(await needs.create(soe, { ...NEED, title: '别的' }, 'key-1')).toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
      expect(await needs.create(soe, NEED, '空')).toMatchObject({ issues: [{ path: 'idempotencyKey' }] });
      expect(ok(await needs.create(otherSoe, NEED, 'key-1')).id).not.toBe(first.id);
      expect(
        await database.sql('SELECT id FROM need WHERE organisation_id = $1', [soe.organisationId]),
      ).toHaveLength(1);
    });
  });

  describe('updateNeed', () => {
    it('keeps the ids of clauses that say what they said, wherever they stand', async () => {
      const { id } = await open({ clauses: [text('甲'), current('630'), text('乙'), text('乙')] });
      const before = await needs.findClauses(soe, [id]);
      const changed = [current('630'), text('乙', { hard: true }), text('甲'), text('乙')];
      expect(ok(await needs.update(soe, id, 2, { ...NEED, clauses: changed }))).toMatchObject({ version: 3 });
      const after = await needs.findClauses(soe, [id]);
      const idOf = (index: number) => before[index]!.id;
      expect(after.map((clause) => clause.text)).toEqual(['额定电流≥630A', '乙', '甲', '乙']);
      expect([after[0]!.id, after[2]!.id, after[3]!.id]).toEqual([idOf(1), idOf(0), idOf(2)]);
      expect(before.map((clause) => clause.id)).not.toContain(after[1]!.id);
      expect(await causes()).toEqual(['need.published', 'need.updated']);
    });

    it('moves a span with its text and keeps the clause', async () => {
      const span = { part: 'body', start: 0, end: 2 } as const;
      const { id } = await draft({ body: '甲乙', clauses: [text('甲乙', { span })] });
      const [before] = await needs.findClauses(soe, [id]);
      const moved = { ...span, start: 1, end: 3 };
      ok(
        await needs.update(soe, id, 1, { ...NEED, body: '新甲乙', clauses: [text('甲乙', { span: moved })] }),
      );
      expect(await needs.findClauses(soe, [id])).toEqual([{ ...before, span: moved }]);
    });

    it('does nothing when it says what is said already', async () => {
      const full: NeedInput = {
        ...NEED,
        ...{ kind: 'challenge', challenge: { reward: 5, resultDue: '2026-09-01' }, regionCode: '320500' },
        ...{
          quantity: { amount: '1.5', unit: 't' },
          chainNodes: ['a', 'b'],
          deadline: new Date(clock.time + 1e9),
        },
        ...{ paymentDays: 30, procurementWay: 'tender', cooperationType: 'central_local' },
        clauses: [current('630'), text('受邀', { disclosure: 'invited' })],
      };
      const { id } = ok(await needs.create(soe, full));
      expect(ok(await needs.update(soe, id, 1, full))).toMatchObject({ version: 1 });
      expect(ok(await needs.update(soe, id, 1, { ...full, invitedPart: '' }))).toMatchObject({ version: 2 });
      expect(await partsSeen(soe, id)).toEqual(['invited', 'members']);
      ok(await needs.update(soe, id, 2, { ...full, invitedPart: '', budget: null }));
      expect(await partsSeen(soe, id)).toEqual(['members']);
      expect(await causes()).toEqual([]);
    });

    it('refuses an old version, a closed need, a deadline that has passed, bad input and others', async () => {
      const { id } = await open();
      const update = (version: number, more: Partial<NeedInput> = {}, scope = soe) =>
        needs.update(scope, id, version, { ...NEED, title: '新', ...more });
      expect(await update(1)).toMatchObject({ code: 'VERSION_CONFLICT', params: { version: 2 } });
      expect(await update(2, { deadline: clock.now() })).toMatchObject({ code: 'DEADLINE_PASSED' });
      expect(await update(2, { title: '' })).toMatchObject({ code: 'INVALID_INPUT' });
      for (const scope of [otherSoe, sme])
        expect(await update(2, {}, scope)).toMatchObject({ code: 'NOT_FOUND' });
      ok(await needs.close(soe, id));
      expect(await update(3)).toMatchObject({ code: 'NEED_STATE' });
      expect(await needs.find(soe, id)).toMatchObject({ title: NEED.title, version: 3 });
    });

    it('indexes and matches anew', async () => {
      const { id } = await open({ clauses: [current('630')] });
      const product = {
        sku: 'A',
        name: '真空断路器',
        parameters: [{ name: '额定电流', low: '1000', high: '1000', unit: 'A' }],
      };
      const products = app.get(ProductService);
      ok(await products.publish(sme, ok(await products.create(sme, product)).id));
      await drain(database, worker);
      const classes = () =>
        database.sql<{ class: string }>('SELECT class FROM match WHERE need_id = $1', [id]);
      expect(await classes()).toEqual([{ class: 'match' }]);
      ok(await needs.update(soe, id, 2, { ...NEED, clauses: [current('2000')] }));
      await drain(database, worker);
      expect(await classes()).toEqual([{ class: 'near_miss' }]);
      expect(await database.sql('SELECT version FROM search_document WHERE id = $1', [id])).toEqual([
        { version: 3 },
      ]);
      const runs = await database.sql<{ cause: string }>(
        'SELECT cause FROM match_run WHERE need_id = $1 ORDER BY sequence DESC LIMIT 1',
        [id],
      );
      expect(runs).toEqual([{ cause: 'need.updated' }]);
    });
  });

  describe('versions', () => {
    it('are kept with every change and compared by the words of clauses', async () => {
      const { id } = await draft({ clauses: [text('甲')] });
      ok(await needs.update(soe, id, 1, { ...NEED, title: '新标题', clauses: [text('甲'), current('630')] }));
      ok(await needs.publish(soe, id));
      ok(await needs.close(soe, id, ' 计划取消 '));
      const { items } = ok(await history.list(soe, id, {}));
      expect(items.map(({ version, data }) => [version, data.status, data.closeReason])).toEqual([
        [4, 'closed', '计划取消'],
        [3, 'open', null],
        [2, 'draft', null],
        [1, 'draft', null],
      ]);
      expect(items.map((one) => one.changedBy)).toEqual(items.map(() => soe.userId));
      expect(items[0]!.data).toMatchObject({ membersPart: '会员可见', invitedPart: '受邀可见' });
      expect((await history.diff(soe, id, 1, 2))?.changes.map((change) => change.path)).toEqual([
        'clauses.额定电流≥630A',
        'title',
      ]);
      expect((await history.diff(soe, id, null, null))?.changes.map((change) => change.path)).toEqual([
        'closeReason',
        'status',
      ]);
      expect(await history.diff(soe, id, 9, null)).toBeNull();
      expect(ok(await history.list(soe, id, { first: 1 })).hasNext).toBe(true);
    });

    it('are for the owner’s group only, of an open need too', async () => {
      const { id } = await open();
      for (const scope of [otherSoe, sme]) {
        expect(ok(await history.list(scope, id, {})).items).toEqual([]);
        expect(await history.diff(scope, id, null, null)).toBeNull();
      }
    });

    it('refuses a reason that is too long', async () => {
      const { id } = await open();
      expect(await needs.close(soe, id, 'x'.repeat(501))).toMatchObject({ issues: [{ path: 'reason' }] });
      expect(ok(await needs.close(soe, id, ' '))).toMatchObject({ closeReason: null });
    });
  });

  describe('invitations', () => {
    it('are asked for twice as once, under the same terms', async () => {
      const { id } = await open();
      const first = await invite(id);
      expect(await invite(id)).toEqual(first);
      expect(
        await invitations.invite(soe, {
          needId: id,
          supplierOrganisationId: sme.organisationId,
          terms: '另',
        }),
      ).toMatchObject({ code: 'ALREADY_INVITED' });
      ok(await invitations.revoke(soe, first.id));
      expect(ok(await invitations.revoke(soe, first.id)).revokedAt).toEqual(clock.now());
      expect((await invite(id, sme, '另')).id).not.toBe(first.id);
    });

    it('go from the owner of an open need to suppliers', async () => {
      const { id } = await draft();
      const ask = (scope: OrgScope, supplierOrganisationId: string, terms = '条款', needId = id) =>
        invitations.invite(scope, { needId, supplierOrganisationId, terms });
      expect(await ask(soe, sme.organisationId)).toMatchObject({ code: 'NEED_STATE' });
      ok(await needs.publish(soe, id));
      expect(await ask(otherSoe, sme.organisationId)).toMatchObject({ code: 'NOT_FOUND', params: { id } });
      expect(await ask(soe, newId())).toMatchObject({ code: 'NOT_FOUND' });
      expect(await ask(soe, otherSoe.organisationId)).toMatchObject({ issues: [{ code: 'NOT_A_SUPPLIER' }] });
      expect(await ask(soe, sme.organisationId, ' ')).toMatchObject({ issues: [{ path: 'terms' }] });
      expect(await database.sql('SELECT id FROM need_invitation')).toEqual([]);
    });

    it('are answered once, by their supplier, while they stand', async () => {
      const { id } = await open();
      const { id: invitation } = await invite(id);
      for (const scope of [otherSme, soe])
        expect(await invitations.accept(scope, invitation)).toMatchObject({ code: 'NOT_FOUND' });
      for (const scope of [otherSoe, sme])
        expect(await invitations.revoke(scope, invitation)).toMatchObject({ code: 'NOT_FOUND' });
      const accepted = ok(await invitations.accept(sme, invitation));
      expect(accepted).toMatchObject({ acceptedAt: clock.now(), answeredBy: sme.userId });
      expect(ok(await invitations.accept(sme, invitation))).toEqual(accepted);
      expect(await invitations.decline(sme, invitation)).toMatchObject({
        code: 'NEED_INVITATION_STATE',
        params: { state: 'accepted' },
      });
      const { id: second } = await invite(id, otherSme);
      ok(await invitations.revoke(soe, second));
      expect(await invitations.accept(otherSme, second)).toMatchObject({ params: { state: 'revoked' } });
      const { id: third } = await invite(id, otherSme);
      ok(await invitations.decline(otherSme, third));
      expect(await partsSeen(otherSme, id)).toEqual(['members']);
      expect((await invite(id, otherSme)).id).not.toBe(third);
    });

    it('cannot be accepted once the need is closed', async () => {
      const { id } = await open();
      const { id: invitation } = await invite(id);
      ok(await needs.close(soe, id));
      expect(await invitations.accept(sme, invitation)).toMatchObject({ code: 'NEED_STATE' });
    });

    it('are listed to both sides, and to nobody else', async () => {
      const { id } = await open();
      const [mine, others] = [await invite(id), await invite(id, otherSme)];
      const idsOf = (page: Result<{ items: readonly { id: string }[] }>) =>
        ok(page).items.map((one) => one.id);
      expect(idsOf(await invitations.listOfNeed(soe, id, {}))).toEqual([mine.id, others.id]);
      expect(idsOf(await invitations.listOfNeed(otherSoe, id, {}))).toEqual([]);
      expect(idsOf(await invitations.listOfNeed(sme, id, {}))).toEqual([mine.id]);
      expect(idsOf(await invitations.listReceived(sme, {}))).toEqual([mine.id]);
      expect(idsOf(await invitations.listReceived(soe, {}))).toEqual([]);
      expect(ok(await invitations.listOfNeed(soe, id, { first: 1 })).hasNext).toBe(true);
    });

    it('tell each of the supplier’s people once, and not of one that was revoked', async () => {
      const { id } = await open();
      await invite(id);
      ok(await invitations.revoke(soe, (await invite(id, otherSme)).id));
      await drain(database, worker);
      const told = () =>
        database.sql("SELECT recipient_user_id AS user, data FROM notification WHERE kind = 'need.invited'");
      expect(await told()).toMatchObject([{ user: sme.userId, data: { title: NEED.title } }]);
      await database.sql("UPDATE outbox SET status = 'pending' WHERE kind = 'need.invited'");
      await drain(database, worker);
      expect(await told()).toHaveLength(1);
    });
  });

  describe('matching', () => {
    it('judges and tells an invited supplier by all clauses, others by those they see', async () => {
      const products = app.get(ProductService);
      const { id } = await open({ clauses: [current('630'), current('2000', 'invited')] });
      ok(await invitations.accept(sme, (await invite(id)).id));
      await drain(database, worker);
      for (const scope of [sme, otherSme]) {
        const product = {
          ...{ sku: 'A', name: '真空断路器' },
          parameters: [{ name: '额定电流', low: '1000', high: '1000', unit: 'A' }],
        };
        ok(await products.publish(scope, ok(await products.create(scope, product)).id));
      }
      await drain(database, worker);
      const told = await database.sql(
        "SELECT recipient_user_id AS user FROM notification WHERE kind = 'match.opportunity'",
      );
      expect(told).toEqual([{ user: otherSme.userId }]);
      const viewOf = async (scope: OrgScope) =>
        ok(await app.get(OpportunityService).list(scope, {})).items.map((one) => [
          one.class,
          one.hiddenClauses,
        ]);
      expect(await viewOf(sme)).toEqual([['near_miss', 0]]);
      expect(await viewOf(otherSme)).toEqual([['match', 1]]);
    });
  });

  describe('search', () => {
    it('finds names of codes and public texts, and nothing that is not public', async () => {
      const { id } = await open({
        ...{ kind: 'first_unit_scenario', regionCode: '320000', industryCode: '38' },
        ...{ chainNodes: ['new-energy.transmission'], scenario: { site: '常熟变电站' } },
        clauses: [text('秘密条款词', { disclosure: 'invited' })],
      });
      await drain(database, worker);
      const [row] = await database.sql<{ terms: string }>(
        "SELECT terms::text AS terms FROM search_document WHERE kind = 'need' AND id = $1",
        [id],
      );
      for (const word of ['江苏', '常熟', '变电站', '配电', '电气']) expect(row?.terms).toContain(word);
      for (const word of ['会员', '受邀', '秘密', '100', '200'])
        expect(row?.terms).not.toContain(`'${word}'`);
    });
  });

  describe('reviews', () => {
    it('are for the owner’s group', async () => {
      const { id } = await open({ invitedPart: '注册资本不低于500万元', paymentDays: 90 });
      const reviews = app.get(NeedReviewService);
      const review = (await reviews.findReviews(soe, [id])).get(id);
      expect(review?.findings.map((finding) => finding.code)).toEqual(
        expect.arrayContaining(['RESTRICTS_CAPITAL', 'PAYMENT_OVER_60_DAYS']),
      );
      expect(review?.completeness.score).toBeGreaterThan(0);
      for (const scope of [otherSoe, sme]) expect((await reviews.findReviews(scope, [id])).size).toBe(0);
      expect(reviews.review(soe, { ...NEED, title: '' })).toMatchObject({ code: 'INVALID_INPUT' });
      expect(await database.sql('SELECT id FROM need')).toHaveLength(1);
    });
  });

  it('a need that closes by itself keeps that version, made by nobody', async () => {
    const { id } = await open({ deadline: new Date(clock.time + 1_000) });
    await database.sql("UPDATE need SET deadline = now() - interval '1 day' WHERE id = $1", [id]);
    await database.sql(
      "INSERT INTO outbox (id, kind, cause, payload) VALUES ($1, 'need.close_due', 'schedule', '{}')",
      [newId()],
    );
    await drain(database, worker);
    const [newest] = ok(await history.list(soe, id, {})).items;
    expect(newest).toMatchObject({
      version: 3,
      changedBy: null,
      data: { status: 'closed', title: NEED.title },
    });
  });
});
