import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { messageOf, newId } from '#libs/common';
import { MeiliBuild, SearchIndex, SearchJobs } from '#libs/search';
import { MeiliPush } from '../../libs/search/meili-push.js';
import { MeiliRecords } from '../../libs/search/meili-records.js';
import { MeiliSend } from '../../libs/search/meili-send.js';
import { MeiliWriter } from '../../libs/search/meili-writer.js';
import { buildNow, describeMeili, type MeiliStage, ok, openMeiliStage } from '../support/meili-stage.js';
import { openServices } from '../support/services.js';
import { searchHits } from '../support/search.js';

describeMeili('building an index beside the live one', () => {
  let stage: MeiliStage;
  const restore: (() => unknown)[] = [];

  beforeAll(async () => {
    stage = await openMeiliStage();
  }, 60_000);
  afterAll(() => stage.close());
  afterEach(async () => {
    for (const back of restore.splice(0)) await back();
  });
  beforeEach(async () => {
    await stage.database.sql('TRUNCATE product, need, search_document, outbox CASCADE');
    await stage.database.sql('TRUNCATE meili_index, meili_change, index_state, meili_set_aside, meili_task');
    for (const { uid } of (await stage.admin.getIndexes()).results)
      await stage.admin.tasks.waitForTask((await stage.admin.deleteIndex(uid)).taskUid);
  });

  const rows = () =>
    stage.database.sql<{ generation: number; phase: string; uid: string; identity: string | null }>(
      "SELECT generation, phase, uid, identity FROM meili_index WHERE kind = 'product' ORDER BY generation",
    );
  const identityOf = async (uid: string) => (await stage.admin.index(uid).getRawInfo()).createdAt;
  const exists = async (uid: string) =>
    (await stage.admin.getIndexes()).results.some((index) => index.uid === uid);
  const search = async () =>
    ok(
      await searchHits(stage.app.get(SearchIndex), stage.sme, { kind: 'product', text: '断路器', first: 50 }),
    );
  const writer = () => stage.worker.get(MeiliWriter);
  const advance = async (forMs = 60_000) => {
    const builds = stage.worker.get(MeiliBuild);
    return builds.advance((await builds.begin('product')) ?? 0, Date.now() + forMs);
  };
  /** The reader keeps what it knows for a second. */
  const knows = () => new Promise((resolve) => setTimeout(resolve, 1_100));

  it('first start: the worker builds by itself, and PostgreSQL answers until then', async () => {
    const id = await stage.publish();
    await stage.apply();
    await knows();
    expect(await search()).toMatchObject({ ids: [id], degraded: true });
    await stage.database.sql(
      "INSERT INTO outbox (id, kind, cause, payload) VALUES (gen_random_uuid(), 'search.push', 'schedule', '{}')",
    );
    await stage.drain();
    expect(await rows()).toMatchObject([{ phase: 'live', uid: stage.uid() }]);
    expect(await stage.indexed()).toEqual([{ id, version: 2 }]);
    const { filterableAttributes, prefixSearch } = await stage.admin.index(stage.uid()).getSettings();
    expect(prefixSearch).toBe('disabled');
    expect(JSON.stringify(filterableAttributes)).toContain('name_terms');
    await knows();
    expect(await search()).toMatchObject({ ids: [id], degraded: false });
  });

  it('builds page by page, goes live in one step, and clears the old one away', async () => {
    await stage.database.sql(
      `INSERT INTO product (id, organisation_id, sku, name, summary, status, version, created_at, updated_at, published_at)
       SELECT gen_random_uuid(), $1, 'R-' || n, '断路器' || n, '简介', 'published', 1, now(), now(), now() FROM generate_series(1, 4100) AS n`,
      [stage.sme.organisationId],
    );
    await stage.build();
    const [first] = await rows();
    const told: number[] = [];
    const builds = stage.worker.get(MeiliBuild);
    const generation = (await builds.begin('product')) ?? 0;
    const outcome = await builds.advance(generation, Date.now() + 60_000, (_, phase, filled) => {
      if (phase === 'filling') told.push(filled);
    });
    expect(outcome).toBe('done');
    expect(told).toEqual([0, 2_000, 4_000]);
    expect(await stage.admin.index(stage.uid()).getStats()).toMatchObject({ numberOfDocuments: 4_100 });
    const [second, ...rest] = await rows();
    expect(rest).toEqual([]);
    expect(second?.generation).toBe(generation);
    expect(second?.identity).not.toBe(first?.identity);
    expect(await identityOf(stage.uid())).toBe(second?.identity);
    expect(await exists(`${stage.uid()}_next`)).toBe(false);
    expect(await stage.database.sql('SELECT DISTINCT generation FROM index_state')).toEqual([{ generation }]);
  }, 60_000);

  it('replays what changed meanwhile, while the live index goes on', async () => {
    const [changed, gone, kept] = [await stage.publish(), await stage.publish(), await stage.publish()];
    await stage.apply();
    await stage.build();
    const sender = stage.worker.get(MeiliSend);
    const send = sender.send.bind(sender);
    restore.push(() => (sender.send = send));
    let added = '';
    sender.send = async (...given) => {
      sender.send = send;
      // Read for the new index already, not yet sent to it.
      await stage.change(changed);
      await stage.withdraw(gone);
      added = await stage.publish();
      await stage.apply();
      await stage.push();
      expect((await stage.indexed()).map(({ id }) => id)).toEqual([changed, kept, added].sort());
      await send(...given);
    };
    await stage.build();
    const now = [
      { id: changed, version: 3 },
      { id: kept, version: 2 },
      { id: added, version: 2 },
    ];
    expect(await stage.indexed()).toEqual(now.sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await stage.database.sql('SELECT 1 FROM meili_change')).toEqual([]);
  });

  const PLACES = ['make', 'put', 'finish', 'barrier', 'swap'] as const;
  it.each(PLACES)(
    'broken off around %s, it goes on from there',
    async (place) => {
      const id = await stage.publish();
      await stage.apply();
      await stage.build();
      const it = writer();
      const real = {
        make: it.make.bind(it),
        put: it.put.bind(it),
        finish: it.finish.bind(it),
        barrier: it.barrier.bind(it),
        swap: it.swap.bind(it),
      };
      const back = () => Object.assign(it, real);
      restore.push(back);
      const live = await identityOf(stage.uid());
      // Each of its calls is done and its process dies, until none is left to die at.
      let died = 0;
      for (let call = 1; call < 12; call += 1) {
        let calls = 0;
        const dying = (...given: never[]) => {
          calls += 1;
          const mine = calls;
          return (real[place] as (...all: never[]) => Promise<unknown>)(...given).then((value) => {
            if (mine === call) throw new Error('killed');
            return value;
          });
        };
        Object.assign(it, { [place]: dying });
        const outcome = await advance().catch((error: unknown) => messageOf(error));
        back();
        if (outcome === 'done') break;
        expect(outcome).toBe('killed');
        died += 1;
        // The live index answers all the while.
        expect(await stage.indexed()).toEqual([{ id, version: 2 }]);
      }
      expect(died).toBeGreaterThan(0);
      expect(await advanceUntilDone()).toBe('done');
      expect(await rows()).toMatchObject([{ phase: 'live', uid: stage.uid() }]);
      expect(await identityOf(stage.uid())).not.toBe(live);
      expect(await identityOf(stage.uid())).toBe((await rows())[0]?.identity);
      expect(await stage.indexed()).toEqual([{ id, version: 2 }]);
      expect(await exists(`${stage.uid()}_next`)).toBe(false);
    },
    60_000,
  );

  async function advanceUntilDone(): Promise<string> {
    const building = await stage.worker.get(MeiliRecords).building('product');
    return building === null ? 'done' : advance();
  }

  it('refuses to go live with documents missing, and the old index stays', async () => {
    const [id, lost] = [await stage.publish(), await stage.publish()];
    await stage.apply();
    await stage.build();
    const live = await identityOf(stage.uid());
    const it = writer();
    const barrier = it.barrier.bind(it);
    restore.push(() => (it.barrier = barrier));
    it.barrier = async (uid, turn) => {
      const { taskUid } = await stage.admin.index(uid).deleteDocument(lost);
      await stage.admin.tasks.waitForTask(taskUid);
      return barrier(uid, turn);
    };
    await expect(advance()).rejects.toThrow(/1 documents, and 2 were confirmed/);
    expect(await identityOf(stage.uid())).toBe(live);
    expect((await stage.indexed()).map((one) => one.id)).toEqual([id, lost].sort());
    it.barrier = barrier;
    await stage.build();
    expect(await identityOf(stage.uid())).not.toBe(live);
  });

  it('two at once do not harm each other: one builds, the other waits its turn', async () => {
    for (let count = 0; count < 3; count += 1) await stage.publish();
    await stage.apply();
    const other = await openServices(stage.database, 'worker', stage.settings);
    restore.push(() => other.close());
    const builds = [stage.worker.get(MeiliBuild), other.get(MeiliBuild)] as const;
    const [mine, theirs] = [await builds[0].begin('product'), await builds[1].begin('product')];
    expect(mine).toBe(theirs);
    const outcomes = await Promise.all(builds.map((build) => build.advance(mine ?? 0, Date.now() + 30_000)));
    expect([...outcomes].sort()).toEqual(['busy', 'done']);
    expect(await stage.indexed()).toHaveLength(3);
    expect(await builds[1].advance(mine ?? 0, Date.now() + 30_000)).toBe('done');
  });

  it('a wiped engine is noticed, PostgreSQL answers, and the worker builds anew', async () => {
    const id = await stage.publish();
    await stage.apply();
    await stage.build();
    // As an empty server is: and an index of the same name is another one.
    await stage.admin.tasks.waitForTask((await stage.admin.deleteIndex(stage.uid())).taskUid);
    await stage.admin.tasks.waitForTask(
      (await stage.admin.createIndex(stage.uid(), { primaryKey: 'id' })).taskUid,
    );
    expect(await search()).toMatchObject({ ids: [id], degraded: true });
    expect(await stage.worker.get(MeiliPush).examine('product')).toBe('missing');
    await stage.database.sql(
      "INSERT INTO outbox (id, kind, cause, payload) VALUES (gen_random_uuid(), 'search.push', 'schedule', '{}')",
    );
    await stage.drain();
    await knows();
    expect(await search()).toMatchObject({ ids: [id], degraded: false });
    expect(await exists(`${stage.uid()}_next`)).toBe(false);
  });

  it('stale settings: the index answers no more and is built anew', async () => {
    const id = await stage.publish();
    await stage.apply();
    await stage.build();
    const before = await identityOf(stage.uid());
    await stage.database.sql("UPDATE meili_index SET settings = 'of an older release'");
    await knows();
    expect(await search()).toMatchObject({ ids: [id], degraded: true });
    await stage.database.sql(
      "INSERT INTO outbox (id, kind, cause, payload) VALUES (gen_random_uuid(), 'search.push', 'schedule', '{}')",
    );
    await stage.drain();
    await knows();
    expect(await search()).toMatchObject({ ids: [id], degraded: false });
    expect(await identityOf(stage.uid())).not.toBe(before);
  });

  it('a worker without Meilisearch leaves no index live that missed a change', async () => {
    const id = await stage.publish();
    await stage.apply();
    await stage.build();
    const without = await openServices(stage.database, 'worker');
    restore.push(() => without.close());
    await stage.change(id);
    const [row] = await stage.database.sql<{ id: string; payload: never }>(
      "SELECT id, payload FROM outbox WHERE kind = 'search.apply' AND status = 'pending'",
    );
    await without.get(SearchJobs).apply({
      ...{ outboxId: row?.id ?? newId(), kind: 'search.apply', cause: 'product.updated' },
      payload: row?.payload as never,
      done: () => Promise.resolve(),
    });
    expect(await rows()).toMatchObject([{ phase: 'retired' }]);
    await buildNow(stage.worker, 'product');
    expect(await stage.indexed()).toEqual([{ id, version: 3 }]);
  });
});
