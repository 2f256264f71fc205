import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { newId } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import {
  type AnyJobHandler,
  JOB_REGISTRY,
  type JobKind,
  MAX_BACKOFF_MS,
  Outbox,
  readOutboxState,
  type VersionedId,
} from '#libs/messaging';
import { Dispatcher } from '../../libs/messaging/dispatcher.js';
import { type JobRunner } from '../../libs/messaging/job-runner.js';
import { JobStore, type JobToAdd } from '../../libs/messaging/job-store.js';
import { PostgresBackend } from '../../libs/messaging/postgres-backend.js';
import { Schedules } from '../../libs/messaging/schedules.js';
import { createTestDatabase, dropJobStore, type TestDatabase } from '../support/database.js';
import { jobRunner, silentLogger } from '../support/jobs.js';
import { eventually } from '../support/processes.js';
import { openServices } from '../support/services.js';

interface Row {
  id: string;
  status: string;
  attempt: number;
  failures: number;
  last_error: string | null;
}

/** A promise and the key to it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Dies between the job store's acknowledgement and the commit, once. */
class CrashingStore extends JobStore {
  crashed = false;
  override async add(jobs: readonly JobToAdd[]): Promise<void> {
    await super.add(jobs);
    if (this.crashed) return;
    this.crashed = true;
    throw new Error('power cut');
  }
}

describe('the outbox', () => {
  let database: TestDatabase;
  let services: INestApplicationContext;
  let unitOfWork: UnitOfWork;
  let outbox: Outbox;
  const opened: JobStore[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await openServices(database, 'worker');
    unitOfWork = services.get(UnitOfWork);
    outbox = services.get(Outbox);
  });

  beforeEach(async () => {
    await database.sql('DELETE FROM outbox');
    await database.sql('DELETE FROM stats_snapshot');
    await dropJobStore(database);
  });

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  afterAll(async () => {
    await services.close();
    await database.drop();
  });

  const add = (kind: JobKind = 'stats.rebuild', dedupeKey?: string) =>
    unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      outbox.add(tx, {
        kind,
        cause: 'test',
        payload: {},
        ...(dedupeKey !== undefined && { dedupeKey }),
      }),
    );

  async function addOne(): Promise<string> {
    await add();
    return (await rows())[0]!.id;
  }

  const rows = () =>
    database.sql<Row>('SELECT id, status, attempt, failures, last_error FROM outbox ORDER BY id');

  async function row(id: string): Promise<Row> {
    return (await rows()).find((one) => one.id === id)!;
  }

  /** What a handler did: visible if and only if its transaction committed. */
  const leaveMark = (tx: Transaction, mark: string) =>
    tx.query(`INSERT INTO stats_snapshot (dictionary_version, document_count, terms) VALUES ($1, 0, '{}')`, [
      mark,
    ]);

  const marks = async () =>
    (
      await database.sql<{ mark: string }>(
        'SELECT dictionary_version AS mark FROM stats_snapshot ORDER BY number',
      )
    ).map((one) => one.mark);

  /** Leaves the row's id as its mark and ends the row, in one transaction. */
  const markAndEnd: AnyJobHandler = (job) =>
    unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await leaveMark(tx, job.outboxId);
      await job.done(tx);
    });

  const runnerOf = (handle: AnyJobHandler): JobRunner =>
    jobRunner(services, new Map(Object.keys(JOB_REGISTRY).map((kind) => [kind as JobKind, handle])));

  /** A job store; with a runner it also works. Closed after the test. */
  async function openStore(runner: JobRunner | null, kind: typeof JobStore = JobStore): Promise<JobStore> {
    const store = new kind(new PostgresBackend(database.urls.worker, silentLogger), 4, silentLogger);
    opened.push(store);
    await store.start(runner === null ? null : (outboxId) => runner.run(outboxId));
    return store;
  }

  const dispatcherOf = (store: JobStore, leaseMs = 600_000) =>
    new Dispatcher(unitOfWork, store, { pollMs: 50, leaseMs, storeCheckMs: 50 }, silentLogger);

  const loseLeases = () =>
    database.sql(`UPDATE outbox SET lease_until = now() - interval '1 second' WHERE status = 'sent'`);

  const storedJobs = async () =>
    (await database.sql<{ id: string }>('SELECT id FROM bullmq.job ORDER BY id')).map((job) => job.id);

  const allDone = (count: number) =>
    eventually('all rows are done', async () => {
      const all = await rows();
      return all.length === count && all.every((one) => one.status === 'done');
    });

  describe('writing', () => {
    it('is part of the transaction', async () => {
      const failed = unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
        await outbox.add(tx, { kind: 'stats.rebuild', cause: 'test', payload: {} });
        throw new Error('boom');
      });
      await expect(failed).rejects.toThrow('boom');
      expect(await rows()).toEqual([]);
      await add();
      expect(await rows()).toMatchObject([{ status: 'pending', attempt: 0, failures: 0, last_error: null }]);
    });

    it('happens once for a dedupe key, and each time without one', async () => {
      await add('stats.rebuild', 'slot 1');
      await add('stats.rebuild', 'slot 1');
      await add('stats.rebuild', 'slot 2');
      await add();
      await add();
      const keys = await database.sql<{ key: string | null }>(
        'SELECT dedupe_key AS key FROM outbox ORDER BY id',
      );
      expect(keys.map((one) => one.key)).toEqual(['slot 1', 'slot 2', null, null]);
    });

    it('cuts many items into rows of 500 and loses none', async () => {
      const items = Array.from({ length: 1_201 }, (_, version) => ({ id: newId(), version }));
      await unitOfWork.run(SYSTEM_SCOPE, (tx) =>
        outbox.addItems(tx, items, (chunk) => ({
          kind: 'search.apply',
          cause: 'test',
          payload: { kind: 'product', items: chunk },
        })),
      );
      const written = await database.sql<{ items: VersionedId[] }>(
        `SELECT payload->'items' AS items FROM outbox ORDER BY id`,
      );
      expect(written.map((one) => one.items.length)).toEqual([500, 500, 201]);
      expect(written.flatMap((one) => one.items)).toEqual(items);
    });

    it('happens once for each slot of a schedule', async () => {
      const clock = { time: Date.parse('2026-01-01T00:00:00Z'), now: () => new Date(clock.time) };
      const schedules = [1, 2].map(() => new Schedules(unitOfWork, outbox, clock, silentLogger));
      const tick = async () => {
        for (const one of schedules) await one.enqueue({ kind: 'stats.rebuild', everySeconds: 600 });
      };
      await tick();
      clock.time += 599_999;
      await tick();
      expect(await rows()).toHaveLength(1);
      clock.time += 1;
      await tick();
      expect(await rows()).toHaveLength(2);
    });
  });

  describe('running a row', () => {
    it('ends it in the transaction of its effects, and a later delivery is skipped', async () => {
      const id = await addOne();
      const runner = runnerOf(markAndEnd);
      await runner.run(id);
      await runner.run(id);
      expect(await marks()).toEqual([id]);
      expect(await row(id)).toMatchObject({ status: 'done', failures: 0 });
    });

    it('rolls back the effects of the slower of two deliveries, and counts it as no failure', async () => {
      const id = await addOne();
      const [started, go] = [gate(), gate()];
      const slow = runnerOf((job) =>
        unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
          await leaveMark(tx, 'slow');
          started.open();
          await go.opened;
          await job.done(tx);
        }),
      ).run(id);
      await started.opened;
      await runnerOf(markAndEnd).run(id);
      go.open();
      await slow;
      expect(await marks()).toEqual([id]);
      expect(await row(id)).toMatchObject({ status: 'done', failures: 0, last_error: null });
    });

    it('fails when the handler returns without ending it', async () => {
      const id = await addOne();
      await expect(runnerOf(() => Promise.resolve()).run(id)).rejects.toThrow('without job.done(tx)');
      expect(await row(id)).toMatchObject({ status: 'pending', failures: 1 });
      expect((await row(id)).last_error).toContain('without job.done(tx)');
    });

    it('rolls the end back with the effects', async () => {
      const id = await addOne();
      const runner = runnerOf((job) =>
        unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
          await leaveMark(tx, 'lost');
          await job.done(tx);
          throw new Error('after done');
        }),
      );
      await expect(runner.run(id)).rejects.toThrow('after done');
      expect(await marks()).toEqual([]);
      expect(await row(id)).toMatchObject({ status: 'pending', failures: 1, last_error: 'after done' });
    });

    it('backs off further with each failure, gives up after the last, and works again when re-driven', async () => {
      const id = await addOne();
      const { maxFailures, backoffMs } = JOB_REGISTRY['stats.rebuild'];
      const broken = runnerOf(() => Promise.reject(new Error('down')));
      const serverTime = async () =>
        (await database.sql<{ at: Date }>('SELECT clock_timestamp() AS at'))[0]!.at.getTime();
      for (let failure = 1; failure <= maxFailures; failure++) {
        const before = await serverTime();
        await expect(broken.run(id)).rejects.toThrow('down');
        const after = await serverTime();
        const [found] = await database.sql<{ available_at: Date }>('SELECT available_at FROM outbox');
        const delay = Math.min(backoffMs * 2 ** (failure - 1), MAX_BACKOFF_MS);
        expect(found!.available_at.getTime()).toBeGreaterThanOrEqual(before + delay);
        expect(found!.available_at.getTime()).toBeLessThanOrEqual(after + delay + 1);
        expect(await row(id)).toMatchObject({
          failures: failure,
          status: failure < maxFailures ? 'pending' : 'failed',
          last_error: 'down',
        });
      }
      expect(await readOutboxState(unitOfWork)).toMatchObject({
        pending: 0,
        sent: 0,
        failed: 1,
        oldestSeconds: 0,
      });

      const dispatcher = dispatcherOf(await openStore(null));
      expect(await dispatcher.dispatch()).toBe(0);
      await runnerOf(markAndEnd).run(id);
      expect(await marks()).toEqual([]);

      expect(await unitOfWork.run(SYSTEM_SCOPE, (tx) => outbox.redrive(tx))).toBe(1);
      expect(await row(id)).toMatchObject({ status: 'pending', failures: 0 });
      expect(await dispatcher.dispatch()).toBe(1);
      await runnerOf(markAndEnd).run(id);
      expect(await row(id)).toMatchObject({ status: 'done', last_error: null });
      expect(await marks()).toEqual([id]);
    });

    it('that follows from a single change goes before what came earlier of a heap, in the outbox and in the store', async () => {
      const addApply = (cause: string) =>
        unitOfWork.run(SYSTEM_SCOPE, (tx) =>
          outbox.add(tx, { kind: 'search.apply', cause, payload: { kind: 'product', items: [] } }),
        );
      for (let row = 0; row < 99; row += 1) await addApply('product.imported');
      const waiting = await openStore(null);
      await dispatcherOf(waiting).dispatch();
      for (let row = 0; row < 3; row += 1) await addApply('product.imported');
      const single = await addApply('product.published');
      // One place is left in the store.
      expect(await dispatcherOf(waiting).dispatch()).toBe(1);
      expect(await row(single)).toMatchObject({ status: 'sent' });
      const ended: string[] = [];
      const store = new JobStore(new PostgresBackend(database.urls.worker, silentLogger), 1, silentLogger);
      opened.push(store);
      const runner = runnerOf(markAndEnd);
      await store.start(async (outboxId) => {
        await runner.run(outboxId);
        ended.push(outboxId);
      });
      await eventually('some have ended', () => Promise.resolve(ended.length > 2));
      expect(ended[0]).toBe(single);
    });

    it('of a heap takes its turn as everything else when it has waited ten minutes; what carries a batch is of a heap', async () => {
      const add = (cause: string, batch: object = {}) =>
        unitOfWork.run(SYSTEM_SCOPE, (tx) =>
          outbox.add(tx, {
            kind: 'match.need',
            cause,
            payload: { items: [], cause: 'match.refill', ...batch },
          }),
        );
      for (let row = 0; row < 99; row += 1) await add('need.published');
      const dispatcher = dispatcherOf(await openStore(null));
      expect(await dispatcher.dispatch()).toBe(99);
      const [old, refill, single] = [
        await add('match.rematch'),
        await add('match.refill', { batchId: newId() }),
        await add('need.published'),
      ];
      const states = async () => {
        await dispatcher.dispatch();
        const rows = await Promise.all([old, refill, single].map((id) => row(id)));
        return rows.map(({ status }) => status);
      };
      const endOne = () =>
        database.sql(
          `UPDATE outbox SET status = 'done' WHERE id = (SELECT id FROM outbox WHERE status = 'sent' ORDER BY id LIMIT 1)`,
        );
      await database.sql(`UPDATE outbox SET created_at = now() - interval '11 minutes' WHERE id = $1`, [old]);
      expect(await states()).toEqual(['sent', 'pending', 'pending']);
      await endOne();
      expect(await states()).toEqual(['sent', 'pending', 'sent']);
      await endOne();
      expect(await states()).toEqual(['sent', 'sent', 'sent']);
    });

    it('is not handed over again before its time', async () => {
      const id = await addOne();
      await expect(runnerOf(() => Promise.reject(new Error('down'))).run(id)).rejects.toThrow('down');
      const dispatcher = dispatcherOf(await openStore(null));
      expect(await dispatcher.dispatch()).toBe(0);
      await database.sql('UPDATE outbox SET available_at = now()');
      expect(await dispatcher.dispatch()).toBe(1);
    });

    it('keeps its lease for as long as the handler works', async () => {
      const id = await addOne();
      await dispatcherOf(await openStore(null), 60_000).dispatch();
      const leaseEnd = async () =>
        (
          await database.sql<{ lease_until: Date }>('SELECT lease_until FROM outbox')
        )[0]!.lease_until.getTime();
      const first = await leaseEnd();
      const go = gate();
      const runner = jobRunner(
        services,
        new Map<JobKind, AnyJobHandler>([['stats.rebuild', (job) => go.opened.then(() => markAndEnd(job))]]),
        300,
      );
      const running = runner.run(id);
      await eventually('the lease is another one', async () => (await leaseEnd()) !== first);
      const second = await leaseEnd();
      await eventually('the lease is extended again', async () => (await leaseEnd()) > second);
      go.open();
      await running;
      expect(await row(id)).toMatchObject({ status: 'done' });
    });
  });

  describe('with the job store', () => {
    it('goes from pending to sent to done', async () => {
      const id = await addOne();
      const [started, go] = [gate(), gate()];
      const store = await openStore(
        runnerOf(async (job) => {
          started.open();
          await go.opened;
          await markAndEnd(job);
        }),
      );
      expect(store.lastTakenAt).toBeNull();
      expect(await dispatcherOf(store).dispatch()).toBe(1);
      await started.opened;
      expect(await row(id)).toMatchObject({ status: 'sent', attempt: 1 });
      expect(await storedJobs()).toEqual([`${id}.1`]);
      go.open();
      await allDone(1);
      expect(await marks()).toEqual([id]);
      expect(store.lastTakenAt).toBeInstanceOf(Date);
    });

    it('sends again what a dead worker had taken, as the next attempt, and the work is done once', async () => {
      const id = await addOne();
      const dispatcher = dispatcherOf(await openStore(null));
      expect(await dispatcher.dispatch()).toBe(1);
      expect(await dispatcher.dispatch()).toBe(0);
      await database.sql("UPDATE bullmq.job SET state = 'active'");
      await loseLeases();
      expect(await dispatcher.dispatch()).toBe(1);
      expect(await row(id)).toMatchObject({ status: 'sent', attempt: 2 });
      expect(await storedJobs()).toEqual([`${id}.1`, `${id}.2`]);
      await openStore(runnerOf(markAndEnd));
      await allDone(1);
      expect(await marks()).toEqual([id]);
    });

    it('does not send again what waits its turn in the store, however often its lease runs out', async () => {
      const id = await addOne();
      const dispatcher = dispatcherOf(await openStore(null));
      expect(await dispatcher.dispatch()).toBe(1);
      for (let n = 0; n < 60; n++) {
        await loseLeases();
        expect(await dispatcher.dispatch()).toBe(0);
      }
      expect(await row(id)).toMatchObject({ status: 'sent', attempt: 1 });
      expect(await storedJobs()).toEqual([`${id}.1`]);
      await openStore(runnerOf(markAndEnd));
      await allDone(1);
      expect(await marks()).toEqual([id]);
    });

    it('shares the rows between dispatchers: each goes to the store once', async () => {
      for (let n = 0; n < 150; n++) await add(n % 2 === 0 ? 'stats.rebuild' : 'search.apply');
      const dispatchers = [dispatcherOf(await openStore(null)), dispatcherOf(await openStore(null))];
      const handed = await Promise.all(
        dispatchers.map(async (dispatcher) => {
          let count = 0;
          for (;;) {
            const batch = await dispatcher.dispatch();
            count += batch;
            if (batch === 0) return count;
          }
        }),
      );
      expect(handed.reduce((a, b) => a + b)).toBe(150);
      const all = await rows();
      expect(all.filter((one) => one.status === 'sent' && one.attempt === 1)).toHaveLength(150);
      expect(await storedJobs()).toEqual(all.map((one) => `${one.id}.1`).sort());
    });

    it('holds back what the store could not start within a lease, queue by queue', async () => {
      for (let n = 0; n < 130; n++) await add('stats.rebuild');
      await add('search.apply');
      const dispatcher = dispatcherOf(await openStore(null));
      expect(await dispatcher.dispatch()).toBe(101);
      expect(await dispatcher.dispatch()).toBe(0);
      const sent = (await rows()).filter((one) => one.status === 'sent').slice(0, 20);
      await database.sql(`UPDATE outbox SET status = 'done' WHERE id = ANY($1)`, [sent.map((one) => one.id)]);
      expect(await dispatcher.dispatch()).toBe(20);
      expect((await rows()).filter((one) => one.status === 'pending')).toHaveLength(10);
    });

    it('leaves rows of a kind that it does not know to a newer worker, and they hold up nothing', async () => {
      for (let n = 0; n < 120; n++) {
        await database.sql(
          `INSERT INTO outbox (id, kind, cause, payload) VALUES ($1, 'of.tomorrow', 'x', '{}')`,
          [newId()],
        );
      }
      await add();
      const dispatcher = dispatcherOf(await openStore(null));
      expect(await dispatcher.dispatch()).toBe(1);
      expect(await dispatcher.dispatch()).toBe(0);
      const counts = await database.sql(
        'SELECT kind, status, count(*)::int AS count FROM outbox GROUP BY kind, status ORDER BY kind',
      );
      expect(counts).toEqual([
        { kind: 'of.tomorrow', status: 'pending', count: 120 },
        { kind: 'stats.rebuild', status: 'sent', count: 1 },
      ]);
    });

    it('loses and doubles nothing when it dies between store and commit', async () => {
      for (let n = 0; n < 5; n++) await add();
      const dispatcher = dispatcherOf(await openStore(null, CrashingStore));
      await expect(dispatcher.dispatch()).rejects.toThrow('power cut');
      const ids = (await rows()).map((one) => one.id);
      expect((await rows()).every((one) => one.status === 'pending' && one.attempt === 0)).toBe(true);
      expect(await storedJobs()).toEqual(ids.map((id) => `${id}.1`));
      expect(await dispatcher.dispatch()).toBe(5);
      expect(await storedJobs()).toEqual(ids.map((id) => `${id}.1`));
      await openStore(runnerOf(markAndEnd));
      await allDone(5);
      expect((await marks()).sort()).toEqual(ids);
    });

    it('does its work once when the jobs ran before the dispatcher’s crash was over', async () => {
      await add();
      const dispatcher = dispatcherOf(await openStore(runnerOf(markAndEnd), CrashingStore));
      await expect(dispatcher.dispatch()).rejects.toThrow('power cut');
      await allDone(1);
      expect(await dispatcher.dispatch()).toBe(0);
      expect(await marks()).toHaveLength(1);
    });
  });

  describe('when the job store is lost', () => {
    const lose = () => dropJobStore(database);

    it('is made anew while workers run, and jobs flow again', async () => {
      const store = await openStore(runnerOf(markAndEnd));
      const dispatcher = dispatcherOf(store);
      await add();
      await dispatcher.dispatch();
      await allDone(1);
      expect(await store.heal()).toBe(false);
      await lose();
      expect(await store.heal()).toBe(true);
      expect(await store.heal()).toBe(false);
      await add();
      await dispatcher.dispatch();
      await allDone(2);
      expect(await marks()).toHaveLength(2);
    });

    it('hands over at once what was sent, without waiting for leases', async () => {
      const id = await addOne();
      const dispatcher = dispatcherOf(await openStore(null));
      await dispatcher.dispatch();
      await dispatcher.checkStore();
      expect(await dispatcher.dispatch()).toBe(0);
      await lose();
      await dispatcher.checkStore();
      expect(await dispatcher.dispatch()).toBe(1);
      expect(await storedJobs()).toEqual([`${id}.2`]);
    });

    it('comes back for every worker process, not only for the one that saw it gone', async () => {
      const first = await openStore(runnerOf(markAndEnd));
      const second = await openStore(runnerOf(markAndEnd));
      await lose();
      await dispatcherOf(first).checkStore();
      await dispatcherOf(second).checkStore();
      await first.close();
      opened.splice(opened.indexOf(first), 1);
      for (let n = 0; n < 5; n++) await add();
      await dispatcherOf(second).dispatch();
      await allDone(5);
      expect(await marks()).toHaveLength(5);
    });

    it('heals by itself, twice, while dispatchers and workers go on', async () => {
      const stores = [await openStore(runnerOf(markAndEnd)), await openStore(runnerOf(markAndEnd))];
      const dispatchers = stores.map((store) => dispatcherOf(store));
      dispatchers.forEach((dispatcher) => dispatcher.start());
      try {
        for (let round = 1; round <= 2; round++) {
          for (let n = 0; n < 20; n++) await add(n % 2 === 0 ? 'stats.rebuild' : 'search.apply');
          await lose();
          for (let n = 0; n < 20; n++) await add('notification.deliver');
          await allDone(round * 40);
        }
      } finally {
        for (const dispatcher of dispatchers) await dispatcher.stop();
      }
      const all = (await rows()).map((one) => one.id);
      expect((await marks()).sort()).toEqual(all);
    }, 60_000);
  });
});
