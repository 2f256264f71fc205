import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LocalRedis } from '../../apps/cli/local-redis.js';
import { failToBoot } from '../support/boot.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually, outboxIsQuiet, workerProcess } from '../support/processes.js';
import { describeWithRedis } from '../support/redis.js';

const LOGIN = 'hunter10 of the tests';

interface Ready {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: unknown }>>;
}

describeWithRedis('a worker with REDIS_URL', () => {
  let database: TestDatabase;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
    await database.drop();
  });

  const openRedis = async (settings: readonly string[]) => {
    const redis = await LocalRedis.open({ settings });
    closing.push(() => redis.stop());
    return redis;
  };
  const refused = (url: string) =>
    failToBoot('worker', { DATABASE_WORKER_URL: database.urls.worker, REDIS_URL: url, LOG_LEVEL: 'debug' });

  it('does not start on a Redis that evicts, or with an address of something else', async () => {
    const redis = await openRedis(['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lfu']);
    const evicting = await refused(redis.url);
    expect(evicting.code).toBe(1);
    expect(evicting.said).toMatch(/须为 noeviction（现为 allkeys-lfu）.*must be noeviction/);
    const other = await refused(`http://:${encodeURIComponent(LOGIN)}@127.0.0.1:${redis.port}`);
    expect(other.code).toBe(1);
    expect(other.said).toMatch(/REDIS_URL: 应形如 \/ must look like redis:\/\//);
    expect(other.said).not.toContain('hunter10');
  });

  it('does not start where a password is wanted and not given, or is wrong, and never shows one', async () => {
    const redis = await openRedis(['--requirepass', LOGIN]);
    const none = await refused(redis.url);
    expect(none).toMatchObject({
      code: 1,
      said: expect.stringMatching(/拒绝登录.*does not let us in.*NOAUTH/),
    });
    const wrong = await refused(redis.url.replace('://', '://:hunter10-wrong@'));
    expect(wrong).toMatchObject({ code: 1, said: expect.stringMatching(/REDIS_URL.*WRONGPASS/) });
    expect(wrong.said).not.toContain('hunter10');
  });

  it('starts without its Redis, says so, and does its work when it comes', async () => {
    const redis = await openRedis([]);
    await redis.kill();
    const worker = workerProcess(database, { REDIS_URL: redis.url });
    closing.push(() => worker.stop());
    await worker.start();
    const ready = async () => {
      const response = await fetch(new URL('/ready', worker.url));
      return { status: response.status, ...((await response.json()) as Ready) };
    };
    const before = await ready();
    expect(before).toMatchObject({
      ...{ status: 503, ok: false },
      checks: { jobStore: { ok: false, detail: expect.stringContaining('Redis does not answer') } },
    });
    // Its schedules have written their first rows, and they wait.
    const [{ waiting }] = (await database.sql<{ waiting: number }>(
      "SELECT count(*)::int AS waiting FROM outbox WHERE status = 'pending'",
    )) as [{ waiting: number }];
    expect(waiting).toBeGreaterThan(0);
    await redis.start();
    await eventually('the worker is ready', async () => (await ready()).ok);
    expect((await ready()).checks.jobStore).toEqual({ ok: true, detail: { engine: 'Redis' } });
    await outboxIsQuiet(database);
    const metrics = await (await fetch(new URL('/metrics', worker.url))).text();
    expect(metrics).toMatch(/^gonglian_job_store_up 1$/m);
  });
});
