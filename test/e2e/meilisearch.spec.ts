import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Meilisearch } from 'meilisearch';
import { MeiliKeys } from '#libs/search';
import { type Child } from '../../apps/cli/children.js';
import { putBarrier } from '../support/barrier.js';
import { type Caller } from '../support/graphql.js';
import { describeMeili } from '../support/meili-stage.js';
import { startMeili, type TestMeili } from '../support/meilisearch.js';
import { eventually, outboxIsQuiet, workerProcess } from '../support/processes.js';
import {
  openStage,
  publishProduct,
  registerMember,
  type Stage,
  WITHDRAW_PRODUCT,
  done,
} from '../support/stage.js';

interface Report {
  ok: boolean;
  checks: Record<string, { ok: boolean; detail?: unknown }>;
}

const LISTED = 'OLD.task_uid IS NULL AND NEW.task_uid IS NOT NULL';

/** Places at which a worker dies while it sends a change, or builds an index. */
const STEPS: readonly (readonly [string, 'change' | 'build', string, 'INSERT' | 'UPDATE', string])[] = [
  ['a change is not noted', 'change', 'meili_change', 'INSERT', 'true'],
  ['a task is not recorded', 'change', 'meili_task', 'INSERT', 'true'],
  ['a task is sent, its number is not recorded', 'change', 'meili_task', 'UPDATE', LISTED],
  ['a task has succeeded, its state is not written', 'change', 'index_state', 'INSERT', 'true'],
  [
    'all is sent, the job is not done',
    'change',
    'outbox',
    'UPDATE',
    "NEW.status = 'done' AND OLD.kind = 'search.push'",
  ],
  [
    'an index is made, that is not written down',
    'build',
    'meili_index',
    'UPDATE',
    "NEW.phase = 'filling' AND OLD.phase = 'making'",
  ],
  [
    'an index is filled, that is not written down',
    'build',
    'meili_index',
    'UPDATE',
    "NEW.phase = 'replaying'",
  ],
  [
    'an index is checked, the swap has not begun',
    'build',
    'meili_index',
    'UPDATE',
    "NEW.phase = 'swapping' AND OLD.phase = 'replaying'",
  ],
  [
    'indexes are swapped, that is not written down',
    'build',
    'meili_index',
    'UPDATE',
    "NEW.phase = 'live' AND OLD.phase = 'swapping'",
  ],
  [
    'the new index is live, the old one is not deleted',
    'build',
    'meili_index',
    'UPDATE',
    "NEW.phase = 'retired' AND OLD.phase = 'retired'",
  ],
];

describeMeili('a platform with Meilisearch', () => {
  let meili: TestMeili;
  let admin: Meilisearch;
  let stage: Stage;
  let supplier: Caller;
  let worker: Child;
  let settings: Record<string, string>;
  const prefix = 'e2e';
  const product = `${prefix}_product`;
  let number = 0;

  beforeAll(async () => {
    meili = await startMeili();
    admin = new Meilisearch({ host: meili.url, apiKey: meili.masterKey });
    const keys = await new MeiliKeys(meili, prefix).make(1);
    const keyOf = (role: string) => keys.find((key) => key.role === role)?.key ?? '';
    const common = { MEILI_URL: meili.url, MEILI_INDEX_PREFIX: prefix };
    settings = { ...common, MEILI_API_KEY: keyOf('write') };
    stage = await openStage({
      worker: false,
      apiEnvironment: { ...common, MEILI_API_KEY: keyOf('search') },
    });
    supplier = await stage.nobody.signIn(await registerMember(stage.services, 'sme', 'sme_admin'));
    stage.onClose(() => worker.stop());
    await startWorker();
  }, 90_000);
  afterAll(async () => {
    await stage.close();
    await meili.stop();
  }, 60_000);

  const startWorker = async () => {
    // A dead worker's rows and turns are due again soon.
    worker = workerProcess(stage.database, { ...settings, OUTBOX_LEASE_MS: '1500' });
    await worker.start();
  };
  const kill = async () => {
    process.kill(worker.pid ?? 0, 'SIGKILL');
    await worker.stop();
  };
  const publish = (name = '真空断路器') =>
    publishProduct(supplier, { sku: `M-${(number += 1)}`, name, summary: '户内' });
  const live = async (kind = 'product') =>
    (await stage.database.sql('SELECT 1 FROM meili_index WHERE kind = $1 AND is_live', [kind])).length === 1;
  const has = async (id: string) =>
    admin
      .index(product)
      .getDocument(id, { fields: ['id'] })
      .then(
        () => true,
        () => false,
      );
  const settled = () =>
    eventually(
      'nothing waits for Meilisearch, and no index is being built',
      async () =>
        (
          await stage.database.sql(
            "SELECT 1 FROM meili_change UNION ALL SELECT 1 FROM meili_task UNION ALL SELECT 1 FROM meili_index WHERE phase <> 'live'",
          )
        ).length === 0,
      60_000,
    );
  const agree = async () => {
    const [inTable, inEngine, confirmed] = [
      await stage.database.sql("SELECT id, version FROM search_document WHERE kind = 'product' ORDER BY id"),
      (
        await admin.index<{ id: string; version: number }>(product).getDocuments({
          ...{ fields: ['id', 'version'], sort: ['id:asc'], limit: 1_000 },
        })
      ).results,
      await stage.database.sql("SELECT id, version FROM index_state WHERE kind = 'product' ORDER BY id"),
    ];
    expect(inEngine).toEqual(inTable);
    expect(confirmed).toEqual(inTable);
  };
  const ready = async () => {
    const response = await fetch(`${worker.url}/ready`);
    return { status: response.status, report: (await response.json()) as Report };
  };
  const failures = () =>
    stage.database.sql("SELECT kind, last_error FROM outbox WHERE status = 'failed' OR failures > 0");

  it('builds its indexes at the first start, and a change is soon searchable there', async () => {
    await eventually('both are live', async () => (await live()) && (await live('need')), 60_000);
    const took: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const id = await publish();
      const from = Date.now();
      await eventually('it is there', () => has(id), 10_000);
      took.push(Date.now() - from);
      await outboxIsQuiet(stage.database);
    }
    took.sort((a, b) => a - b);
    console.log(`update to searchable, five times: ${took.join(', ')} ms`);
    // Less than 2 s where nothing else runs; here other suites may.
    expect(took[2]).toBeLessThan(8_000);
    const gone = await publish();
    await eventually('it is there', () => has(gone), 10_000);
    await done(supplier, WITHDRAW_PRODUCT, { id: gone });
    await eventually('it is gone', async () => !(await has(gone)), 10_000);
    await settled();
    await agree();
  }, 120_000);

  it('an outage leaves changes that wait and no failed work; readiness says so; it heals without a restart', async () => {
    const pid = meili.pid;
    // A given server is not ours to stop.
    if (pid === null) return;
    const before = worker.pid;
    process.kill(pid, 'SIGSTOP');
    try {
      const ids = [await publish(), await publish()];
      await eventually(
        'the changes wait',
        async () => (await stage.database.sql('SELECT 1 FROM meili_change')).length === ids.length,
      );
      await sleep(20_000);
      const { status, report } = await ready();
      expect(status).toBe(200);
      expect(report.checks.meilisearch?.detail).toMatchObject([
        { kind: 'product', live: true, pending: 2, setAside: 0 },
        { kind: 'need', live: true, pending: 0 },
      ]);
      const metrics = await (await fetch(`${worker.url}/metrics`)).text();
      expect(metrics).toContain('gonglian_meili_pending{kind="product"} 2');
      expect(
        Number(/gonglian_meili_oldest_seconds\{kind="product"\} (\S+)/.exec(metrics)?.[1]),
      ).toBeGreaterThan(15);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await settled();
    await agree();
    expect(await failures()).toEqual([]);
    expect(worker.pid).toBe(before);
  }, 120_000);

  it.each(STEPS)(
    'killed when %s, nothing is lost and nothing stays',
    async (_when, act, table, event, condition) => {
      const barrier = await putBarrier(stage.database, table, event, condition);
      try {
        const id = await publish();
        // As a new release with other settings: the worker builds by itself.
        if (act === 'build')
          await stage.database.sql("UPDATE meili_index SET settings = 'older' WHERE kind = 'product'");
        await barrier.reached(60_000);
        await kill();
        expect(id).toBeTruthy();
      } finally {
        await barrier.open();
      }
      await startWorker();
      await eventually('it is live', () => live(), 60_000);
      await settled();
      await outboxIsQuiet(stage.database, 60_000);
      await agree();
      expect((await admin.getIndexes()).results.map(({ uid }) => uid).sort()).toEqual([
        `${prefix}_need`,
        product,
      ]);
    },
    180_000,
  );

  const cli = (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(process.cwd(), 'dist/apps/cli/main.js'), ...args],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          ...settings,
          DATABASE_WORKER_URL: stage.database.urls.worker,
          NODE_ENV: 'test',
          ...more,
        },
      },
    );
    return { status, stdout, stderr };
  };

  it('cli reindex builds beside the live index while the worker goes on, and cli reconcile agrees', async () => {
    const [before] = await stage.database.sql<{ identity: string }>(
      "SELECT identity FROM meili_index WHERE kind = 'product' AND is_live",
    );
    const { status, stdout } = cli(['reindex']);
    expect(stdout).toContain('product: 新索引已启用');
    expect(stdout).toContain('need: 新索引已启用');
    expect(status).toBe(0);
    const [after] = await stage.database.sql<{ identity: string }>(
      "SELECT identity FROM meili_index WHERE kind = 'product' AND is_live",
    );
    expect(after?.identity).not.toBe(before?.identity);
    await settled();
    const checked = cli(['reconcile', '--check', '--json']);
    expect(checked.status).toBe(0);
    expect(JSON.parse(checked.stdout)).toMatchObject({ drift: [], meilisearch: { drift: [], notLive: [] } });
    await admin.tasks.waitForTask((await admin.index(product).deleteAllDocuments()).taskUid);
    expect(cli(['reconcile', '--check']).status).toBe(1);
    expect(cli(['reconcile']).stdout).toContain('Meilisearch:');
    await settled();
    await agree();
  }, 120_000);

  it('cli search-keys prints new keys once and the master key never', () => {
    const without = cli(['search-keys', 'list']);
    expect([without.status, without.stdout]).toEqual([1, '']);
    expect(without.stderr).toContain('MEILI_MASTER_KEY');
    const master = { MEILI_MASTER_KEY: meili.masterKey };
    const listed = cli(['search-keys', 'list', '--json'], master);
    expect(JSON.parse(listed.stdout)).toHaveLength(2);
    expect(cli(['search-keys', 'make'], master).status).toBe(1);
    const rotated = cli(['search-keys', 'rotate', '--days', '7'], master);
    expect(rotated.stdout.match(/MEILI_API_KEY=[0-9a-f]{64}/g)).toHaveLength(2);
    const finished = cli(['search-keys', 'rotate', '--finish'], master);
    expect([finished.status, finished.stdout]).toEqual([0, expect.stringContaining('deleted')]);
    for (const { stdout, stderr } of [without, listed, rotated, finished])
      expect(stdout + stderr).not.toContain(meili.masterKey);
  }, 60_000);
});
