import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#libs/common';
import { type FailedBoot, failToBoot } from '../support/boot.js';
import { createTestDatabase } from '../support/database.js';
import { apiProcess, eventually, outboxIsQuiet, workerProcess } from '../support/processes.js';
import { TEST_SECRET } from '../support/services.js';
import { openStage, publishProduct, registerMember, type Stage } from '../support/stage.js';
import { StatementCounter } from '../support/statement-counter.js';

interface Report {
  ok: boolean;
  checks: Record<string, { ok: boolean; detail?: unknown }>;
}

describe('health, readiness, metrics', () => {
  let stage: Stage;
  const at = (path: string) => stage.api.url.replace('/graphql', path);
  const ready = async (url: string) => {
    const response = await fetch(url);
    return { status: response.status, report: (await response.json()) as Report };
  };

  beforeAll(async () => {
    stage = await openStage();
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  it('the API answers, is ready with its database, and shows metrics', async () => {
    const health = await fetch(at('/health'));
    expect([health.status, await health.json()]).toEqual([200, { ok: true }]);
    expect(await ready(at('/ready'))).toEqual({
      status: 200,
      report: { ok: true, checks: { database: { ok: true, detail: 'answers' } } },
    });
    const metrics = await fetch(at('/metrics'));
    expect([metrics.status, metrics.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(await metrics.text()).toMatch(/^process_cpu_seconds_total \d/m);
  });

  it('the worker answers, and its readiness names the outbox and the last job', async () => {
    const { worker } = stage;
    const health = await fetch(`${worker.url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { ok: true }]);
    const supplier = await stage.nobody.signIn(await registerMember(stage.services, 'sme', 'sme_admin'));
    await publishProduct(supplier, { sku: 'H-1', name: '断路器', summary: '户内' });
    await outboxIsQuiet(stage.database);
    const { status, report } = await ready(`${worker.url}/ready`);
    expect(status).toBe(200);
    expect(report).toEqual({
      ok: true,
      checks: {
        database: { ok: true, detail: 'answers' },
        jobStore: { ok: true, detail: { engine: 'PostgreSQL' } },
        outbox: { ok: true, detail: { pending: 0, sent: 0, failed: 0, oldestSeconds: 0 } },
        lastJobTaken: { ok: true, detail: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
      },
    });
    expect((await fetch(`${worker.url}/nothing`)).status).toBe(404);
  });

  it('failed and old work is seen in the worker’s readiness and in its metrics, whichever is asked', async () => {
    const metrics = async () => (await fetch(`${stage.worker.url}/metrics`)).text();
    expect(await metrics()).toMatch(/^gonglian_jobs_total\{kind="search.apply",outcome="done"\} [1-9]/m);
    const [failed, old] = [newId(), newId()];
    await stage.database.sql(
      `INSERT INTO outbox (id, kind, cause, payload, status, last_error, available_at, created_at) VALUES
         ($1, 'search.apply', 'test', '{"kind":"product","items":[]}', 'failed', 'boom', now(), now()),
         ($2, 'search.apply', 'test', '{"kind":"product","items":[]}', 'pending', NULL, now() + interval '1 hour', now() - interval '1 hour')`,
      [failed, old],
    );
    const text = (await metrics()).replace(/^(?!gonglian_).*\n/gm, '');
    expect(text).toMatch(/^gonglian_outbox_rows\{status="failed"\} 1$/m);
    expect(text).toMatch(/^gonglian_outbox_rows\{status="pending"\} 1$/m);
    expect(text).toMatch(/^gonglian_outbox_oldest_seconds 36\d\d/m);
    const { report } = await ready(`${stage.worker.url}/ready`);
    expect(report.checks.outbox?.detail).toMatchObject({ pending: 1, failed: 1 });
    await stage.database.sql('DELETE FROM outbox WHERE id = ANY($1)', [[failed, old]]);
  });

  it('without its database a process is alive, but not ready, and says which part is not', async () => {
    const [app, work] = [
      await StatementCounter.open(stage.database.urls.app),
      await StatementCounter.open(stage.database.urls.worker),
    ];
    stage.onClose(() => Promise.all([app.close(), work.close()]));
    const api = apiProcess(stage.database, { DATABASE_APP_URL: app.url });
    const worker = workerProcess(stage.database, { DATABASE_WORKER_URL: work.url });
    stage.onClose(() => Promise.all([api.stop(), worker.stop()]));
    await Promise.all([api.start(), worker.start()]);
    const [apiPid, workerPid] = [api.pid, worker.pid];
    await Promise.all([app.close(), work.close()]);
    for (const [url, part] of [
      [api.url.replace('/graphql', ''), 'database'],
      [worker.url, 'outbox'],
    ] as const) {
      await eventually(`${part} is told`, async () => (await ready(`${url}/ready`)).status === 503);
      const { report } = await ready(`${url}/ready`);
      expect([report.ok, report.checks[part]?.ok]).toEqual([false, false]);
      expect((await fetch(`${url}/health`)).status).toBe(200);
    }
    expect([api.pid, worker.pid]).toEqual([apiPid, workerPid]);
  });
});

describe('a start that cannot succeed ends with one clear text and exit code 1', () => {
  let stage: Stage;
  let empty: { app: string; worker: string };
  let takenPort: string;
  const ends = new Map<string, FailedBoot>();

  beforeAll(async () => {
    stage = await openStage({ api: false, worker: false });
    const database = await createTestDatabase();
    stage.onClose(() => database.drop());
    await database.sql('DROP SCHEMA public CASCADE');
    await database.sql('CREATE SCHEMA public');
    await database.sql('GRANT USAGE ON SCHEMA public TO PUBLIC');
    empty = database.urls;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stage.onClose(() => new Promise((resolve) => server.close(resolve)));
    takenPort = String((server.address() as AddressInfo).port);
    // A start is mostly loading of modules: some at a time.
    const left = [...CASES];
    const startNext = async (): Promise<void> => {
      const next = left.shift();
      if (next === undefined) return;
      const [app, what, wrong] = next;
      ends.set(`${app}: ${what}`, await failToBoot(app, { ...good(), ...wrong() }));
      await startNext();
    };
    await Promise.all([startNext(), startNext(), startNext()]);
  }, 90_000);

  afterAll(async () => {
    await stage.close();
  });

  const good = () => ({
    DATABASE_APP_URL: stage.database.urls.app,
    DATABASE_WORKER_URL: stage.database.urls.worker,
    JWT_SECRET: TEST_SECRET,
  });
  const wrongPassword = () => {
    const url = new URL(stage.database.urls.app);
    url.password = 'hush-hush';
    return url.href;
  };
  const nowhere = 'postgres://nobody:hush-hush@127.0.0.1:9/gonglian';

  const CASES: readonly (readonly ['api' | 'worker', string, () => Record<string, string>, RegExp])[] = [
    [
      'api',
      'a bad environment, every fault of it',
      () => ({ PORT: 'hush-hush', DATABASE_APP_URL: 'hush-hush', JWT_SECRET: 'hush-hush' }),
      /environment is wrong:\n {2}PORT: .+\n {2}DATABASE_APP_URL: must look like .+\n {2}JWT_SECRET: needs at least 32/,
    ],
    ['api', 'no database', () => ({ DATABASE_APP_URL: '' }), /DATABASE_APP_URL is not set/],
    ['api', 'no secret', () => ({ JWT_SECRET: '' }), /JWT_SECRET is not set/],
    [
      'api',
      'a database without tables',
      () => ({ DATABASE_APP_URL: empty.app }),
      /lacks FirstTables.*npm run cli -- migrate/,
    ],
    [
      'api',
      'a database that is not there',
      () => ({ DATABASE_APP_URL: nowhere }),
      /ECONNREFUSED.*127\.0\.0\.1:9/,
    ],
    [
      'api',
      'a wrong password',
      () => ({ DATABASE_APP_URL: wrongPassword() }),
      /password authentication failed/,
    ],
    ['api', 'a port that is taken', () => ({ PORT: takenPort }), /Port \d+ is in use: set PORT/],
    ['worker', 'no database', () => ({ DATABASE_WORKER_URL: '' }), /DATABASE_WORKER_URL is not set/],
    [
      'worker',
      'a database without tables',
      () => ({ DATABASE_WORKER_URL: empty.worker }),
      /lacks FirstTables.*npm run cli -- migrate/,
    ],
    [
      'worker',
      'a health port that is taken',
      () => ({ WORKER_HEALTH_PORT: takenPort }),
      /Port \d+ is in use: set WORKER_HEALTH_PORT/,
    ],
  ];

  it.each(CASES)('%s: %s', (app, what, _wrong, text) => {
    const { code, said } = ends.get(`${app}: ${what}`)!;
    expect(said).toMatch(text);
    expect(said.startsWith(`${app}: `)).toBe(true);
    expect(said).not.toMatch(/^\s+at /m);
    expect(said).not.toContain('hush-hush');
    expect(said.trimEnd().split('\n').length).toBeLessThanOrEqual(4);
    expect(code).toBe(1);
  });
});
