import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalRedis } from '../../apps/cli/local-redis.js';
import { type JobBackend } from '../../libs/messaging/job-backend.js';
import { type JobKind } from '../../libs/messaging/job-registry.js';
import { type JobProcessor, JobStore, type JobToAdd } from '../../libs/messaging/job-store.js';
import { PostgresBackend } from '../../libs/messaging/postgres-backend.js';
import { RedisBackend } from '../../libs/messaging/redis-backend.js';
import { createTestDatabase, dropJobStore, type TestDatabase } from '../support/database.js';
import { silentLogger } from '../support/jobs.js';
import { asOperator } from '../support/operator.js';
import { eventually } from '../support/processes.js';
import { describeWithRedis } from '../support/redis.js';

/** One place to keep jobs in, as a test has it. */
interface Place {
  open(): Promise<void>;
  backend(): JobBackend;
  /** Loses everything while queues and workers are open. */
  lose(): Promise<void>;
  close(): Promise<void>;
}

function postgres(): Place {
  let database: TestDatabase;
  return {
    open: async () => void (database = await createTestDatabase()),
    backend: () => new PostgresBackend(database.urls.worker, silentLogger),
    lose: () => dropJobStore(database),
    close: () => database.drop(),
  };
}

function redis(): Place {
  let server: LocalRedis;
  return {
    open: async () => void (server = await LocalRedis.open()),
    backend: () => new RedisBackend({ url: server.url, prefix: 'test' }, silentLogger),
    lose: async () => {
      await asOperator(server.url, (operator) => operator.flushall());
    },
    close: () => server.stop(),
  };
}

let number = 0;
/** A job that nobody has added yet. @param kind `match.need` is of priority 5, `match.product` of 6, `stats.rebuild` of 9 */
const job = (kind: JobKind = 'match.need'): JobToAdd => ({
  outboxId: `job-${(number += 1)}`,
  kind,
  attempt: 1,
  bulk: false,
});
const jobs = (count: number, kind?: JobKind) => Array.from({ length: count }, () => job(kind));
const idsOf = (all: readonly JobToAdd[]) => all.map(({ outboxId }) => outboxId);

function contract(place: Place): void {
  const opened: JobStore[] = [];
  let taken: string[] = [];
  const note: JobProcessor = (id) => Promise.resolve(void taken.push(id));

  beforeAll(() => place.open());
  afterAll(() => place.close());
  beforeEach(async () => {
    taken = [];
    await place.lose();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  async function openStore(processor: JobProcessor | null, concurrency = 4): Promise<JobStore> {
    const store = new JobStore(place.backend(), concurrency, silentLogger);
    opened.push(store);
    await store.start(processor);
    return store;
  }
  const close = async (store: JobStore) => {
    opened.splice(opened.indexOf(store), 1);
    await store.close();
  };
  const allTaken = (count: number) =>
    eventually(`${count} jobs are taken`, () => Promise.resolve(taken.length >= count));

  it('hands each job to a worker once, of all queues', async () => {
    const all = [job('search.apply'), job('match.need'), job('notification.deliver'), job('import.run')];
    const store = await openStore(note);
    expect(store.check().engine).toMatch(/^(PostgreSQL|Redis)$/);
    expect(store.lastTakenAt).toBeNull();
    await store.add(all);
    await allTaken(4);
    expect(taken.sort()).toEqual(idsOf(all).sort());
    expect(store.lastTakenAt).toBeInstanceOf(Date);
  });

  it('takes a job that is added twice once, while it waits and after it ran', async () => {
    const all = jobs(3);
    const producer = await openStore(null);
    await producer.add(all);
    await producer.add(all);
    await openStore(note);
    await allTaken(3);
    await producer.add(all);
    const [last] = jobs(1);
    await producer.add([last!]);
    await allTaken(4);
    expect(taken.sort()).toEqual(idsOf([...all, last!]).sort());
    await producer.add([{ ...last!, attempt: 2 }]);
    await allTaken(5);
  });

  it('takes the urgent first, and those of one priority in their order', async () => {
    const producer = await openStore(null);
    const [late, later] = [jobs(2, 'stats.rebuild'), jobs(2, 'match.product')];
    const soon = jobs(3, 'match.need');
    await producer.add(late);
    await producer.add(later);
    await producer.add(soon);
    await openStore(note, 1);
    await allTaken(7);
    expect(taken).toEqual(idsOf([...soon, ...later, ...late]));
  });

  it('runs as many at once as it may', async () => {
    let [running, most] = [0, 0];
    const store = await openStore(async (id) => {
      most = Math.max(most, (running += 1));
      await sleep(100);
      running -= 1;
      taken.push(id);
    }, 3);
    await store.add(jobs(12));
    await allTaken(12);
    expect(most).toBe(3);
  });

  it('goes on after a handler that throws, and does not try again itself', async () => {
    const [bad, ...good] = jobs(4);
    const store = await openStore(async (id) => {
      await note(id);
      if (id === bad!.outboxId) throw new Error('no');
    }, 1);
    await store.add([bad!, ...good]);
    await allTaken(4);
    await sleep(500);
    expect(taken).toEqual(idsOf([bad!, ...good]));
    expect(await store.waiting([bad!, ...good])).toEqual(new Set());
  });

  it('knows what waits its turn, and nothing else', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const [first, second, unknown] = jobs(3);
    const store = await openStore(async (id) => {
      await note(id);
      await gate;
    }, 1);
    await store.add([first!, second!]);
    await allTaken(1);
    expect(await store.waiting([first!, second!, unknown!])).toEqual(new Set([second!.outboxId]));
    expect(await store.waiting([{ ...second!, attempt: 2 }])).toEqual(new Set());
    open();
    await allTaken(2);
    await eventually('none waits', async () => (await store.waiting([first!, second!])).size === 0);
  });

  it('shares the jobs between processes', async () => {
    const stores = [await openStore(note), await openStore(note)];
    const all = jobs(60);
    await Promise.all(stores.map((store, index) => store.add(all.slice(index * 30, index * 30 + 30))));
    await allTaken(60);
    await sleep(200);
    expect(taken.sort()).toEqual(idsOf(all).sort());
  });

  it('heals after it was lost, in every process, and says once that it had to', async () => {
    const stores = [await openStore(note), await openStore(note)];
    await stores[0]!.add(jobs(1));
    await allTaken(1);
    for (const store of stores) expect(await store.heal()).toBe(false);
    await place.lose();
    for (const store of stores) expect(await store.heal()).toBe(true);
    for (const store of stores) expect(await store.heal()).toBe(false);
    for (const store of stores) await store.add(jobs(3));
    await allTaken(7);
    await close(stores[0]!);
    await stores[1]!.add(jobs(3));
    await allTaken(10);
    expect(stores[1]!.check()).toBeDefined();
  });

  it('waits at its end for the job that runs, and takes no further one', async () => {
    const store = await openStore(async (id) => {
      await sleep(700);
      taken.push(id);
    }, 1);
    const all = jobs(3);
    await store.add(all);
    await eventually('one runs', () => Promise.resolve(store.lastTakenAt !== null));
    await close(store);
    expect(taken).toEqual([all[0]!.outboxId]);
    const next = await openStore(null);
    expect(await next.waiting(all)).toEqual(new Set(idsOf(all.slice(1))));
  });

  it('ends at once when nothing runs, and soon after it was lost', async () => {
    const began = Date.now();
    await close(await openStore(note));
    await close(await openStore(null));
    expect(Date.now() - began).toBeLessThan(4_000);
    const store = await openStore(note);
    await place.lose();
    const lost = Date.now();
    await close(store);
    expect(Date.now() - lost).toBeLessThan(10_000);
  });
}

describe('a job store on PostgreSQL', () => contract(postgres()));
describeWithRedis('a job store on Redis', () => contract(redis()));
