import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { encodeCursor, isProblem, newId, type Page, type Result } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { type Need, type NeedInput, NeedService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { SearchTable } from '#libs/search';
import { NeedJobs } from '../../libs/demand/need.jobs.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain, handler, jobRunner } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

const DAY = 24 * 3_600_000;
type ClauseInput = NonNullable<NeedInput['clauses']>[number];
type ParameterInput = Extract<ClauseInput['condition'], { type: 'parameter' }>;

const text = (words: string, disclosure: ClauseInput['disclosure'] = 'public'): ClauseInput => ({
  hard: false,
  disclosure,
  text: words,
  condition: { type: 'text' },
});
const clause = (condition: Partial<ParameterInput>): Pick<NeedInput, 'clauses'> => ({
  clauses: [
    {
      hard: true,
      text: '额定电压',
      condition: { type: 'parameter', name: '额定电压', op: '>=', low: '10', unit: 'kV', ...condition },
    },
  ],
});

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

describe('NeedService', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let needs: NeedService;
  let soe: OrgScope;
  let other: OrgScope;
  let sme: OrgScope;
  const clock = { time: Date.parse('2026-03-01T00:00:00Z'), now: () => new Date(clock.time) };

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    other = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    needs = new NeedService(app.get(UnitOfWork), app.get(Outbox), clock);
  });

  beforeEach(async () => {
    await database.sql('TRUNCATE need, outbox, search_document CASCADE');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const draft = async (input: Partial<NeedInput> = {}, scope = soe) =>
    ok(await needs.create(scope, { kind: 'procurement', title: '真空断路器采购', ...input }));

  const outbox = () =>
    database.sql('SELECT kind, cause, organisation_id AS org, payload, status FROM outbox ORDER BY id');

  it('stores a need with its clauses in their order', async () => {
    const need = await draft({
      body: ' 正文 ',
      deadline: new Date(clock.time + DAY),
      clauses: [text('甲'), ...clause({}).clauses!, text('乙', 'invited')],
    });
    expect(await needs.find(soe, need.id)).toEqual(need);
    expect(need).toMatchObject({ status: 'draft', version: 1, body: '正文', publishedAt: null });
    const clauses = await needs.findClauses(soe, [need.id]);
    expect(clauses.map((one) => [one.position, one.text, one.disclosure, one.hard])).toEqual([
      [0, '甲', 'public', false],
      [1, '额定电压', 'public', true],
      [2, '乙', 'invited', false],
    ]);
    expect(clauses[1]!.condition).toMatchObject({
      code: 'rated_voltage',
      op: '>=',
      low: '10',
      high: null,
      unit: 'kV',
    });
    expect(await outbox()).toEqual([]);
  });

  it.each<[string, string, Partial<NeedInput>]>([
    ['title', 'BAD_VALUE', { title: '' }],
    ['clauses.0.text', 'BAD_VALUE', { clauses: [text(' ')] }],
    ['clauses.0.condition.name', 'UNKNOWN_PARAMETER', clause({ name: '从未听说的参数' })],
    ['clauses.0.condition.unit', 'BAD_UNIT', clause({ unit: 'kg' })],
    ['clauses.0.condition.low', 'NO_VALUE', clause({ low: null })],
    ['clauses.0.condition.high', 'NO_VALUE', clause({ op: '<=', low: null })],
    ['clauses.0.condition.low', 'EXTRA_VALUE', clause({ op: '<=', high: '12' })],
    ['clauses.0.condition.high', 'NO_VALUE', clause({ op: 'range' })],
    ['clauses.0.condition.low', 'RANGE_ORDER', clause({ op: 'range', high: '9' })],
  ])('refuses a fault at %s: %s', async (path, code, input) => {
    expect(await needs.create(soe, { kind: 'procurement', title: 'x', ...input })).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path, code }],
    });
    expect(await database.sql('SELECT id FROM need')).toEqual([]);
  });

  it('goes from draft to open to closed, a version and an outbox row at each step', async () => {
    const { id } = await draft();
    clock.time += 1_000;
    expect(ok(await needs.publish(soe, id))).toMatchObject({
      status: 'open',
      version: 2,
      publishedAt: clock.now(),
    });
    clock.time += 1_000;
    expect(ok(await needs.close(soe, id))).toMatchObject({
      status: 'closed',
      version: 3,
      updatedAt: clock.now(),
    });
    expect(await needs.find(soe, id)).toMatchObject({ status: 'closed', version: 3 });
    const row = (cause: string, version: number) => ({
      kind: 'search.apply',
      cause,
      org: soe.organisationId,
      payload: { kind: 'need', items: [{ id, version }] },
      status: 'pending',
    });
    expect(await outbox()).toEqual([row('need.published', 2), row('need.closed', 3)]);
  });

  it('takes the same verb twice as once', async () => {
    const { id } = await draft();
    const open = ok(await needs.publish(soe, id));
    expect(ok(await needs.publish(soe, id))).toEqual(open);
    const closed = ok(await needs.close(soe, id));
    expect(ok(await needs.close(soe, id))).toEqual(closed);
    expect(await outbox()).toHaveLength(2);
  });

  it('opens no closed need and closes no draft', async () => {
    const { id } = await draft();
    expect(await needs.close(soe, id)).toMatchObject({ code: 'NEED_STATE', params: { status: 'draft' } });
    ok(await needs.publish(soe, id));
    ok(await needs.close(soe, id));
    expect(await needs.publish(soe, id)).toMatchObject({ code: 'NEED_STATE', params: { status: 'closed' } });
    expect(await needs.find(soe, id)).toMatchObject({ version: 3 });
  });

  it('opens until its deadline, not at it', async () => {
    const { id } = await draft({ deadline: new Date(clock.time + DAY) });
    clock.time += DAY;
    expect(await needs.publish(soe, id)).toMatchObject({ kind: 'wrong_state', code: 'DEADLINE_PASSED' });
    expect(await outbox()).toEqual([]);
    clock.time -= 1;
    expect(ok(await needs.publish(soe, id))).toMatchObject({ status: 'open' });
  });

  it('writes change and outbox row together or not at all', async () => {
    const { id } = await draft();
    const failed = app.get(UnitOfWork).run(soe, async () => {
      ok(await needs.publish(soe, id));
      throw new Error('boom');
    });
    await expect(failed).rejects.toThrow('boom');
    expect(await needs.find(soe, id)).toMatchObject({ status: 'draft', version: 1 });
    expect(await outbox()).toEqual([]);
  });

  it('answers for a foreign id as for a missing one', async () => {
    const hidden = await draft({ clauses: [text('甲')] });
    const shown = await draft({ clauses: [text('甲'), text('乙', 'members'), text('丙', 'invited')] });
    ok(await needs.publish(soe, shown.id));
    for (const scope of [other, sme]) {
      for (const id of [hidden.id, shown.id, newId()]) {
        for (const verb of ['publish', 'close'] as const) {
          expect(await needs[verb](scope, id)).toMatchObject({
            kind: 'not_found',
            code: 'NOT_FOUND',
            params: { id },
          });
        }
      }
      expect(await needs.find(scope, hidden.id)).toBeNull();
      expect((await needs.findMany(scope, [hidden.id, shown.id])).map((need) => need.id)).toEqual([shown.id]);
      const clauses = await needs.findClauses(scope, [hidden.id, shown.id]);
      expect(clauses.map((one) => one.text)).toEqual(['甲', '乙']);
    }
    expect(await needs.find(soe, shown.id)).toMatchObject({ status: 'open', version: 2 });
  });

  it('lists own needs by keyset without repeats or gaps', async () => {
    const ids = Array.from({ length: 250 }, () => newId()).sort();
    await database.sql(
      `INSERT INTO need (id, organisation_id, kind, title) SELECT id, $2, 'procurement', 'n' FROM unnest($1::uuid[]) AS id`,
      [ids, soe.organisationId],
    );
    await draft({}, other);
    const seen: string[] = [];
    let page: Page<Need>;
    do {
      const after = seen.length === 0 ? null : encodeCursor(seen.at(-1)!);
      page = ok(await needs.listOwn(soe, { first: 100, after }));
      seen.push(...page.items.map((need) => need.id));
    } while (page.hasNext);
    expect(seen).toEqual(ids);
    expect(await needs.listOwn(soe, { after: 'x' })).toMatchObject({
      issues: [{ path: 'after', code: 'BAD_CURSOR' }],
    });
  });

  describe('closing by itself', () => {
    const closeDue = async () => {
      await database.sql(
        `INSERT INTO outbox (id, kind, cause, payload) VALUES ($1, 'need.close_due', 'schedule', '{}')`,
        [newId()],
      );
      const jobs = new NeedJobs(worker.get(UnitOfWork), worker.get(Outbox), clock);
      const runner = jobRunner(
        worker,
        new Map([['need.close_due', handler<'need.close_due'>((job) => jobs.closeDue(job))]]),
      );
      const [row] = await database.sql<{ id: string }>(
        `SELECT id FROM outbox WHERE kind = 'need.close_due' AND status = 'pending'`,
      );
      await runner.run(row!.id);
    };

    it('closes what is due, leaves the rest, and tells the index', async () => {
      const due = await draft({ deadline: new Date(clock.time + DAY) });
      const later = await draft({ deadline: new Date(clock.time + DAY + 1) });
      const forever = await draft();
      const dueDraft = await draft({ deadline: new Date(clock.time + DAY) });
      for (const need of [due, later, forever]) ok(await needs.publish(soe, need.id));
      await drain(database, worker);
      const indexed = () => worker.get(SearchTable).versions('need', [due.id, later.id, forever.id]);
      expect((await indexed()).size).toBe(3);

      clock.time += DAY;
      await closeDue();
      expect(await needs.find(soe, due.id)).toMatchObject({
        status: 'closed',
        version: 3,
        updatedAt: clock.now(),
      });
      for (const need of [later, forever])
        expect(await needs.find(soe, need.id)).toMatchObject({ status: 'open', version: 2 });
      expect(await needs.find(soe, dueDraft.id)).toMatchObject({ status: 'draft', version: 1 });
      expect(
        (await outbox()).filter((row) => (row as { status: string }).status === 'pending'),
      ).toMatchObject([
        {
          kind: 'search.apply',
          cause: 'need.closed',
          payload: { kind: 'need', items: [{ id: due.id, version: 3 }] },
        },
      ]);
      await drain(database, worker);
      expect([...(await indexed()).keys()].sort()).toEqual([later.id, forever.id].sort());
      await closeDue();
      expect(await needs.find(soe, due.id)).toMatchObject({ version: 3 });
    });

    it('closes a backlog of more than one batch in one job', async () => {
      await database.sql(
        `INSERT INTO need (id, organisation_id, kind, title, status, deadline)
         SELECT gen_random_uuid(), $1, 'procurement', 'n', 'open', $2 FROM generate_series(1, 1001)`,
        [soe.organisationId, clock.now()],
      );
      await closeDue();
      expect(await database.sql(`SELECT id FROM need WHERE status = 'open'`)).toEqual([]);
      const told = await database.sql<{ count: number }>(
        `SELECT jsonb_array_length(payload->'items') AS count FROM outbox WHERE kind = 'search.apply' ORDER BY id`,
      );
      expect(told.map((row) => row.count)).toEqual([500, 500, 1]);
    });
  });
});
