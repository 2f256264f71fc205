import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { SearchIndex } from '#libs/search';
import { MeiliWriter } from '../../libs/search/meili-writer.js';
import { describeMeili, type MeiliStage, ok, openMeiliStage, spoil } from '../support/meili-stage.js';
import { searchHits } from '../support/search.js';

describeMeili('sending changes to Meilisearch', () => {
  let stage: MeiliStage;

  beforeAll(async () => {
    stage = await openMeiliStage();
  }, 60_000);
  afterAll(() => stage.close());
  beforeEach(async () => {
    await stage.database.sql('TRUNCATE product, need, search_document, outbox CASCADE');
    await stage.database.sql('TRUNCATE meili_change, index_state, meili_set_aside, meili_task');
    await stage.build();
  });
  afterEach(() => restore.splice(0).forEach((back) => back()));

  const restore: (() => void)[] = [];
  const waiting = async () =>
    (
      await stage.database.sql<{ id: string }>(
        'SELECT c.id FROM meili_change c JOIN meili_index i USING (generation) WHERE i.is_live ORDER BY sequence',
      )
    ).map(({ id }) => id);
  const states = () =>
    stage.database.sql(
      `SELECT s.id, s.version FROM index_state s JOIN meili_index i USING (generation) WHERE i.is_live AND s.kind = 'product' ORDER BY s.id`,
    );
  const setAside = () => stage.database.sql('SELECT id, version, code FROM meili_set_aside');
  const flight = () => stage.database.sql('SELECT task_uid AS uid FROM meili_task');
  const tasks = async () =>
    (await stage.admin.tasks.getTasks({ indexUids: [stage.uid()], limit: 500 })).results.filter(
      (task) => task.customMetadata !== undefined,
    );

  it('notes a change with the row of the search table, sends it, and writes the state after', async () => {
    const id = await stage.publish();
    await stage.drain();
    expect(await waiting()).toEqual([]);
    expect(await stage.indexed()).toEqual([{ id, version: 2 }]);
    expect(await states()).toEqual([{ id, version: 2 }]);
    expect(await flight()).toEqual([]);
    const [task] = await tasks();
    expect(task?.customMetadata).toMatch(/^[0-9a-f-]{36}$/);
    const found = ok(
      await searchHits(stage.app.get(SearchIndex), stage.sme, { kind: 'product', text: '断路器', first: 5 }),
    );
    expect(found).toMatchObject({ ids: [id], degraded: false });
  });

  it('sends many changes of many entities as one task, each entity once', async () => {
    const ids = [await stage.publish(), await stage.publish(), await stage.publish()];
    for (let round = 0; round < 3; round += 1) for (const id of ids) await stage.change(id, `第${round}版`);
    const before = (await tasks()).length;
    await stage.apply();
    expect(await waiting()).toHaveLength(3);
    expect(await stage.push()).toBe(true);
    expect((await tasks()).length - before).toBe(1);
    expect(await stage.indexed()).toEqual([...ids].sort().map((id) => ({ id, version: 5 })));
  });

  it('removes what was withdrawn', async () => {
    const [gone, kept] = [await stage.publish(), await stage.publish()];
    await stage.drain();
    await stage.withdraw(gone);
    await stage.drain();
    expect(await stage.indexed()).toEqual([{ id: kept, version: 2 }]);
    expect(await states()).toEqual([{ id: kept, version: 2 }]);
  });

  it.each([
    ['id', 'invalid_document_id'],
    ['vectors', 'internal'],
  ] as const)('sets a document aside that is refused (%s), and the rest goes in', async (how, code) => {
    const ids: string[] = [];
    for (let count = 0; count < 9; count += 1) ids.push(await stage.publish());
    const bad = ids[4] ?? '';
    await stage.apply();
    const spoilt = spoil(stage.worker, new Set([bad]), how);
    restore.push(() => spoilt.never());
    expect(await stage.push()).toBe(true);
    expect((await stage.indexed()).map(({ id }) => id)).toEqual(ids.filter((id) => id !== bad).sort());
    expect(await setAside()).toEqual([{ id: bad, version: 2, code }]);
    expect(await waiting()).toEqual([]);
    const failed = (await tasks()).filter((task) => task.status === 'failed');
    expect(failed.length).toBeGreaterThanOrEqual(2);
    // Tried again when the entity changes, and no longer set aside once it went in.
    spoilt.never();
    await stage.change(bad);
    await stage.drain();
    expect(await setAside()).toEqual([]);
    expect(await stage.indexed()).toContainEqual({ id: bad, version: 3 });
  });

  it('leaves an index alone that another process has the turn on', async () => {
    const id = await stage.publish();
    await stage.apply();
    await stage.database.sql(
      "UPDATE meili_index SET holder = gen_random_uuid(), held_until = now() + interval '1 hour' WHERE is_live",
    );
    expect(await stage.push()).toBe(false);
    expect([await waiting(), await stage.indexed()]).toEqual([[id], []]);
    // The turn of a process that died runs out.
    await stage.database.sql('UPDATE meili_index SET held_until = now()');
    expect(await stage.push()).toBe(true);
    expect(await waiting()).toEqual([]);
  });

  it('keeps a change that comes while an older state of the entity is under way', async () => {
    const id = await stage.publish();
    await stage.apply();
    const writer = stage.worker.get(MeiliWriter);
    const finish = writer.finish.bind(writer);
    restore.push(() => void (writer.finish = finish));
    let once = true;
    writer.finish = async (task, turn) => {
      if (once) {
        once = false;
        await stage.change(id);
        await stage.apply();
        expect(await stage.database.sql('SELECT 1 FROM meili_change')).toHaveLength(1);
      }
      return finish(task, turn);
    };
    expect(await stage.push()).toBe(true);
    expect(await stage.indexed()).toEqual([{ id, version: 3 }]);
    expect(await states()).toEqual([{ id, version: 3 }]);
  });

  it.each(['before it is sent', 'after it was sent', 'after the task was recorded'] as const)(
    'a crash %s repeats a task and loses nothing',
    async (place) => {
      const id = await stage.publish();
      await stage.apply();
      const writer = stage.worker.get(MeiliWriter);
      const { put, finish } = { put: writer.put.bind(writer), finish: writer.finish.bind(writer) };
      const back = () => Object.assign(writer, { put, finish });
      restore.push(back);
      const crash = () => Promise.reject(new Error('killed'));
      if (place === 'before it is sent') writer.put = crash;
      if (place === 'after it was sent') writer.put = async (...given) => put(...given).then(crash);
      if (place === 'after the task was recorded') writer.finish = crash;
      await expect(stage.push()).rejects.toThrow('killed');
      expect(await flight()).toHaveLength(1);
      expect(await states()).toEqual([]);
      expect(await waiting()).toEqual([id]);
      back();
      const before = (await tasks()).length;
      expect(await stage.push()).toBe(true);
      // What had been sent is confirmed and not sent again.
      expect((await tasks()).length - before).toBe(place === 'before it is sent' ? 1 : 0);
      expect(await stage.indexed()).toEqual([{ id, version: 2 }]);
      expect(await states()).toEqual([{ id, version: 2 }]);
      expect([await waiting(), await flight()]).toEqual([[], []]);
    },
  );

  it('raises what is no fault of a document, keeps the change, and sets nothing aside', async () => {
    const id = await stage.publish();
    await stage.apply();
    const { taskUid } = await stage.admin.deleteIndex(stage.uid());
    await stage.admin.tasks.waitForTask(taskUid, { timeout: 20_000 });
    await expect(stage.push()).rejects.toThrow(/another one now/);
    expect([await waiting(), await setAside()]).toEqual([[id], []]);
  });
});
