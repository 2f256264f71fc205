import { afterEach, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootError, messageOf } from '#libs/common';
import { type Logger } from '#libs/observability';
import { LocalRedis, type LocalRedisOptions } from '../../apps/cli/local-redis.js';
import { JobStore, type JobToAdd } from '../../libs/messaging/job-store.js';
import { RedisBackend } from '../../libs/messaging/redis-backend.js';
import { asOperator } from '../support/operator.js';
import { eventually } from '../support/processes.js';
import { describeWithRedis } from '../support/redis.js';

const LOGIN = 'hunter8 and a % sign';

describeWithRedis('a job store on a real Redis', () => {
  const opened: { close(): Promise<void> }[] = [];
  let said: string[] = [];
  let taken: string[] = [];
  let number = 0;

  /** Keeps all that is logged at any level, with every property of errors, as a careless serialiser would. */
  const logger = new Proxy({} as Logger, {
    get: () => (subject: unknown, message: unknown) =>
      void said.push(
        JSON.stringify([subject, message], (_key, value: unknown) =>
          value instanceof Error ? { ...value, message: value.message } : value,
        ),
      ),
  });

  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
    [said, taken] = [[], []];
  });

  async function openRedis(options?: LocalRedisOptions): Promise<LocalRedis> {
    const redis = await LocalRedis.open(options);
    opened.push({ close: () => redis.stop() });
    return redis;
  }
  const storeOf = (url: string, concurrency = 4) => {
    const store = new JobStore(new RedisBackend({ url, prefix: 'test' }, logger), concurrency, logger);
    opened.push(store);
    return store;
  };
  const openStore = async (url: string, handle = (id: string) => Promise.resolve(void taken.push(id))) => {
    const store = storeOf(url);
    await store.start(handle);
    return store;
  };
  const job = (): JobToAdd => ({
    outboxId: `job-${(number += 1)}`,
    kind: 'match.need',
    attempt: 1,
    bulk: false,
  });
  const allTaken = (count: number) =>
    eventually(`${count} are taken`, () => Promise.resolve(taken.length >= count));
  /** Looks until the store is found to be well; what a worker's dispatcher does all the time. */
  const healed = (store: JobStore) =>
    eventually('the store is well', () =>
      store.heal().then(
        () => true,
        () => false,
      ),
    );
  const reasonOf = async (store: JobStore) => {
    await store.heal().catch(() => undefined);
    try {
      store.check();
    } catch (error) {
      return messageOf(error);
    }
    return null;
  };
  async function refusal(url: string): Promise<string> {
    const outcome = await storeOf(url)
      .start(null)
      .then(
        () => 'started',
        (error: unknown) => error,
      );
    expect(outcome).toBeInstanceOf(BootError);
    return messageOf(outcome);
  }

  it('refuses a Redis that evicts', async () => {
    const { url } = await openRedis({
      settings: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'],
    });
    expect(await refusal(url)).toMatch(
      /noeviction（现为 allkeys-lru）.*must be noeviction, it is allkeys-lru/,
    );
    await asOperator(url, (redis) => redis.config('SET', 'maxmemory-policy', 'noeviction'));
    const store = await openStore(url);
    expect(await reasonOf(store)).toBeNull();
    await asOperator(url, (redis) => redis.config('SET', 'maxmemory-policy', 'volatile-lru'));
    expect(await reasonOf(store)).toMatch(/must be noeviction/);
  });

  it('refuses a Redis that does not let it in, and tells no password', async () => {
    const redis = await openRedis({ settings: ['--requirepass', LOGIN] });
    const withLogin = (login: string) => redis.url.replace('://', `://:${encodeURIComponent(login)}@`);
    expect(await refusal(redis.url)).toMatch(/REDIS_URL.*NOAUTH/);
    const wrong = await refusal(withLogin('hunter9-wrong'));
    expect(wrong).toMatch(/拒绝登录.*does not let us in.*WRONGPASS/);
    const store = await openStore(withLogin(LOGIN));
    expect(store.check()).toEqual({ engine: 'Redis' });
    await store.add([job()]);
    await allTaken(1);
    expect([wrong, ...said].join('\n')).not.toMatch(/hunter/);
    expect(await refusal(`${withLogin(LOGIN)}/77`)).toMatch(/DB index/);
  });

  it('starts without a Redis, is not ready, and takes up work when it comes', async () => {
    const redis = await openRedis();
    await redis.kill();
    const began = Date.now();
    const store = await openStore(redis.url);
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(await reasonOf(store)).toMatch(/没有响应.*ECONNREFUSED/);
    await expect(store.add([job()])).rejects.toThrow(/does not answer/);
    await redis.start();
    await healed(store);
    expect(store.check()).toEqual({ engine: 'Redis' });
    await store.add([job()]);
    await allTaken(1);
  });

  it('fails fast while Redis is gone, and works again with the next one', async () => {
    const redis = await openRedis();
    const store = await openStore(redis.url);
    await redis.kill();
    const began = Date.now();
    await expect(store.add([job()])).rejects.toThrow();
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(await reasonOf(store)).toMatch(/没有响应/);
    await redis.start();
    await healed(store);
    await store.add([job(), job()]);
    await allTaken(2);
  });

  it('fails within seconds while Redis hangs, and goes on with what it has when it comes back', async () => {
    const redis = await openRedis();
    const store = await openStore(redis.url);
    const idle = await openStore(redis.url);
    process.kill(redis.pid, 'SIGSTOP');
    const one = job();
    const began = Date.now();
    await expect(store.add([one])).rejects.toThrow('timed out');
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(await reasonOf(store)).toMatch(/没有响应.*timed out/);
    // A shutdown does not wait for it.
    const closing = Date.now();
    opened.splice(opened.indexOf(idle), 1);
    await idle.close();
    expect(Date.now() - closing).toBeLessThan(10_000);
    process.kill(redis.pid, 'SIGCONT');
    await healed(store);
    await store.add([one, job()]);
    await allTaken(2);
    await sleep(300);
    expect(taken).toHaveLength(2);
  });

  it('retreats from a Redis that is full, and comes back with room', async () => {
    const redis = await openRedis();
    const store = await openStore(redis.url);
    const resize = (bytes: string) =>
      asOperator(redis.url, (operator) => operator.config('SET', 'maxmemory', bytes));
    await store.add(Array.from({ length: 20 }, job));
    await allTaken(20);
    await resize('1mb');
    await expect(store.add([job()])).rejects.toThrow('OOM');
    expect(await reasonOf(store)).toMatch(/拒绝写入.*refuses writes: OOM/);
    const commandsIn = async (ms: number) => {
      const count = () =>
        asOperator(redis.url, async (operator) =>
          Number(/total_commands_processed:(\d+)/.exec(await operator.info('stats'))?.[1]),
        );
      const before = await count();
      await sleep(ms);
      return (await count()) - before;
    };
    // Nobody tries without a pause.
    expect(await commandsIn(1_000)).toBeLessThan(100);
    await resize('0');
    expect(await store.heal()).toBe(true);
    await store.add([job()]);
    await allTaken(21);
  });

  it('ends in time while a job’s end cannot be told to a Redis that is gone', async () => {
    const redis = await openRedis();
    const store = await openStore(redis.url, async (id) => {
      await sleep(1_500);
      taken.push(id);
    });
    await store.add([job()]);
    await eventually('it runs', () => Promise.resolve(store.lastTakenAt !== null));
    await redis.kill();
    const began = Date.now();
    opened.splice(opened.indexOf(store), 1);
    await store.close();
    expect(taken).toHaveLength(1);
    expect(Date.now() - began).toBeLessThan(12_000);
  });

  it('is of a throw-away server that ends with its process, even when that is killed', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'gonglian-guard-'));
    opened.push({ close: () => rm(dir, { recursive: true, force: true }) });
    const script = join(dir, 'own.mjs');
    await writeFile(
      script,
      `import { LocalRedis } from ${JSON.stringify(join(process.cwd(), 'dist/apps/cli/local-redis.js'))};
       const redis = await LocalRedis.open();
       process.send({ url: redis.url, pid: redis.pid });`,
    );
    const child = fork(script, [], { env: { ...process.env, TMPDIR: dir } });
    const { url, pid } = await new Promise<{ url: string; pid: number }>((resolve) =>
      child.once('message', (message) => resolve(message as { url: string; pid: number })),
    );
    expect(await asOperator(url, (redis) => redis.ping())).toBe('PONG');
    process.kill(pid, 'SIGSTOP');
    child.kill('SIGKILL');
    await eventually('the server is gone', () =>
      asOperator(url, (redis) => redis.ping()).then(
        () => false,
        () => true,
      ),
    );
    await eventually('its folder too', async () => (await readdir(dir)).join() === 'own.mjs');
  });
});
