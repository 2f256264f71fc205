import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type Clause, type Need, NeedService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { ImportService } from '#libs/intake';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { begin, faultsOf, imported, importJobs, runImports } from '../support/imports.js';
import { drain, jobRunner, realHandlers } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

const FULL = [
  'reference,kind,title,body,region_code,industry_code,chain_nodes,quantity,unit,deadline,payment_days,procurement_way,procurement_label,budget_low_yuan,budget_high_yuan,parameters,param:额定电流,publish',
  'N-1,procurement,真空断路器采购,"户内, 固封",320000,3823,power-grid.switch,20,台,2099-12-31,60,招标,采购意见征求公告,100000,200000.5,额定电压≥10kV；通过型式试验,≥630A,是',
  'N-2,,隔离开关采购,,,,,,,,,,,,,,,',
].join('\n');

describe('imports of needs', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let soe: OrgScope;
  let otherSoe: OrgScope;
  let sme: OrgScope;
  let operator: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    otherSoe = (await registerMember(worker, 'soe', 'soe_admin')).scope;
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    operator = (await registerMember(worker, 'platform', 'platform_operator')).scope;
  });

  beforeEach(async () => {
    await database.sql(
      'TRUNCATE need, product, outbox, import_run, import_file, bulk_batch, notification CASCADE',
    );
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const load = (content: string, scope = soe) =>
    imported({ database, app, worker }, scope, content, { kind: 'needs' });
  const needs = () =>
    database.sql<Record<string, unknown> & { id: string; version: number }>(
      'SELECT * FROM need ORDER BY external_ref',
    );
  const clauses = async (scope: OrgScope, { id }: Pick<Need, 'id'>): Promise<Clause[]> =>
    app.get(NeedService).findClauses(scope, [id]);
  const versions = () =>
    database.sql('SELECT need_id, version, data, changed_by FROM need_version ORDER BY need_id, version');
  const told = () =>
    database.sql<{ cause: string; payload: { items: { id: string; version: number }[]; batchId?: string } }>(
      "SELECT cause, payload FROM outbox WHERE kind = 'search.apply' ORDER BY id",
    );

  it('take every column to the field that createNeed has, with clauses, parts, version and one outbox row', async () => {
    const run = await load(FULL);
    expect(await faultsOf(app, soe, run.id)).toEqual([]);
    expect(run).toMatchObject({ status: 'done', rows: 2, added: 2, faulty: 0 });
    const [full, bare] = await needs();
    expect(full).toMatchObject({
      ...{
        external_ref: 'N-1',
        kind: 'procurement',
        title: '真空断路器采购',
        body: '户内, 固封',
        status: 'open',
      },
      ...{
        region_code: '320000',
        industry_code: '3823',
        chain_nodes: ['power-grid.switch'],
        payment_days: 60,
      },
      ...{
        quantity: { amount: '20', unit: '台' },
        deadline: new Date('2099-12-31T23:59:59+08:00'),
        version: 1,
      },
      ...{ procurement_way: 'tender', procurement_label: '采购意见征求公告' },
    });
    expect(bare).toMatchObject({ external_ref: 'N-2', kind: 'procurement', status: 'draft', deadline: null });
    expect(await clauses(soe, full!)).toMatchObject([
      {
        hard: true,
        disclosure: 'public',
        text: '额定电压≥10kV',
        condition: { code: 'rated_voltage', op: '>=', low: '10' },
      },
      { hard: true, text: '通过型式试验', condition: { type: 'text' } },
      {
        hard: true,
        text: '额定电流≥630A',
        condition: { code: 'rated_current', op: '>=', low: '630', unit: 'A' },
      },
    ]);
    expect(await database.sql('SELECT disclosure, budget FROM need_part')).toEqual([
      { disclosure: 'invited', budget: { low: 10_000_000, high: 20_000_050, currency: 'CNY' } },
    ]);
    expect(await versions()).toHaveLength(2);
    expect(await told()).toMatchObject([
      {
        cause: 'need.imported',
        payload: { kind: 'need', items: [{ id: full!.id, version: 1 }], batchId: run.batchId },
      },
    ]);
  });

  it('change nothing the second time, and nothing after the need was closed by its deadline', async () => {
    await load(FULL);
    const before = [await needs(), await versions(), await told()];
    expect(await load(FULL)).toMatchObject({ rows: 2, added: 0, changed: 0, unchanged: 2 });
    expect([await needs(), await versions(), await told()]).toEqual(before);
    await database.sql("UPDATE need SET status = 'closed' WHERE external_ref = 'N-1'");
    expect(await load(FULL)).toMatchObject({ unchanged: 2 });
    const run = await load('reference,title\nN-1,别的');
    expect(await faultsOf(app, soe, run.id)).toEqual(['2: NEED_CLOSED']);
  });

  it('change what the file names: clauses that stay keep their ids, and the need is matched anew', async () => {
    await load(FULL);
    const [need] = await needs();
    const before = await clauses(soe, need!);
    const run = await load(
      'reference,title,parameters\nN-1,真空断路器采购,额定电流≥630A;额定电压≥12kV\nN-2,隔离开关采购,',
    );
    expect(run).toMatchObject({ added: 0, changed: 1, unchanged: 1 });
    const after = await clauses(soe, need!);
    expect(after.map(({ text }) => text)).toEqual(['额定电流≥630A', '额定电压≥12kV']);
    expect(after[0]!.id).toBe(before[2]!.id);
    expect(before.map(({ id }) => id)).not.toContain(after[1]!.id);
    expect((await needs())[0]).toMatchObject({
      version: 2,
      body: '户内, 固封',
      status: 'open',
      payment_days: 60,
    });
    expect(await database.sql('SELECT count(*)::int AS parts FROM need_part')).toEqual([{ parts: 1 }]);
    expect((await told()).at(-1)?.payload.items).toEqual([{ id: need!.id, version: 2 }]);
    await drain(database, worker);
    expect(await database.sql('SELECT DISTINCT need_version FROM match_run ORDER BY need_version')).toEqual([
      { need_version: 2 },
    ]);
  });

  it('publish a draft on 是 and close an open need on 否', async () => {
    await load(FULL);
    const run = await load('reference,title,publish\nN-1,真空断路器采购,否\nN-2,隔离开关采购,是');
    expect(run).toMatchObject({ changed: 2 });
    expect((await needs()).map(({ status }) => status)).toEqual(['closed', 'open']);
    expect((await told()).at(-1)?.payload.items).toHaveLength(2);
  });

  it('set aside each bad row with its place', async () => {
    const run = await load(
      [
        'reference,title,kind,deadline,quantity,unit,payment_days,budget_low_yuan,budget_high_yuan,procurement_way,parameters,publish',
        ',无编号,,,,,,,,,,',
        'B-2,,,,,,,,,,,',
        'B-3,坏类别,lottery,,,,,,,,,',
        'B-4,坏日期,,2026-02-30,,,,,,,,',
        'B-5,坏数量,,,x,台,,,,,,',
        'B-6,坏账期,,,,,三十天,,,,,',
        'B-7,坏预算,,,,,,2,1,,,',
        'B-8,坏方式,,,,,,,,抽签,,',
        'B-9,坏单位,,,,,,,,,额定电压≥10kg,',
        'B-10,过期,,2020-01-01,,,,,,,,是',
        'B-11,坏公开,,,,,,,,,,也许',
        'G-1,好,,,,,,,,,,',
        'G-1,重复,,,,,,,,,,',
      ].join('\n'),
    );
    expect(run).toMatchObject({ rows: 13, added: 1, faulty: 12 });
    expect(await faultsOf(app, soe, run.id)).toEqual([
      '2:reference BAD_REFERENCE',
      '3:title BAD_VALUE',
      '4:kind BAD_VALUE',
      '5:deadline BAD_DATE',
      '6:quantity BAD_VALUE',
      '7:payment_days BAD_INTEGER',
      '8:budget_low_yuan RANGE_ORDER',
      '9:procurement_way BAD_VALUE',
      '10:parameters BAD_UNIT',
      '11:deadline DEADLINE_PASSED',
      '12:publish BAD_YES_NO',
      '14: DUPLICATE_ROW',
    ]);
  });

  it('leave the needs of others alone, and let an operator name the buyer of each row', async () => {
    await load(FULL, otherSoe);
    await load(FULL);
    expect((await needs()).map(({ organisation_id: owner }) => owner).sort()).toEqual(
      [soe, soe, otherSoe, otherSoe].map(({ organisationId }) => organisationId).sort(),
    );
    const fixed = { ...SYSTEM_SCOPE, organisationId: soe.organisationId };
    const foreign = await worker
      .get(UnitOfWork)
      .run(fixed, (tx) =>
        tx.query("UPDATE need SET title = 'x' WHERE organisation_id = $1 RETURNING id", [
          otherSoe.organisationId,
        ]),
      );
    expect(foreign).toEqual([]);
    const run = await load(
      `organisation,reference,title\n${soe.organisationId},O-1,甲\n${otherSoe.organisationId},O-1,乙\n${sme.organisationId},O-2,丙\nnobody,O-3,丁`,
      operator,
    );
    expect(run).toMatchObject({ added: 2, faulty: 2 });
    expect(await faultsOf(app, operator, run.id)).toEqual([
      '4:organisation NO_BUYER',
      '5:organisation UNKNOWN_ORGANISATION',
    ]);
    await expect(load(FULL, sme)).rejects.toThrow('KIND_NOT_ALLOWED');
  });

  it('take one need once, by whatever names its buyer goes, also in a later batch', async () => {
    await database.sql(
      `INSERT INTO organisation_source (source, key, organisation_id, name, created_at, updated_at)
         VALUES ('名录', 'K-1', $1, '甲局', now(), now())`,
      [soe.organisationId],
    );
    const rest = Array.from({ length: 600 }, (_, i) => `${soe.organisationId},R-${i},需求 ${i}`);
    const run = await imported(
      { database, app, worker },
      operator,
      [
        'organisation,reference,title',
        `${soe.organisationId},O-1,甲`,
        'K-1,O-1,乙',
        ...rest,
        'K-1,R-5,丙',
      ].join('\n'),
      { kind: 'needs', source: '名录' },
    );
    expect(await faultsOf(app, operator, run.id)).toEqual(['3: DUPLICATE_ROW', '604: DUPLICATE_ROW']);
    expect(run).toMatchObject({ added: 601, changed: 0, faulty: 2 });
    expect(await database.sql("SELECT title, version FROM need WHERE external_ref = 'O-1'")).toEqual([
      { title: '甲', version: 1 },
    ]);
    await database.sql("DELETE FROM organisation_source WHERE source = '名录'");
  });

  it('set aside parameters that are too long before they are read', async () => {
    const run = await load(
      `reference,title,parameters\nL-1,长,${'额定电压≥10kV;'.repeat(2_500)}\nL-2,好,额定电压≥10kV`,
    );
    expect(run).toMatchObject({ added: 1, faulty: 1 });
    expect(await faultsOf(app, soe, run.id)).toEqual(['2:parameters TOO_LONG']);
  });

  it('bring the same references in once when two run at once', async () => {
    const rows = Array.from({ length: 700 }, (_, i) => `T-${i},需求 ${i}`);
    const runs = [
      await begin(app, soe, ['reference,title', ...rows].join('\n'), { kind: 'needs' }),
      await begin(app, soe, ['reference,title', ...[...rows].reverse()].join('\n'), { kind: 'needs' }),
    ];
    const runner = jobRunner(worker, realHandlers(worker));
    await Promise.all((await importJobs(database)).map((id) => runner.run(id)));
    const ended = await Promise.all(runs.map(({ id }) => app.get(ImportService).find(soe, id)));
    expect(ended.map((run) => run?.status)).toEqual(['done', 'done']);
    expect(ended.reduce((sum, run) => sum + run!.added, 0)).toBe(700);
    expect(await versions()).toHaveLength(700);
  });

  describe('and products as one bulk run', () => {
    const PRODUCTS = [
      'sku,name,parameters,publish',
      ...Array.from({ length: 600 }, (_, i) => `P-${i},户内真空断路器,额定电压=12kV,是`),
    ].join('\n');
    const news = () =>
      database.sql<{ to: string; kind: string; subject: string }>(
        'SELECT recipient_user_id AS "to", kind, subject_id AS subject FROM notification ORDER BY kind',
      );
    const asked = async () => {
      for (const scope of [soe, otherSoe])
        await load(
          'reference,title,parameters,publish\nA,断路器,额定电压≥10kV,是\nB,断路器,额定电压≥10kV,是',
          scope,
        );
      await drain(database, worker);
      await database.sql('TRUNCATE notification');
    };
    const batches = () =>
      database.sql<{ id: string; closed: boolean; finished: boolean }>(
        `SELECT b.id, closed_at IS NOT NULL AS closed, b.finished_at IS NOT NULL AS finished
           FROM bulk_batch b JOIN import_run r ON r.batch_id = b.id WHERE r.kind = 'products'`,
      );
    const summaries = (subject: string) =>
      [
        { to: sme.userId, kind: 'match.bulk_opportunities', subject },
        { to: soe.userId, kind: 'match.bulk_news', subject },
        { to: otherSoe.userId, kind: 'match.bulk_news', subject },
      ].sort((a, b) => (a.to < b.to ? -1 : 1));
    const sorted = (rows: { to: string }[]) => [...rows].sort((a, b) => (a.to < b.to ? -1 : 1));

    it('tell each person once in a summary and of no need alone', async () => {
      await asked();
      const run = await imported({ database, app, worker }, sme, PRODUCTS);
      await drain(database, worker);
      expect(await batches()).toEqual([{ id: run.batchId, closed: true, finished: true }]);
      expect(sorted(await news())).toEqual(summaries(run.batchId!));
    }, 60_000);

    it('neither lose nor double it when the import breaks in between and goes on', async () => {
      await asked();
      const { id } = await begin(app, sme, PRODUCTS);
      await database.sql(
        `CREATE FUNCTION public.break_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken here'; END $$;
         CREATE TRIGGER break_it BEFORE UPDATE ON import_run FOR EACH ROW WHEN (NEW.status = 'done') EXECUTE FUNCTION public.break_it()`,
      );
      const [job] = await importJobs(database);
      await expect(jobRunner(worker, realHandlers(worker)).run(job!)).rejects.toThrow('broken here');
      await database.sql('DROP FUNCTION public.break_it() CASCADE');
      const [open] = await batches();
      expect(open).toMatchObject({ closed: false, finished: false });
      // What came in before the break is found and matched; nobody hears of it yet.
      await database.sql("UPDATE outbox SET available_at = now() WHERE status = 'pending'");
      for (const kind of ['search.apply', 'match.product']) {
        const rows = await database.sql<{ id: string }>(
          `SELECT id FROM outbox WHERE kind = '${kind}' AND status = 'pending' ORDER BY id`,
        );
        for (const row of rows) await jobRunner(worker, realHandlers(worker)).run(row.id);
      }
      expect(await news()).toEqual([]);
      await runImports(database, worker);
      await drain(database, worker);
      expect(await app.get(ImportService).find(sme, id)).toMatchObject({
        status: 'done',
        added: 600,
        batchId: open!.id,
      });
      expect(await batches()).toEqual([{ id: open!.id, closed: true, finished: true }]);
      expect(sorted(await news())).toEqual(summaries(open!.id));
    }, 60_000);
  });
});
