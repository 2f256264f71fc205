import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Meilisearch, MeilisearchApiError } from 'meilisearch';
import { loadConfig, loadKeyMaking } from '#libs/config';
import { MeiliKeys } from '#libs/search';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { describeMeili } from '../support/meili-stage.js';
import { startMeili, type TestMeili } from '../support/meilisearch.js';
import { openServices, TEST_SECRET } from '../support/services.js';

describeMeili('keys to Meilisearch', () => {
  let meili: TestMeili;
  let admin: Meilisearch;
  let database: TestDatabase;

  beforeAll(async () => {
    meili = await startMeili();
    admin = new Meilisearch({ host: meili.url, apiKey: meili.masterKey });
    database = await createTestDatabase();
    for (const uid of ['keys_product', 'keys_product_next', 'keys_need', 'keys2_product', 'other'])
      await admin.tasks.waitForTask((await admin.createIndex(uid, { primaryKey: 'id' })).taskUid);
  }, 60_000);
  afterAll(async () => {
    await database.drop();
    await meili.stop();
  });

  const keys = () => new MeiliKeys(meili, 'keys');
  const as = (key: string) => new Meilisearch({ host: meili.url, apiKey: key });
  const refusal = async (work: PromiseLike<unknown>) => {
    try {
      await work;
      return 'allowed';
    } catch (error) {
      return error instanceof MeilisearchApiError ? error.cause?.code : error;
    }
  };

  it('gives each process what it needs and no more', async () => {
    const made = await keys().make(30);
    expect(made.map(({ role }) => role)).toEqual(['search', 'write']);
    for (const { expiresAt } of made) {
      const days = (Date.parse(expiresAt ?? '') - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(29.9);
      expect(days).toBeLessThan(30.1);
    }
    const [search, write] = made.map(({ key }) => as(key));
    if (search === undefined || write === undefined) throw new Error('no keys');
    expect(await refusal(search.index('keys_product').search('x'))).toBe('allowed');
    expect(await refusal(search.multiSearch({ queries: [{ indexUid: 'keys_need', q: 'x' }] }))).toBe(
      'allowed',
    );
    const NO = 'invalid_api_key';
    const refused: PromiseLike<unknown>[] = [
      search.index('other').search('x'),
      search.index('keys2_product').search('x'),
      search.index('keys_product').addDocuments([{ id: 'a' }]),
      search.index('keys_product').deleteAllDocuments(),
      search.index('keys_product').getDocuments(),
      search.index('keys_product').getSettings(),
      search.deleteIndex('keys_product'),
      search.getKeys(),
      write.getKeys(),
      write.createKey({ actions: ['*'], indexes: ['*'], expiresAt: null }),
      write.createIndex('other2'),
      write.deleteIndex('other'),
      write.index('other').addDocuments([{ id: 'a' }]),
      write.index('keys2_product').getDocuments(),
      write.swapIndexes([{ indexes: ['keys_product', 'other'], rename: false }]),
      write.createDump(),
      write.tasks.cancelTasks({ statuses: ['enqueued'] }),
    ];
    for (const [place, work] of refused.entries()) expect([place, await refusal(work)]).toEqual([place, NO]);
    expect(await refusal(write.index('keys_product').addDocuments([{ id: 'a' }]))).toBe('allowed');
  });

  it('rotates: new ones beside the old, which go in a second step', async () => {
    await expect(keys().make(30)).rejects.toThrow(/rotate/);
    const before = await keys().list();
    const made = await keys().rotate(60);
    expect((await keys().list()).map(({ uid }) => uid).sort()).toEqual(
      [...before, ...made].map(({ uid }) => uid).sort(),
    );
    await expect(keys().rotate(60)).rejects.toThrow(/finish/);
    const deleted = await keys().finish();
    expect(deleted.map(({ uid }) => uid).sort()).toEqual(before.map(({ uid }) => uid).sort());
    expect((await keys().list()).map(({ uid }) => uid).sort()).toEqual(made.map(({ uid }) => uid).sort());
    expect(JSON.stringify(await keys().list())).not.toContain(made[0]?.key);
    expect(await keys().finish()).toEqual([]);
    // Keys of the server's own are left alone.
    expect((await admin.getKeys()).results.map(({ name }) => name)).toContain('Default Admin API Key');
  });

  describe('at a start', () => {
    const start = async (apiKey: string, environment: string) => {
      const services = await openServices(database, 'worker', {
        ...{ NODE_ENV: environment, MEILI_URL: meili.url, MEILI_INDEX_PREFIX: 'keys', MEILI_API_KEY: apiKey },
      });
      await services.close();
    };

    it('in production a master or admin key is refused, elsewhere it is told', async () => {
      const adminKey = (await admin.getKeys()).results.find(({ name }) => name === 'Default Admin API Key');
      await expect(start(meili.masterKey, 'production')).rejects.toThrow(/can list keys/);
      await expect(start(adminKey?.key ?? '', 'production')).rejects.toThrow(/can list keys/);
      await expect(start(meili.masterKey, 'development')).resolves.toBeUndefined();
      await keys().rotate(1);
      const made = await keys().finish();
      expect(made).toHaveLength(2);
      const [fresh] = await keys().rotate(1);
      await expect(start(fresh?.key ?? '', 'production')).resolves.toBeUndefined();
    });

    it('the server need not answer for it', async () => {
      const services = await openServices(database, 'worker', {
        ...{ NODE_ENV: 'production', MEILI_URL: 'http://127.0.0.1:9', MEILI_API_KEY: 'x'.repeat(32) },
      });
      await services.close();
    });
  });
});

describe('settings of keys', () => {
  const production = { NODE_ENV: 'production', JWT_SECRET: TEST_SECRET, MEILI_URL: 'http://search:7700' };

  it('in production wants a key, and a long one', () => {
    expect(() => loadConfig(production)).toThrow(/MEILI_API_KEY: missing/);
    expect(() => loadConfig({ ...production, MEILI_API_KEY: 'short' })).toThrow(/at least 16 characters/);
    expect(() => loadConfig({ ...production, MEILI_API_KEY: 'short' })).not.toThrow(/short/);
    expect(loadConfig({ ...production, MEILI_API_KEY: 'k'.repeat(16) }).meili.url).toBe('http://search:7700');
    expect(loadConfig({ MEILI_URL: 'http://search:7700' }).meili.apiKey).toBeNull();
    expect(loadConfig({ NODE_ENV: 'production', JWT_SECRET: TEST_SECRET }).meili.url).toBeNull();
  });

  it('the master key is for making keys only, and no setting of the platform', () => {
    const masterKey = 'm'.repeat(20);
    expect(JSON.stringify(loadConfig({ MEILI_MASTER_KEY: masterKey }))).not.toContain(masterKey);
    expect(loadKeyMaking({ MEILI_URL: 'http://a', MEILI_MASTER_KEY: masterKey })).toEqual({
      url: 'http://a',
      masterKey,
    });
    expect(() => loadKeyMaking({ MEILI_URL: 'http://a' })).toThrow(/MEILI_MASTER_KEY/);
    expect(() => loadKeyMaking({ MEILI_MASTER_KEY: masterKey })).toThrow(/MEILI_URL/);
    expect(() => loadKeyMaking({ MEILI_URL: 'http://a', MEILI_MASTER_KEY: 'weak' })).not.toThrow(/weak/);
  });
});
