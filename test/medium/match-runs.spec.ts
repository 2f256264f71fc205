import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, newId, type Result } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type Need, type NeedInput, NeedService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { MatchRunService } from '#libs/matching';
import { Outbox } from '#libs/messaging';
import { type Product, type ProductInput, ProductService } from '#libs/supply';
import { putBarrier } from '../support/barrier.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain, jobRunner, realHandlers } from '../support/jobs.js';
import { eventually } from '../support/processes.js';
import { openServices, registerMember } from '../support/services.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

const voltage = (low: string) => ({
  hard: true,
  text: `额定电压≥${low}kV`,
  condition: { type: 'parameter' as const, name: '额定电压', op: '>=' as const, low, unit: 'kV' },
});

describe('runs', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let soe: OrgScope;
  let otherSoe: OrgScope;
  let sme: OrgScope;
  let need: Need;

  beforeAll(async () => {
    database = await createTestDatabase();
    const limits = { MATCH_KEEP: '3', MATCH_KEEP_NEAR: '2' };
    app = await openServices(database, 'app', limits);
    worker = await openServices(database, 'worker', limits);
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    otherSoe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
  });

  beforeEach(async () => {
    await database.sql(
      'TRUNCATE outbox, notification, bulk_news, bulk_batch, decision, match, match_run, stats_snapshot, search_document, clause, need, product_version, product',
    );
    need = await ask([voltage('10')]);
    await work();
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const work = () => drain(database, worker);
  const runs = () => app.get(MatchRunService);
  const run = async (id: string) => (await runs().find(soe, id))!;
  const latest = async () => (await runs().findLatest(soe, [need.id]))[0]!;
  const request = async () => {
    ok(await runs().request(soe, need.id));
    return latest();
  };
  const kept = () => database.sql<{ id: string }>('SELECT id FROM match ORDER BY id');
  const told = () => database.sql('SELECT id FROM notification');
  const runRow = async (outboxId: string) => jobRunner(worker, realHandlers(worker)).run(outboxId);

  async function ask(clauses: NeedInput['clauses']): Promise<Need> {
    const input = { kind: 'procurement' as const, title: '真空断路器采购', clauses };
    const { id } = ok(await app.get(NeedService).create(soe, input));
    return ok(await app.get(NeedService).publish(soe, id));
  }

  const breaker = (kilovolts: string, more: Partial<ProductInput> = {}): ProductInput => ({
    sku: newId(),
    name: '户内真空断路器',
    parameters: [{ name: '额定电压', low: kilovolts, high: kilovolts, unit: 'kV' }],
    ...more,
  });

  async function sell(kilovolts: string, more: Partial<ProductInput> = {}): Promise<Product> {
    const { id } = ok(await app.get(ProductService).create(sme, breaker(kilovolts, more)));
    const product = ok(await app.get(ProductService).publish(sme, id));
    await work();
    return product;
  }

  /** Products that matching has not seen. */
  async function sellUnseen(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await sell('12');
    await database.sql('DELETE FROM match');
    await database.sql('DELETE FROM notification');
  }

  describe('that are asked for', () => {
    it('wait, know who asked, and end with their counts', async () => {
      await sellUnseen(2);
      const asked = await request();
      expect(asked).toMatchObject({
        ...{ needId: need.id, state: 'queued', kind: 'forward', cause: 'requested', sequence: null },
        ...{
          requestedBy: soe.userId,
          startedAt: null,
          finishedAt: null,
          candidates: 0,
          evaluated: 0,
          error: null,
        },
      });
      await work();
      const ended = await run(asked.id);
      expect(ended).toMatchObject({ state: 'finished', sequence: 4, candidates: 2, evaluated: 2 });
      expect(ended.finishedAt!.getTime()).toBeGreaterThanOrEqual(ended.startedAt!.getTime());
      expect(ended.diff.added).toHaveLength(2);
    });

    it('are one while one waits, even when asked at once; another once it has begun', async () => {
      await Promise.all(Array.from({ length: 4 }, () => runs().request(soe, need.id)));
      const first = await latest();
      expect((await request()).id).toBe(first.id);
      await database.sql("UPDATE match_run SET state = 'running' WHERE id = $1", [first.id]);
      expect((await request()).id).not.toBe(first.id);
      expect(await database.sql("SELECT id FROM outbox WHERE cause = 'match.requested'")).toHaveLength(2);
    });

    it('end without a word to anybody when the need closed first', async () => {
      const asked = await request();
      ok(await app.get(NeedService).close(soe, need.id));
      await work();
      expect(await run(asked.id)).toMatchObject({
        state: 'cancelled',
        error: 'NEED_NOT_OPEN',
        sequence: null,
      });
    });
  });

  describe('under way', () => {
    it('show from outside how far they are, and end when cancelled, having changed nothing', async () => {
      await sellUnseen(3);
      const asked = await request();
      const barrier = await putBarrier(database, 'match', 'INSERT');
      let running: Promise<void>;
      try {
        running = runRow(asked.outboxId);
        await barrier.reached();
        await eventually('its progress is seen', async () => (await run(asked.id)).evaluated === 3);
        expect(await run(asked.id)).toMatchObject({
          state: 'running',
          candidates: 3,
          evaluated: 3,
          sequence: null,
        });
        expect(ok(await runs().cancel(soe, asked.id))).toMatchObject({ state: 'cancelled' });
        expect(ok(await runs().cancel(soe, asked.id))).toMatchObject({ state: 'cancelled' });
      } finally {
        await barrier.open();
      }
      await running;
      await work();
      expect(await run(asked.id)).toMatchObject({ state: 'cancelled', sequence: null });
      expect([await kept(), await told()]).toEqual([[], []]);
      expect(await database.sql("SELECT id FROM outbox WHERE status <> 'done'")).toEqual([]);
      // The need is not stuck: asking again finds what the cancelled one would have.
      const again = await request();
      await work();
      expect(await run(again.id)).toMatchObject({ state: 'finished' });
      expect(await kept()).toHaveLength(3);
    });

    it('begin again after their worker died, and are one run', async () => {
      await sellUnseen(1);
      const asked = await request();
      // What a killed worker leaves: the run begun, the row handed over, nothing of the work.
      await database.sql("UPDATE match_run SET state = 'running', evaluated = 1 WHERE id = $1", [asked.id]);
      await database.sql("UPDATE outbox SET status = 'sent', attempt = 1 WHERE id = $1", [asked.outboxId]);
      await runRow(asked.outboxId);
      await runRow(asked.outboxId);
      await work();
      expect(await run(asked.id)).toMatchObject({ state: 'finished', candidates: 1 });
      expect(
        await database.sql('SELECT 1 FROM match_run WHERE outbox_id = $1', [asked.outboxId]),
      ).toHaveLength(1);
      expect(await kept()).toHaveLength(1);
    });

    it('say that they are tried again, then that they were given up, and end well when set back to work', async () => {
      await sellUnseen(1);
      const asked = await request();
      await database.sql('REVOKE INSERT ON match FROM gonglian_worker');
      try {
        await expect(runRow(asked.outboxId)).rejects.toThrow();
        expect(await run(asked.id)).toMatchObject({ state: 'queued', error: 'RETRYING' });
        await database.sql('UPDATE outbox SET failures = 5 WHERE id = $1', [asked.outboxId]);
        await expect(runRow(asked.outboxId)).rejects.toThrow();
        expect(await run(asked.id)).toMatchObject({ state: 'failed', error: 'GIVEN_UP' });
      } finally {
        await database.sql('GRANT INSERT ON match TO gonglian_worker');
      }
      const { outbox, unitOfWork } = { outbox: worker.get(Outbox), unitOfWork: worker.get(UnitOfWork) };
      expect(await unitOfWork.run(SYSTEM_SCOPE, (tx) => outbox.redrive(tx))).toBe(1);
      await work();
      expect(await run(asked.id)).toMatchObject({ state: 'finished', error: null });
      expect(await kept()).toHaveLength(1);
    });

    it('that fail keep no other need of the same job from its run', async () => {
      const other = await ask([voltage('10')]);
      await work();
      await sellUnseen(1);
      await database.sql(
        `CREATE FUNCTION public.test_fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
         CREATE TRIGGER test_fail BEFORE INSERT ON match FOR EACH ROW WHEN (NEW.need_id = '${need.id}') EXECUTE FUNCTION public.test_fail()`,
      );
      const row = newId();
      try {
        await database.sql(
          "INSERT INTO outbox (id, kind, cause, payload) VALUES ($1, 'match.need', 'test', $2)",
          [
            row,
            JSON.stringify({
              items: [need, other].map(({ id }) => ({ id, version: 2 })),
              cause: 'requested',
            }),
          ],
        );
        await expect(runRow(row)).rejects.toThrow('broken');
      } finally {
        await database.sql('DROP TRIGGER test_fail ON match; DROP FUNCTION public.test_fail');
      }
      const states = () =>
        database.sql(
          'SELECT need_id AS need, state, error FROM match_run WHERE outbox_id = $1 ORDER BY need_id',
          [row],
        );
      const ended = { need: other.id, state: 'finished', error: null };
      expect(await states()).toEqual([{ need: need.id, state: 'queued', error: 'RETRYING' }, ended]);
      await work();
      expect(await states()).toEqual([{ need: need.id, state: 'finished', error: null }, ended]);
    });

    it('do not stay running when their work was given up without a word', async () => {
      const asked = await request();
      await database.sql("UPDATE match_run SET state = 'running' WHERE id = $1", [asked.id]);
      await database.sql("UPDATE outbox SET status = 'failed' WHERE id = $1", [asked.outboxId]);
      await database.sql(
        "INSERT INTO outbox (id, kind, cause, payload) VALUES ($1, 'match.tidy', 'schedule', '{}')",
        [newId()],
      );
      await work();
      expect(await run(asked.id)).toMatchObject({ state: 'failed', error: 'GIVEN_UP' });
    });
  });

  describe('cancelled', () => {
    it('while they wait never start', async () => {
      await sellUnseen(1);
      const asked = await request();
      expect(ok(await runs().cancel(soe, asked.id))).toMatchObject({ state: 'cancelled', sequence: null });
      await work();
      expect(await run(asked.id)).toMatchObject({ state: 'cancelled', startedAt: null });
      expect(await kept()).toEqual([]);
    });

    it('after their end is a coded problem, by others as for a missing one', async () => {
      const asked = await request();
      await work();
      expect(await runs().cancel(soe, asked.id)).toMatchObject({ kind: 'wrong_state', code: 'RUN_ENDED' });
      for (const scope of [otherSoe, sme])
        expect(await runs().cancel(scope, asked.id)).toMatchObject({ kind: 'not_found' });
      expect(await runs().cancel(soe, newId())).toMatchObject({ kind: 'not_found' });
      expect(await run(asked.id)).toMatchObject({ state: 'finished' });
    });
  });

  describe('that changed something', () => {
    const changes = async (scope = soe, first = 100) => {
      const { id } = await latest();
      return ok(await runs().listChanges(scope, id, { first })).items;
    };

    it('say what, and by which clauses', async () => {
      const product = await sell('12');
      expect(await changes()).toMatchObject([
        { kind: 'added', productId: product.id, from: null, to: 'match', why: { zh: '产品新发布' } },
      ]);
      ok(await app.get(ProductService).update(sme, product.id, product.version, breaker('6')));
      await work();
      const [clause] = await database.sql<{ id: string }>('SELECT id FROM clause');
      expect(await latest()).toMatchObject({ kind: 'reverse', cause: 'product.updated', state: 'finished' });
      expect(await changes()).toMatchObject([
        {
          ...{ kind: 'class_changed', productId: product.id, from: 'match', to: 'near_miss' },
          why: { zh: `产品版本 ${product.version} → ${product.version + 1}` },
          clauses: [[clause!.id, 'met', 'unmet']],
        },
      ]);
      ok(await app.get(ProductService).withdraw(sme, product.id));
      await work();
      expect(await changes()).toMatchObject([
        { kind: 'removed', from: 'near_miss', to: null, why: { en: 'the product was withdrawn' } },
      ]);
    });

    it('page by product, and show strangers nothing', async () => {
      await sellUnseen(3);
      await request();
      await work();
      const all = await changes();
      expect(all).toHaveLength(3);
      const { id } = await latest();
      const after = Buffer.from(`id:${all[0]!.productId}`).toString('base64url');
      const rest = ok(await runs().listChanges(soe, id, { first: 1, after }));
      expect(rest).toMatchObject({ items: [all[1]], hasNext: true });
      for (const scope of [otherSoe, sme]) expect(await changes(scope)).toEqual([]);
      expect(await runs().findLatest(otherSoe, [need.id])).toEqual([]);
      const unknown = Buffer.from(`id:${newId()}`).toString('base64url');
      expect(await runs().listChanges(soe, id, { after: unknown })).toMatchObject({ code: 'INVALID_INPUT' });
    });
  });
});
