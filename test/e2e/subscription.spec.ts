import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { wakeImportWatchers } from '#libs/intake';
import { type Child } from '../../apps/cli/children.js';
import { type Caller, codesOf } from '../support/graphql.js';
import { putBarrier } from '../support/barrier.js';
import { apiProcess, eventually, outboxIsQuiet } from '../support/processes.js';
import { Socket } from '../support/sockets.js';
import {
  atLeast,
  done,
  openStage,
  publishNeed,
  publishProduct,
  registerMember,
  REQUEST_MATCHING,
  type Stage,
  value,
} from '../support/stage.js';
import { StatementCounter } from '../support/statement-counter.js';

interface Finished {
  matchingFinished: { needId: string; sequence: number; cause: string; added: number };
}
interface Added {
  notificationAdded: { kind: string; title: string; readAt: string | null };
}
const FINISHED =
  'subscription ($id: UUID!) { matchingFinished(needId: $id) { needId sequence cause added } }';
const ADDED = 'subscription { notificationAdded { kind title readAt } }';

describe('subscriptions over graphql-ws', () => {
  let stage: Stage;
  let counter: StatementCounter;
  let secondApi: Child;
  let buyer: Caller;
  let supplier: Caller;
  let need: string;
  let serial = 0;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    stage = await openStage();
    counter = await StatementCounter.open(stage.database.urls.app);
    stage.onClose(() => counter.close());
    secondApi = apiProcess(stage.database, { DATABASE_APP_URL: counter.url });
    stage.onClose(() => secondApi.stop());
    await secondApi.start();
    buyer = await stage.nobody.signIn(await registerMember(stage.services, 'soe', 'soe_buyer'));
    supplier = await stage.nobody.signIn(await registerMember(stage.services, 'sme', 'sme_admin'));
    need = await publishNeed(buyer, {
      kind: 'PROCUREMENT',
      title: '真空断路器采购',
      clauses: [atLeast('额定电压', '10', 'kV')],
    });
    await outboxIsQuiet(stage.database);
  }, 60_000);

  afterEach(async () => {
    for (const socket of sockets.splice(0)) await socket.close();
  });

  afterAll(async () => {
    await stage.close();
  });

  const connect = (api: Child, token: string | null, headers: Record<string, string> = {}) => {
    const socket = new Socket(api.url, token, headers);
    sockets.push(socket);
    return socket;
  };

  const publish = () =>
    publishProduct(supplier, {
      sku: `S-${++serial}`,
      name: `真空断路器 ${serial}型`,
      parameters: [value('额定电压', '12', 'kV')],
    });

  const arrived = (what: string, list: readonly unknown[], count = 1) =>
    eventually(what, () => Promise.resolve(list.length >= count));

  it('brings finished runs and notifications of one worker to two API processes', async () => {
    const heard = await Promise.all(
      [stage.api, secondApi].map(async (api) => ({
        finished: await connect(api, buyer.token).listen<Finished>(FINISHED, { id: need }),
        buyers: await connect(api, buyer.token).listen<Added>(ADDED),
        suppliers: await connect(api, supplier.token, { 'accept-language': 'en' }).listen<Added>(ADDED),
      })),
    );
    await publish();
    for (const { finished, buyers, suppliers } of heard) {
      await arrived('the run', finished.received);
      await arrived('the notification of the buyer', buyers.received);
      await arrived('the notification of the supplier', suppliers.received);
      expect(finished.received).toEqual([
        { matchingFinished: { needId: need, sequence: 2, cause: 'product.published', added: 1 } },
      ]);
      expect(buyers.received).toEqual([
        {
          notificationAdded: {
            kind: 'match.news',
            title: '需求“真空断路器采购”有新的候选产品',
            readAt: null,
          },
        },
      ]);
      expect(suppliers.received).toEqual([
        {
          notificationAdded: {
            kind: 'match.opportunity',
            title: 'Your product matches "真空断路器采购"',
            readAt: null,
          },
        },
      ]);
    }
  });

  it('brings each step of a run to its watchers, and its cancelling', async () => {
    interface Step {
      matchingProgress: { id: string; needId: string; state: string; candidates: number; evaluated: number };
    }
    const progress =
      'subscription ($id: UUID!) { matchingProgress(needId: $id) { id needId state candidates evaluated } }';
    const request =
      'mutation ($id: UUID!) { outcome: requestMatching(needId: $id) { ... on Need { latestRun { id state } } } }';
    const { received } = await connect(secondApi, buyer.token).listen<Step>(progress, { id: need });
    const ask = async () =>
      (await buyer.get<{ outcome: { latestRun: { id: string; state: string } } }>(request, { id: need }))
        .outcome.latestRun;
    const steps = (id: string) =>
      received.map((one) => one.matchingProgress).filter((step) => step.id === id && step.needId === need);
    const first = await ask();
    await eventually('its end is seen', () =>
      Promise.resolve(steps(first.id).some((step) => step.state === 'FINISHED')),
    );
    expect(steps(first.id).at(-1)).toMatchObject({ state: 'FINISHED', candidates: expect.any(Number) });

    // Held where its pairs are about to be kept, the run can be watched at work, and stopped.
    await publish();
    await outboxIsQuiet(stage.database);
    await stage.database.sql('DELETE FROM match');
    const barrier = await putBarrier(stage.database, 'match', 'INSERT');
    let second: { id: string };
    try {
      second = await ask();
      await barrier.reached();
      await eventually('it is seen at work', () =>
        Promise.resolve(steps(second.id).some((step) => step.state === 'RUNNING' && step.evaluated > 0)),
      );
      await buyer.get(
        'mutation ($id: UUID!) { outcome: cancelMatching(runId: $id) { ... on MatchRun { state } } }',
        { id: second.id },
      );
      await eventually('its cancelling is seen', () =>
        Promise.resolve(steps(second.id).some((step) => step.state === 'CANCELLED')),
      );
    } finally {
      await barrier.open();
    }
    await outboxIsQuiet(stage.database);
    expect(await stage.database.sql('SELECT 1 FROM match')).toEqual([]);
    expect(steps(second.id).at(-1)?.state).toBe('CANCELLED');
  });

  it.each([
    ['no token', null, 'NOT_SIGNED_IN', '请先登录', 'Sign in first'],
    [
      'a token that is not ours',
      'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.',
      'TOKEN_INVALID',
      '登录已失效，请重新登录',
      'The sign-in is no longer valid; sign in again',
    ],
  ])('refuses %s, in the language of the caller', async (_what, token, code, zh, en) => {
    for (const [language, message] of [
      ['', zh],
      ['en-GB,en;q=0.8', en],
    ] as const) {
      const socket = connect(stage.api, token, language === '' ? {} : { 'accept-language': language });
      for (const [document, variables] of [
        [ADDED, {}],
        [FINISHED, { id: need }],
      ] as const) {
        const { received, errors } = await socket.ask(document, variables);
        expect(received).toEqual([]);
        expect(errors).toEqual([expect.objectContaining({ message, extensions: { code } })]);
      }
    }
  });

  it('refuses a token whose signature was changed', async () => {
    const token = buyer.token ?? '';
    const forged = `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    expect(codesOf(await connect(stage.api, forged).ask(ADDED))).toEqual(['TOKEN_INVALID']);
  });

  it('holds the limits on the socket too, and tells faults of a document by their codes', async () => {
    const socket = connect(stage.api, buyer.token);
    const costly = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: needs(first: 100) { edges { node { id title body status version kind deadline publishedAt } } }`,
    );
    const cases: [string, string, Record<string, unknown>?][] = [
      ['TOO_COSTLY', `{ ${costly.join(' ')} }`],
      ['GRAPHQL_VALIDATION_FAILED', 'subscription { nothingLikeThis { id } }'],
      ['GRAPHQL_PARSE_FAILED', 'subscription {'],
      ['GRAPHQL_PARSE_FAILED', `{ ${'viewer { id } '.repeat(2_000)} }`],
      ['BAD_USER_INPUT', FINISHED, { id: 'not-an-id' }],
      ['BAD_USER_INPUT', FINISHED, {}],
    ];
    for (const [code, document, variables] of cases) {
      const { received, errors } = await socket.ask(document, variables);
      expect([document.slice(0, 60), codesOf({ errors }), received]).toEqual([
        document.slice(0, 60),
        [code],
        [],
      ]);
    }
    expect((await socket.ask('{ viewer { organisation { kind } } }')).received).toEqual([
      { viewer: { organisation: { kind: 'SOE' } } },
    ]);
    expect(socket.closed).toEqual([]);
  });

  it('leaves nothing behind when a client unsubscribes or disappears', async () => {
    const quiet = async () => {
      await outboxIsQuiet(stage.database);
      // A wake-up is sent after the row is done; the statements that it causes take a few milliseconds.
      await sleep(300);
      return counter.take();
    };
    const [polite, lost] = [connect(secondApi, buyer.token), connect(secondApi, buyer.token)];
    const [first, second] = [
      await polite.listen<Finished>(FINISHED, { id: need }),
      await lost.listen<Finished>(FINISHED, { id: need }),
    ];
    counter.take();
    await done(buyer, REQUEST_MATCHING, { id: need });
    await arrived('the run', first.received);
    await arrived('the run', second.received);
    expect(await quiet()).toBeGreaterThanOrEqual(6);

    first.stop();
    lost.terminate();
    await sleep(300);
    counter.take();
    await done(buyer, REQUEST_MATCHING, { id: need });
    expect(await quiet()).toBe(0);
  });

  it('leaves nothing behind of the watchers of an import', async () => {
    const id = newId();
    await stage.database.sql(
      `INSERT INTO import_run (id, organisation_id, started_by, file_name, kind, options, status, bytes_total, created_at, updated_at)
         SELECT $1, organisation_id, user_id, 'x', 'products', '{}', 'running', 1, now(), now() FROM membership WHERE role = 'sme_admin'`,
      [id],
    );
    const wake = async () => {
      await wakeImportWatchers(stage.services.get(UnitOfWork), [id]);
      await sleep(300);
      return counter.take();
    };
    const document = 'subscription ($id: UUID!) { importRunChanged(id: $id) { status rows } }';
    const [polite, lost] = [connect(secondApi, supplier.token), connect(secondApi, supplier.token)];
    const [first, second] = [await polite.listen(document, { id }), await lost.listen(document, { id })];
    await arrived('how it stands', first.received);
    await arrived('how it stands', second.received);
    await stage.database.sql('UPDATE import_run SET rows = 500 WHERE id = $1', [id]);
    counter.take();
    expect(await wake()).toBeGreaterThanOrEqual(6);
    expect(first.received.at(-1)).toEqual({ importRunChanged: { status: 'RUNNING', rows: 500 } });
    first.stop();
    lost.terminate();
    await sleep(300);
    counter.take();
    expect(await wake()).toBe(0);
    // One that ended takes its watchers with it, without their leave.
    const third = await connect(secondApi, supplier.token).listen(document, { id });
    await arrived('how it stands', third.received);
    await stage.database.sql("UPDATE import_run SET status = 'failed' WHERE id = $1", [id]);
    await wake();
    expect(third.ended).toBe(true);
    expect(await wake()).toBe(0);
  });

  it('goes on after a read that failed, and shows nothing of why it failed', async () => {
    const socket = connect(secondApi, buyer.token);
    const { received, errors } = await socket.listen<Finished>(FINISHED, { id: need });
    await stage.database.sql('REVOKE SELECT ON match_run FROM gonglian_app');
    try {
      await publish();
      await outboxIsQuiet(stage.database);
      await sleep(300);
    } finally {
      await stage.database.sql('GRANT SELECT ON match_run TO gonglian_app');
    }
    expect([received, errors, socket.closed]).toEqual([[], [], []]);
    await done(buyer, REQUEST_MATCHING, { id: need });
    await arrived('the next run', received);
  });

  it('hears again after its database connection was cut', async () => {
    const { received } = await connect(secondApi, buyer.token).listen<Finished>(FINISHED, { id: need });
    await stage.database.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gonglian-listen' AND datname = current_database()",
    );
    await eventually('the listener is back', async () => {
      await done(buyer, REQUEST_MATCHING, { id: need });
      await outboxIsQuiet(stage.database);
      return received.length > 0;
    });
  });

  it('closes its sockets in order when the process stops', async () => {
    const socket = connect(secondApi, buyer.token);
    await socket.listen(FINISHED, { id: need });
    const started = Date.now();
    await secondApi.stop();
    expect(Date.now() - started).toBeLessThan(5_000);
    await eventually('the socket is closed', () => Promise.resolve(socket.closed.length > 0));
    expect(socket.closed[0]?.code).toBe(1001);
  });
});
