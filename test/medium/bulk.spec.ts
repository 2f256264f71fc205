import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, newId, type Result } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type Need, NeedService } from '#libs/demand';
import { IdentityService, type OrgScope } from '#libs/identity';
import { Batches, Outbox } from '#libs/messaging';
import { NotificationRenderers, NotificationService } from '#libs/notification';
import { ProductService } from '#libs/supply';
import { productsChanged } from '../../libs/supply/product.events.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain, jobRunner, realHandlers } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

interface Told {
  to: string;
  kind: string;
  subject: string;
  version: number;
  data: Record<string, unknown>;
}

describe('bulk work', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let soe: OrgScope;
  let colleague: OrgScope;
  let otherSoe: OrgScope;
  let idleSoe: OrgScope;
  let sme: OrgScope;
  let otherSme: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app', { MATCH_KEEP: '5', MATCH_KEEP_NEAR: '2' });
    worker = await openServices(database, 'worker', { MATCH_KEEP: '5', MATCH_KEEP_NEAR: '2' });
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    otherSoe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    idleSoe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    otherSme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    const { organisationId } = soe;
    const account = { email: `${newId()}@test.example`, password: 'correct horse battery', name: '同事' };
    const { id } = await system(() =>
      worker.get(IdentityService).createMember({ ...account, organisationId, role: 'soe_buyer' }),
    );
    colleague = { ...soe, userId: id };
  });

  beforeEach(async () => {
    await database.sql(
      'TRUNCATE outbox, notification, notification_preference, bulk_news, bulk_batch, decision, match, match_run, search_document, clause, need, product_version, product',
    );
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const system = <T>(step: (tx: Parameters<Parameters<UnitOfWork['run']>[1]>[0]) => Promise<T>) =>
    worker.get(UnitOfWork).run(SYSTEM_SCOPE, step);
  const work = () => drain(database, worker);
  const told = () =>
    database.sql<Told>(
      `SELECT recipient_user_id AS "to", kind, subject_id AS subject, subject_version AS version, data
         FROM notification ORDER BY recipient_user_id, kind`,
    );
  const summary = (scope: OrgScope, kind: string, batchId: string, counts: object) => ({
    ...{ to: scope.userId, kind, subject: batchId, version: 0 },
    data: expect.objectContaining(counts),
  });
  const sorted = (rows: ReturnType<typeof summary>[]) => rows.sort((a, b) => (a.to < b.to ? -1 : 1));

  async function ask(scope: OrgScope, count: number): Promise<Need[]> {
    const needs: Need[] = [];
    for (let n = 0; n < count; n++) {
      const { id } = ok(
        await app.get(NeedService).create(scope, {
          kind: 'procurement',
          title: '真空断路器采购',
          clauses: [
            {
              hard: true,
              text: '额定电压≥10kV',
              condition: { type: 'parameter', name: '额定电压', op: '>=', low: '10', unit: 'kV' },
            },
          ],
        }),
      );
      needs.push(ok(await app.get(NeedService).publish(scope, id)));
    }
    await work();
    return needs;
  }

  /** Products as an import writes them; their events follow, a chunk in a transaction, as part of a batch or not. */
  async function importProducts(scope: OrgScope, count: number): Promise<string[]> {
    const [low, high] = ['12', '12'];
    const input = {
      sku: newId(),
      name: '户内真空断路器',
      parameters: [{ name: '额定电压', low, high, unit: 'kV' }],
    };
    const { id } = ok(await app.get(ProductService).create(scope, input));
    await database.sql(
      `INSERT INTO product SELECT (jsonb_populate_record(NULL::product, to_jsonb(p) || jsonb_build_object('id', uuidv7(), 'sku', uuidv7()))).*
         FROM product p, generate_series(2, $2) WHERE p.id = $1`,
      [id, count],
    );
    const rows = await database.sql<{ id: string }>(
      "UPDATE product SET status = 'published' WHERE organisation_id = $1 AND status = 'draft' RETURNING id",
      [scope.organisationId],
    );
    return rows.map((row) => row.id).sort();
  }
  const publish = (ids: readonly string[], batchId?: string) =>
    system((tx) =>
      productsChanged(
        ...([tx, worker.get(Outbox), 'product.published'] as const),
        ids.map((id) => ({ id, version: 1 })),
        batchId,
      ),
    );
  const open = () => system((tx) => worker.get(Batches).open(tx, 'import'));
  const close = (batchId: string) => system((tx) => worker.get(Batches).close(tx, batchId));

  it('of 200 products against 20 needs is told once to each person with news, and of no need alone', async () => {
    await ask(soe, 12);
    await ask(otherSoe, 8);
    const batchId = await open();
    for (const scope of [sme, otherSme]) {
      const ids = await importProducts(scope, 100);
      for (let start = 0; start < 100; start += 50) await publish(ids.slice(start, start + 50), batchId);
    }
    await close(batchId);
    await work();
    const expected = sorted([
      summary(soe, 'match.bulk_news', batchId, { needs: 12 }),
      summary(colleague, 'match.bulk_news', batchId, { needs: 12 }),
      summary(otherSoe, 'match.bulk_news', batchId, { needs: 8 }),
      summary(sme, 'match.bulk_opportunities', batchId, { needs: 20 }),
    ]);
    // Of equal products the older are kept: those of the second supplier never enter.
    expect(await told()).toEqual(expected);
    expect(
      await database.sql('SELECT needs, organisations, finished_at IS NOT NULL AS done FROM bulk_batch'),
    ).toEqual([{ needs: 20, organisations: 3, done: true }]);
    expect((await told()).map((one) => one.to)).not.toContain(idleSoe.userId);

    const notes = ok(await app.get(NotificationService).list(soe, {})).items;
    const texts = (['zh', 'en'] as const).map((locale) =>
      app.get(NotificationRenderers).render(notes[0]!, locale),
    );
    expect(texts.map((text) => text.title)).toEqual([
      '本次导入：12 项需求出现新候选',
      'This import: new candidates for 12 need(s)',
    ]);
  }, 60_000);

  it('says nothing while its rows are not all in, or work of it waits', async () => {
    await ask(soe, 1);
    const batchId = await open();
    await publish(await importProducts(sme, 1), batchId);
    await work();
    expect(await told()).toEqual([]);
    await publish(await importProducts(sme, 1), batchId);
    await close(batchId);
    await close(batchId);
    const rows = await database.sql<{ id: string }>("SELECT id FROM outbox WHERE kind = 'batch.summarise'");
    expect(rows).toHaveLength(1);
    await jobRunner(worker, realHandlers(worker)).run(rows[0]!.id);
    expect(await told()).toEqual([]);
    const again = await database.sql<{ later: boolean }>(
      "SELECT available_at > created_at AS later FROM outbox WHERE kind = 'batch.summarise' AND status = 'pending'",
    );
    expect(again).toEqual([{ later: true }]);
    await work();
    expect(await told()).toHaveLength(3);
  });

  it('loses and doubles nothing when each step fails once and each row comes twice', async () => {
    await ask(soe, 3);
    await ask(otherSoe, 2);
    const batchId = await open();
    await publish(await importProducts(sme, 4), batchId);
    await close(batchId);
    const runner = jobRunner(worker, realHandlers(worker));
    const steps = [
      ['search.apply', 'search_document'],
      ['match.product', 'bulk_news'],
      ['batch.summarise', 'notification'],
    ] as const;
    for (const [kind, table] of steps) {
      const [row] = await database.sql<{ id: string }>(
        'SELECT id FROM outbox WHERE kind = $1 AND status <> $2',
        [...[kind, 'done']],
      );
      if (row === undefined) throw new Error(`No ${kind}`);
      await database.sql(`REVOKE INSERT ON ${table} FROM gonglian_worker`);
      // The reverse matching has a transaction for each need: the first ones of them must not stand when it comes again.
      await expect(runner.run(row.id)).rejects.toThrow();
      await database.sql(`GRANT INSERT ON ${table} TO gonglian_worker`);
      await runner.run(row.id);
      if (kind !== 'search.apply')
        await database.sql("UPDATE outbox SET status = 'sent' WHERE id = $1", [row.id]);
      await runner.run(row.id);
    }
    await work();
    const counts = (needs: number) => ({ needs, matches: needs * 4, toConfirm: 0 });
    expect(await told()).toEqual(
      sorted([
        summary(soe, 'match.bulk_news', batchId, counts(3)),
        summary(colleague, 'match.bulk_news', batchId, counts(3)),
        summary(otherSoe, 'match.bulk_news', batchId, counts(2)),
        summary(sme, 'match.bulk_opportunities', batchId, { needs: 5 }),
      ]),
    );
  });

  it('tells a supplier of a need once, by itself or in a summary, whichever comes first', async () => {
    const [first, second] = [(await ask(soe, 1))[0]!, (await ask(soe, 1))[0]!];
    // Told by itself of the first need only: the second is closed meanwhile.
    await database.sql("UPDATE need SET status = 'draft' WHERE id = $1", [second.id]);
    await publish(await importProducts(sme, 1));
    await work();
    await database.sql("UPDATE need SET status = 'open' WHERE id = $1", [second.id]);
    const suppliers = async () => (await told()).filter((one) => one.to === sme.userId);
    expect(await suppliers()).toMatchObject([{ kind: 'match.opportunity', subject: first.id }]);
    const batchId = await open();
    await publish(await importProducts(sme, 1), batchId);
    await close(batchId);
    await work();
    expect(await suppliers()).toMatchObject([
      { kind: 'match.bulk_opportunities', data: { needs: 1 } },
      { kind: 'match.opportunity' },
    ]);
    await publish(await importProducts(sme, 1));
    await work();
    expect(await suppliers()).toHaveLength(2);
  });

  it('is not held up by work that was given up', async () => {
    await ask(soe, 1);
    const batchId = await open();
    await publish(await importProducts(sme, 1), batchId);
    await publish(await importProducts(sme, 1), batchId);
    await close(batchId);
    await database.sql(
      "UPDATE outbox SET status = 'failed' WHERE id = (SELECT id FROM outbox WHERE kind = 'search.apply' ORDER BY id DESC LIMIT 1)",
    );
    await work();
    expect(await told()).toHaveLength(3);
  });

  it('may be opened by an organisation, and is closed for a process that never did', async () => {
    const own = await app.get(UnitOfWork).run(sme, (tx) => app.get(Batches).open(tx, 'import'));
    await app.get(UnitOfWork).run(otherSme, (tx) => app.get(Batches).close(tx, own));
    const [before] = await database.sql<{ closed_at: Date | null }>('SELECT closed_at FROM bulk_batch');
    expect(before!.closed_at).toBeNull();
    const tidy = async () => {
      await system((tx) =>
        worker.get(Outbox).add(tx, { kind: 'match.tidy', cause: 'schedule', payload: {} }),
      );
      await work();
      return (
        await database.sql<{ done: boolean }>('SELECT finished_at IS NOT NULL AS done FROM bulk_batch')
      )[0]!.done;
    };
    expect(await tidy()).toBe(false);
    await database.sql("UPDATE bulk_batch SET created_at = now() - interval '25 hours'");
    expect(await tidy()).toBe(true);
  });

  describe('the daily matching anew', () => {
    const rematch = async () => {
      await system((tx) =>
        worker.get(Outbox).add(tx, { kind: 'match.rematch', cause: 'schedule', payload: {} }),
      );
      await work();
    };
    const runs = () =>
      database.sql<{ need: string; cause: string }>(
        "SELECT need_id AS need, cause FROM match_run WHERE cause = 'match.rematch' ORDER BY need_id",
      );

    it('takes each open need once a day, or when the rules are others, and tells of it in one summary', async () => {
      const needs = await ask(soe, 3);
      await rematch();
      expect(await runs()).toEqual([]);
      // A listing or certificate that begins today: judged yesterday the products were not there.
      const ids = await importProducts(sme, 2);
      await publish(ids);
      await work();
      await database.sql('DELETE FROM match; DELETE FROM notification');
      await database.sql(
        'UPDATE match_run SET finished_at = finished_at - interval \'1 day\', diff = \'{"added": [], "removed": [], "changed": []}\'',
      );
      ok(await app.get(NeedService).close(soe, needs[2]!.id));
      await rematch();
      expect(await runs()).toHaveLength(2);
      const [batch] = await database.sql<{ id: string; cause: string }>('SELECT id, cause FROM bulk_batch');
      expect(batch!.cause).toBe('rematch');
      expect(await told()).toEqual(
        sorted([
          summary(soe, 'match.bulk_news', batch!.id, { needs: 2, causeZh: '本次定期复核' }),
          summary(colleague, 'match.bulk_news', batch!.id, { needs: 2 }),
          summary(sme, 'match.bulk_opportunities', batch!.id, { needs: 2 }),
        ]),
      );
      await rematch();
      expect(await runs()).toHaveLength(2);
      await database.sql("UPDATE match_run SET rules_version = '2000-1' WHERE need_id = $1", [needs[0]!.id]);
      await rematch();
      expect(await runs()).toHaveLength(3);
      expect(await told()).toHaveLength(3);
    });

    it('asks for nothing while its last batch is at work', async () => {
      await ask(soe, 1);
      await database.sql("UPDATE match_run SET finished_at = finished_at - interval '1 day'");
      await system((tx) => worker.get(Batches).open(tx, 'rematch'));
      await rematch();
      expect(await runs()).toEqual([]);
    });
  });

  it('leaves a product’s own publication as it was: told need by need', async () => {
    const [need] = await ask(soe, 1);
    const input = {
      sku: 'X',
      name: '户内真空断路器',
      parameters: [{ name: '额定电压', low: '12', high: '12', unit: 'kV' }],
    };
    const { id } = ok(await app.get(ProductService).create(sme, input));
    ok(await app.get(ProductService).publish(sme, id));
    await work();
    expect(await told()).toHaveLength(3);
    for (const one of await told()) expect(one.subject).toBe(need!.id);
  });
});
