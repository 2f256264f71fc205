import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { isProblem, newId, type Result } from '#libs/common';
import { type Need, type NeedInput, NeedService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import {
  type Decision,
  DecisionService,
  type Match,
  type MatchDiff,
  MatchRunService,
  MatchService,
  OpportunityService,
} from '#libs/matching';
import { type Product, type ProductInput, ProductService } from '#libs/supply';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain, jobRunner, realHandlers } from '../support/jobs.js';
import { eventually } from '../support/processes.js';
import { openServices, registerMember } from '../support/services.js';

const KEEP = 5;
const KEEP_NEAR = 2;
const LISTED = {
  kind: 'equipment',
  level: 'national',
  catalogue: '首台套目录',
  item: '断路器',
  listedOn: '2024-01-01',
} as const;

const voltage = (low: string, more: Partial<NonNullable<NeedInput['clauses']>[number]> = {}) => ({
  hard: true,
  text: `额定电压≥${low}kV`,
  condition: { type: 'parameter' as const, name: '额定电压', op: '>=' as const, low, unit: 'kV' },
  ...more,
});
const gate = {
  hard: true,
  text: '业绩要求',
  condition: { type: 'qualification' as const, gate: 'track_record' as const },
};
const delivery = { hard: false, text: '60天内', condition: { type: 'delivery' as const, maxDays: 60 } };

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

interface Run {
  cause: string;
  sequence: number;
  diff: MatchDiff;
}

describe('matching', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let soe: OrgScope;
  let otherSoe: OrgScope;
  let sme: OrgScope;
  let otherSme: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    const limits = { MATCH_KEEP: String(KEEP), MATCH_KEEP_NEAR: String(KEEP_NEAR) };
    app = await openServices(database, 'app', limits);
    worker = await openServices(database, 'worker', limits);
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    otherSoe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    otherSme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
  });

  beforeEach(async () => {
    await database.sql(
      'TRUNCATE outbox, notification, notification_preference, bulk_news, bulk_batch, decision, match, match_run, stats_snapshot, search_document, search_parameter, clause, need_part, need_invitation, need_version, need, product_version, product CASCADE',
    );
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const work = () => drain(database, worker);

  /** A published breaker; its background work is left in the outbox. */
  async function sell(
    scope: OrgScope,
    kilovolts: string | null,
    more: Partial<ProductInput> = {},
  ): Promise<Product> {
    const products = app.get(ProductService);
    const parameters =
      kilovolts === null
        ? [{ name: '额定电流', low: '630', high: '630', unit: 'A' }]
        : [{ name: '额定电压', low: kilovolts, high: kilovolts, unit: 'kV' }];
    const input = { sku: newId(), name: '户内真空断路器', parameters, ...more };
    const { id } = ok(await products.create(scope, input));
    return ok(await products.publish(scope, id));
  }

  /** An open need, asked when all before it is settled; its own background work is left in the outbox. */
  async function ask(clauses: NeedInput['clauses'], title = '真空断路器采购', scope = soe): Promise<Need> {
    await work();
    const needs = app.get(NeedService);
    const { id } = ok(await needs.create(scope, { kind: 'procurement', title, clauses }));
    return ok(await needs.publish(scope, id));
  }

  const kept = async (need: Need): Promise<readonly Match[]> =>
    ok(await app.get(MatchService).listForNeed(soe, need.id, { first: 100 })).items;

  const runs = (need: Need) =>
    database.sql<Run>('SELECT cause, sequence, diff FROM match_run WHERE need_id = $1 ORDER BY sequence', [
      need.id,
    ]);

  const rematch = async (need: Need) => {
    ok(await app.get(MatchRunService).request(soe, need.id));
    await work();
  };

  const told = async (scope: OrgScope) =>
    database.sql<{ kind: string; subject: string; version: number; delivered: boolean }>(
      `SELECT kind, subject_id AS subject, subject_version AS version, delivered_at IS NOT NULL AS delivered
         FROM notification WHERE recipient_user_id = $1 ORDER BY id`,
      [scope.userId],
    );

  describe('both directions', () => {
    const picture = (matches: readonly Match[]) =>
      matches.map(({ productId, class: c, score, relevance, verdicts, statsNumber, rulesVersion }) => ({
        productId,
        class: c,
        score,
        relevance,
        verdicts,
        statsNumber,
        rulesVersion,
      }));

    it('give the same class, score and verdicts for the same pair', async () => {
      const need = await ask([voltage('10'), gate, delivery]);
      await work();
      // Reverse: the need was there first.
      await sell(sme, '12', { firstUnit: LISTED, leadTimeDays: 30 });
      await sell(sme, '12', { name: '真空断路器柜', leadTimeDays: 90 });
      await sell(sme, '6', { firstUnit: LISTED });
      await sell(otherSme, null, { name: '断路器', summary: '真空' });
      await work();
      const reverse = await kept(need);
      expect(reverse.map((match) => match.class)).toEqual(['match', 'to_confirm', 'to_confirm', 'near_miss']);
      expect(reverse[0]!.verdicts.map((verdict) => verdict.verdict)).toEqual(['met', 'waived', 'met']);
      // Forward, from nothing.
      await database.sql('DELETE FROM match');
      await rematch(need);
      const forward = await kept(need);
      expect((await runs(need)).at(-1)!.cause).toBe('requested');
      expect(picture(forward)).toEqual(picture(reverse));
      expect(forward[0]!.id).not.toBe(reverse[0]!.id);
    });

    it('keep nothing that has nothing to do with the need', async () => {
      await sell(sme, '12', { name: '碳纤维预浸料', summary: '复合材料' });
      const need = await ask([voltage('10')]);
      await work();
      await sell(sme, '12', { name: '工业润滑油' });
      await work();
      expect(await kept(need)).toEqual([]);
    });
  });

  describe('what is kept', () => {
    it('is the best of each class, up to the limits, in either direction', async () => {
      for (let n = 0; n < 4; n++) await sell(sme, '12', { name: '真空断路器', leadTimeDays: 100 + n });
      for (const kilovolts of ['2', '8', '9', '4']) await sell(sme, kilovolts);
      const need = await ask([voltage('10'), delivery]);
      await work();
      for (let n = 0; n < 4; n++) await sell(otherSme, '12', { name: '真空断路器', leadTimeDays: 50 });
      await sell(otherSme, '9.5');
      await work();
      const reverse = await kept(need);
      expect(reverse.map((match) => match.class)).toEqual([
        ...Array<string>(KEEP).fill('match'),
        ...Array<string>(KEEP_NEAR).fill('near_miss'),
      ]);
      expect(reverse.slice(0, 4).map((match) => match.productOrganisationId)).toEqual(
        Array<string>(4).fill(otherSme.organisationId),
      );
      expect(reverse.slice(KEEP).map((match) => match.verdicts[0]!.stated?.low)).toEqual(['9500', '9000']);
      await rematch(need);
      expect((await kept(need)).map((match) => match.id)).toEqual(reverse.map((match) => match.id));
    });

    it('is the same after a run again, whose diff is empty', async () => {
      await sell(sme, '12');
      await sell(sme, '6');
      const need = await ask([voltage('10')]);
      await work();
      const before = await kept(need);
      await rematch(need);
      const [first, second, ...more] = await runs(need);
      expect(first!.diff.added).toHaveLength(2);
      expect(second).toEqual({
        cause: 'requested',
        sequence: 2,
        diff: { added: [], removed: [], changed: [] },
      });
      expect(more).toEqual([]);
      expect((await kept(need)).map((match) => match.id)).toEqual(before.map((match) => match.id));
    });

    it('loses a withdrawn product; a set that was not full asks for no refill', async () => {
      const [stays, goes] = [await sell(sme, '12'), await sell(sme, '13')];
      const need = await ask([voltage('10')]);
      await work();
      ok(await app.get(ProductService).withdraw(sme, goes.id));
      await work();
      expect((await kept(need)).map((match) => match.productId)).toEqual([stays.id]);
      expect((await runs(need)).map((run) => run.cause)).toEqual(['need.published', 'product.withdrawn']);
    });

    it('is refilled when a full set loses a product', async () => {
      for (let n = 0; n < KEEP + 2; n++) await sell(sme, '12');
      const need = await ask([voltage('10')]);
      await work();
      const before = await kept(need);
      expect(before).toHaveLength(KEEP);
      ok(await app.get(ProductService).withdraw(sme, before[0]!.productId));
      await work();
      const after = await kept(need);
      expect(after).toHaveLength(KEEP);
      expect(after.map((match) => match.productId)).not.toContain(before[0]!.productId);
      expect((await runs(need)).map((run) => run.cause)).toEqual([
        'need.published',
        'product.withdrawn',
        'match.refill',
      ]);
    });

    it('makes room for a better product without a refill: the set stays full', async () => {
      for (let n = 0; n < KEEP; n++) await sell(sme, '12', { leadTimeDays: 100 });
      const need = await ask([voltage('10'), delivery]);
      await work();
      const better = await sell(otherSme, '12', { leadTimeDays: 10 });
      await work();
      const after = await kept(need);
      expect(after).toHaveLength(KEEP);
      expect(after[0]!.productId).toBe(better.id);
      const [, run, ...more] = await runs(need);
      expect(run).toMatchObject({ cause: 'product.published', diff: { added: [{ productId: better.id }] } });
      expect(run!.diff.removed).toHaveLength(1);
      expect(more).toEqual([]);
    });

    it('stays as it was when the need closes', async () => {
      await sell(sme, '12');
      const need = await ask([voltage('10')]);
      await work();
      ok(await app.get(NeedService).close(soe, need.id));
      await work();
      await sell(otherSme, '12');
      await work();
      expect(await kept(need)).toHaveLength(1);
      expect(await runs(need)).toHaveLength(1);
    });
  });

  describe('deliveries', () => {
    const rowOf = async (kind: string) =>
      (
        await database.sql<{ id: string }>('SELECT id FROM outbox WHERE kind = $1 ORDER BY id DESC', [kind])
      )[0]!.id;

    it.each(['match.need', 'match.product'])(
      'of a %s row, one after the other, are one run',
      async (kind) => {
        if (kind === 'match.need') await sell(sme, '12');
        const need = await ask([voltage('10')]);
        await work();
        if (kind === 'match.product') await sell(sme, '12');
        await work();
        const before = [await kept(need), await runs(need), await told(soe), await told(sme)];
        expect(before[1]).toHaveLength(kind === 'match.need' ? 1 : 2);
        await database.sql(`UPDATE outbox SET status = 'sent' WHERE id = $1`, [await rowOf(kind)]);
        await jobRunner(worker, realHandlers(worker)).run(await rowOf(kind));
        await work();
        expect([await kept(need), await runs(need), await told(soe), await told(sme)]).toEqual(before);
      },
    );

    it('of one row side by side are one run', async () => {
      await sell(sme, '12');
      const need = await ask([voltage('10')]);
      await work();
      ok(await app.get(MatchRunService).request(soe, need.id));
      const runner = jobRunner(worker, realHandlers(worker));
      const row = await rowOf('match.need');
      await Promise.all([runner.run(row), runner.run(row), runner.run(row)]);
      expect(await runs(need)).toHaveLength(2);
    });

    it('leave no withdrawn product behind, when it was withdrawn under a running match', async () => {
      const product = await sell(sme, '12');
      await work();
      const need = await ask([voltage('10')]);
      const runner = jobRunner(worker, realHandlers(worker));
      await runner.run(await rowOf('search.apply'));
      const brake = new pg.Client({ connectionString: database.urls.owner });
      await brake.connect();
      try {
        // Stops the forward run where it has read the product and not yet stored its match.
        await brake.query('BEGIN; LOCK TABLE match IN SHARE MODE');
        const waits = async (type: string) =>
          (await database.sql('SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = $1', [type])).length >
          0;
        const forward = runner.run(await rowOf('match.need'));
        await eventually('the forward run stands before its end', () => waits('relation'));
        ok(await app.get(ProductService).withdraw(sme, product.id));
        await runner.run(await rowOf('search.apply'));
        let over = false;
        const reverse = runner.run(await rowOf('match.product')).finally(() => (over = true));
        await eventually(
          'the withdrawal is through, or waits for the forward run',
          async () => over || (await waits('advisory')),
        );
        await brake.query('COMMIT');
        await Promise.all([forward, reverse]);
      } finally {
        await brake.end();
      }
      await work();
      expect(await kept(need)).toEqual([]);
    });
  });

  describe('who is told', () => {
    it('buyers: once for each run with news; suppliers: once for a need, whatever more of them fits', async () => {
      await sell(sme, '12');
      const need = await ask([voltage('10')]);
      await work();
      const news = (version: number) => ({ kind: 'match.news', subject: need.id, version, delivered: true });
      const opportunity = { kind: 'match.opportunity', subject: need.id, version: 0, delivered: true };
      expect(await told(soe)).toEqual([news(1)]);
      expect(await told(sme)).toEqual([opportunity]);

      await rematch(need);
      expect(await told(soe)).toEqual([news(1)]);

      await sell(sme, '13');
      await work();
      expect(await told(soe)).toEqual([news(1), news(3)]);
      expect(await told(sme)).toEqual([opportunity]);

      await sell(otherSme, '13');
      await work();
      expect(await told(soe)).toEqual([news(1), news(3), news(4)]);
      expect(await told(otherSme)).toEqual([opportunity]);
      expect(await told(otherSoe)).toEqual([]);
    });

    it('a supplier whose product only may fit or misses is not told, the buyer is told of the first', async () => {
      await sell(sme, '6');
      const need = await ask([voltage('10')]);
      await work();
      expect([await told(soe), await told(sme)]).toEqual([[], []]);
      await sell(sme, null);
      await work();
      expect(await told(sme)).toEqual([]);
      expect(await told(soe)).toMatchObject([{ kind: 'match.news', subject: need.id, version: 2 }]);
    });

    it('a loss alone is no news', async () => {
      const product = await sell(sme, '12');
      await ask([voltage('10')]);
      await work();
      ok(await app.get(ProductService).withdraw(sme, product.id));
      await work();
      expect(await told(soe)).toHaveLength(1);
      expect(await told(sme)).toHaveLength(1);
    });

    it('a product that comes back is no news to anybody', async () => {
      const product = await sell(sme, '12');
      await ask([voltage('10')]);
      await work();
      ok(await app.get(ProductService).withdraw(sme, product.id));
      await work();
      ok(await app.get(ProductService).publish(sme, product.id));
      await work();
      expect((await told(soe)).map((one) => one.version)).toEqual([1]);
      expect(await told(sme)).toHaveLength(1);
    });

    it('a supplier is told by what it may see: an invited clause changes neither whether nor what', async () => {
      await sell(sme, '12');
      await work();
      const open = await ask([voltage('10')]);
      const hidden = await ask([voltage('10'), voltage('20', { disclosure: 'invited' })]);
      await work();
      const notes = await told(sme);
      expect(notes.map((one) => one.subject).sort()).toEqual([open.id, hidden.id].sort());
    });
  });

  describe('statistics', () => {
    const rebuild = async () => {
      await database.sql(
        `INSERT INTO outbox (id, kind, cause, payload) VALUES ($1, 'stats.rebuild', 'test', '{}')`,
        [newId()],
      );
      await work();
    };
    const snapshots = () =>
      database.sql<{ number: number; documents: number; terms: Record<string, number> }>(
        'SELECT number, document_count AS documents, terms FROM stats_snapshot ORDER BY number',
      );

    it('have a new snapshot only when something has changed', async () => {
      await rebuild();
      expect(await snapshots()).toEqual([]);
      await sell(sme, '12');
      await work();
      await rebuild();
      await rebuild();
      expect(await snapshots()).toMatchObject([{ documents: 1, terms: { 断路器: 1 } }]);
      await sell(sme, '12', { name: '高压断路器' });
      await work();
      await rebuild();
      expect(await snapshots()).toMatchObject([
        { documents: 1 },
        { documents: 2, terms: { 断路器: 2, 真空: 1 } },
      ]);
    });

    it('move no score of a match that is there; a later run uses the newest', async () => {
      await sell(sme, '12', { name: '真空断路器' });
      await sell(sme, '12', { name: '断路器' });
      const need = await ask([voltage('10')]);
      await work();
      const before = await kept(need);
      expect(before.map((match) => match.statsNumber)).toEqual([0, 0]);
      for (let n = 0; n < 5; n++) await sell(otherSme, '1', { name: '隔离断路器' });
      await work();
      await rebuild();
      const number = (await snapshots())[0]!.number;
      const scores = (matches: readonly Match[]) =>
        new Map(matches.map((match) => [match.productId, match.score]));
      const present = scores(await kept(need));
      for (const match of before) expect(present.get(match.productId)).toBe(match.score);
      await rematch(need);
      const after = await kept(need);
      expect(new Set(after.map((match) => match.statsNumber))).toEqual(new Set([number]));
      expect(scores(after).get(before[1]!.productId)).not.toBe(before[1]!.score);
    });
  });

  describe('decisions', () => {
    let match: Match;

    beforeEach(async () => {
      await sell(sme, '12');
      const need = await ask([voltage('10')]);
      await work();
      match = (await kept(need))[0]!;
    });

    const decide = (scope: OrgScope, kind: Decision['kind'], reason?: string) =>
      app.get(DecisionService).record(scope, { matchId: match.id, kind, reason });

    it('are added, never changed', async () => {
      const first = ok(await decide(soe, 'shortlist'));
      const second = ok(await decide(soe, 'decline', '  业绩不足  '));
      expect(second).toMatchObject({ reason: '业绩不足', actorUserId: soe.userId, needId: match.needId });
      const found = await app.get(DecisionService).findFor(soe, [match]);
      expect(found.map(({ id, kind }) => [id, kind])).toEqual([
        [first.id, 'shortlist'],
        [second.id, 'decline'],
      ]);
    });

    it('to decline need a reason of a sensible length', async () => {
      for (const reason of [undefined, '', '   ', '长'.repeat(1_001)]) {
        expect(await decide(soe, 'decline', reason)).toMatchObject({
          code: 'INVALID_INPUT',
          issues: [{ path: 'reason', code: 'REASON_NEEDED' }],
        });
      }
      expect(isProblem(await decide(soe, 'decline', '长'.repeat(1_000)))).toBe(false);
      expect(isProblem(await decide(soe, 'contact'))).toBe(false);
      expect(await database.sql('SELECT id FROM decision')).toHaveLength(2);
    });

    it('on a foreign match answer as on a missing one', async () => {
      for (const scope of [otherSoe, sme]) {
        expect(await decide(scope, 'shortlist')).toMatchObject({
          kind: 'not_found',
          params: { id: match.id },
        });
      }
      const missing = newId();
      expect(
        await app.get(DecisionService).record(soe, { matchId: missing, kind: 'shortlist' }),
      ).toMatchObject({ kind: 'not_found', params: { id: missing } });
      expect(await app.get(DecisionService).findFor(sme, [match])).toEqual([]);
      expect(await database.sql('SELECT id FROM decision')).toEqual([]);
    });
  });

  describe('a foreign need', () => {
    it('has no matches, no runs and takes no request', async () => {
      await sell(sme, '12');
      const need = await ask([voltage('10')]);
      await work();
      const [service, runService] = [app.get(MatchService), app.get(MatchRunService)];
      const [match] = await kept(need);
      for (const scope of [otherSoe, sme]) {
        expect(ok(await service.listForNeed(scope, need.id, {})).items).toEqual([]);
        expect(ok(await runService.list(scope, need.id, {})).items).toEqual([]);
        expect(await service.find(scope, match!.id)).toBeNull();
        expect(await runService.request(scope, need.id)).toMatchObject({ code: 'NOT_FOUND' });
      }
      ok(await app.get(NeedService).close(soe, need.id));
      expect(await runService.request(soe, need.id)).toMatchObject({ code: 'NEED_STATE' });
    });
  });

  describe('opportunities', () => {
    it('are judged by what the supplier may see; the rest is a number', async () => {
      const product = await sell(sme, '12');
      const need = await ask([
        voltage('10'),
        voltage('20', { disclosure: 'invited' }),
        voltage('11', { disclosure: 'members' }),
      ]);
      await work();
      expect((await kept(need)).map((match) => match.class)).toEqual(['near_miss']);
      const [opportunity, ...more] = ok(await app.get(OpportunityService).list(sme, {})).items;
      expect(more).toEqual([]);
      expect(opportunity).toMatchObject({ productId: product.id, class: 'match', hiddenClauses: 1 });
      expect(opportunity!.verdicts.map((verdict) => verdict.required?.low)).toEqual(['10000', '11000']);
      expect(JSON.stringify(opportunity)).not.toContain('20000');
    });

    it('are the supplier’s own, of open needs', async () => {
      await sell(sme, '12');
      const need = await ask([voltage('10')]);
      await work();
      const list = async (scope: OrgScope) => ok(await app.get(OpportunityService).list(scope, {})).items;
      expect(await list(sme)).toHaveLength(1);
      expect(await list(otherSme)).toEqual([]);
      expect(await list(soe)).toEqual([]);
      ok(await app.get(NeedService).close(soe, need.id));
      expect(await list(sme)).toEqual([]);
    });
  });
});
