import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, newId, type Result } from '#libs/common';
import { ANONYMOUS_SCOPE, SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { NeedService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { type Job } from '#libs/messaging';
import { SEARCH_DEPTH, type SearchDocument, type SearchHits, SearchIndex, SearchTable } from '#libs/search';
import { type ProductInput, ProductSearchService, ProductService } from '#libs/supply';
import { SearchJobs } from '../../libs/search/search.jobs.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain } from '../support/jobs.js';
import { eventually } from '../support/processes.js';
import { openServices, registerMember } from '../support/services.js';
import { searchHits } from '../support/search.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

/** A product needs something beside its name to be published; this is found by no search here. */
const INERT = { parameters: [{ name: 'inert', low: '1' }] };

describe('search', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let index: SearchIndex;
  let products: ProductService;
  let sme: OrgScope;
  let soe: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    index = app.get(SearchIndex);
    products = app.get(ProductService);
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
  });

  beforeEach(async () => {
    await database.sql('TRUNCATE product, need, search_document, search_term, outbox CASCADE');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const work = () => drain(database, worker);

  const put = (...documents: SearchDocument[]) =>
    worker.get(UnitOfWork).run(SYSTEM_SCOPE, (tx) => worker.get(SearchTable).put(tx, documents));

  const document = (title: string, more: Partial<SearchDocument> = {}): SearchDocument => ({
    kind: 'product',
    id: newId(),
    version: 1,
    title,
    fields: [{ weight: 'A', text: title }],
    ...more,
  });

  const find = async (text: string, first = 20, after: string | null = null): Promise<SearchHits> =>
    ok(await searchHits(index, ANONYMOUS_SCOPE, { kind: 'product', text, first, after }));

  const count = (text: string, mode: 'all' | 'any' = 'all') =>
    index.count(ANONYMOUS_SCOPE, { kind: 'product', text, first: 20 }, mode);

  async function publish(name: string, more: Partial<ProductInput> = {}): Promise<string> {
    const { id } = ok(await products.create(sme, { sku: newId(), name, ...INERT, ...more }));
    ok(await products.publish(sme, id));
    return id;
  }

  describe('words', () => {
    it('must all be there; when no document has them all, any is enough', async () => {
      const both = document('真空断路器');
      const [vacuum, breaker] = [document('真空泵'), document('高压断路器')];
      await put(both, vacuum, breaker);
      expect(await find('真空 断路器')).toMatchObject({ ids: [both.id], mode: 'all' });
      expect(await count('真空 断路器')).toBe(1);
      await put({ ...both, version: 2, fields: [{ weight: 'A', text: '隔离开关' }] });
      const any = await find('真空 断路器');
      expect([any.mode, [...any.ids].sort()]).toEqual(['any', [vacuum.id, breaker.id].sort()]);
    });

    it('count by their field, and are the same in full width, upper case and traditional script', async () => {
      const inBody = document('甲', { fields: [{ weight: 'C', text: '断路器' }] });
      const inTitle = document('断路器');
      await put(inBody, inTitle);
      expect((await find('斷路器')).ids).toEqual([inTitle.id, inBody.id]);
      const code = document('YJV22-8.7/15kV 电缆');
      await put(code);
      for (const text of ['yjv22-8.7/15KV', 'ＹＪＶ２２']) expect((await find(text)).ids).toEqual([code.id]);
    });

    it('may be anything, also what PostgreSQL gives a meaning to', async () => {
      const plain = document('断路器');
      await put(plain);
      for (const text of [
        "断路器'",
        '断路器 & !',
        '断路器:*',
        "'); DROP TABLE product; -- 断路器",
        '\\断路器',
        '断路器\u0000',
      ]) {
        expect((await find(text)).ids).toEqual([plain.id]);
      }
      for (const text of ['', '   ', '！？', '的']) {
        expect(await find(text)).toMatchObject({ ids: [], cursors: [], hasNext: false, mode: 'all' });
        expect(await count(text)).toBe(0);
      }
    });

    it('find their own kind only', async () => {
      await put(document('断路器', { kind: 'need' }));
      expect((await find('断路器')).ids).toEqual([]);
    });
  });

  describe('documents', () => {
    it('are replaced whole, and never by an older version', async () => {
      const first = document('断路器', { version: 2 });
      await put(first);
      await put({ ...first, version: 1, title: '旧', fields: [{ weight: 'A', text: '老旧变压器' }] });
      expect((await find('断路器')).ids).toEqual([first.id]);
      expect((await find('变压器')).ids).toEqual([]);
      await put({ ...first, version: 3, fields: [{ weight: 'A', text: '变压器' }] });
      expect((await find('变压器')).ids).toEqual([first.id]);
      expect((await find('断路器')).ids).toEqual([]);
      expect(await worker.get(SearchTable).versions('product', [first.id])).toEqual(new Map([[first.id, 3]]));
    });

    it('may be very long', async () => {
      const long = document('断路器', {
        fields: [{ weight: 'C', text: `${'电缆 接头 '.repeat(20_000)}压接钳` }],
      });
      await put(long);
      expect((await find('压接钳')).ids).toEqual([long.id]);
    });

    it('leave with their product, come back with it, and are no drafts', async () => {
      ok(await products.create(sme, { sku: 'draft', name: '草稿断路器', ...INERT }));
      const id = await publish('真空断路器');
      await work();
      expect((await find('断路器')).ids).toEqual([id]);
      ok(await products.withdraw(sme, id));
      await work();
      expect((await find('断路器')).ids).toEqual([]);
      ok(await products.publish(sme, id));
      await work();
      expect((await find('断路器')).ids).toEqual([id]);
    });

    it('hold the public clauses of a need and no other', async () => {
      const needs = app.get(NeedService);
      const clause = (text: string, disclosure: 'public' | 'members' | 'invited') => ({
        hard: false,
        text,
        disclosure,
        condition: { type: 'text' as const },
      });
      const clauses = [clause('耐腐蚀', 'public'), clause('变压器', 'members'), clause('光模块', 'invited')];
      const { id } = ok(await needs.create(soe, { kind: 'procurement', title: '断路器采购', clauses }));
      ok(await needs.publish(soe, id));
      await work();
      const hits = async (text: string) =>
        ok(await searchHits(index, ANONYMOUS_SCOPE, { kind: 'need', text, first: 20 })).ids;
      expect([await hits('断路器'), await hits('耐腐蚀')]).toEqual([[id], [id]]);
      expect([await hits('变压器'), await hits('光模块')]).toEqual([[], []]);
      ok(await needs.close(soe, id));
      await work();
      expect(await hits('断路器')).toEqual([]);
    });

    it('of a product withdrawn while it is being indexed do not stay', async () => {
      const id = await publish('真空断路器');
      const jobs = worker.get(SearchJobs);
      let go = (): void => undefined;
      const gate = new Promise<void>((resolve) => (go = resolve));
      const job = (version: number, done: () => Promise<void>): Job<'search.apply'> => ({
        outboxId: newId(),
        kind: 'search.apply',
        cause: 'product.published',
        payload: { kind: 'product', items: [{ id, version }] },
        done,
      });
      let written = false;
      // Has read the published row and written the document, and has not yet committed.
      const first = jobs.apply(
        job(2, () => {
          written = true;
          return gate;
        }),
      );
      await eventually('the document is written', () => Promise.resolve(written));
      ok(await products.withdraw(sme, id));
      let over = false;
      const second = jobs.apply(job(3, () => Promise.resolve())).finally(() => (over = true));
      await eventually('the withdrawal is through, or waits for the first job', async () => {
        const waiting = await database.sql('SELECT 1 FROM pg_locks WHERE NOT granted');
        return over || waiting.length > 0;
      });
      go();
      await Promise.all([first, second]);
      expect((await find('断路器')).ids).toEqual([]);
    });
  });

  describe('pages', () => {
    const titles = (count: number, title = '断路器') => Array.from({ length: count }, () => document(title));

    async function walk(text: string, first: number): Promise<{ ids: string[]; last: SearchHits }> {
      const ids: string[] = [];
      let after: string | null = null;
      for (;;) {
        const page = await find(text, first, after);
        ids.push(...page.ids);
        if (!page.hasNext) return { ids, last: page };
        after = page.cursors.at(-1)!;
      }
    }

    it('follow one another without repeats or gaps, however they are cut', async () => {
      const documents = titles(45);
      await put(...documents);
      for (const first of [1, 7, 20, 100]) {
        const { ids } = await walk('断路器', first);
        expect(ids).toEqual(documents.map((one) => one.id).sort());
      }
    });

    it('can go on from any hit', async () => {
      await put(...titles(10));
      const page = await find('断路器', 10);
      const rest = await find('断路器', 10, page.cursors[3]);
      expect(rest.ids).toEqual(page.ids.slice(4));
    });

    it('end at the last hit: what has only some of the words does not follow', async () => {
      const all = document('真空断路器');
      await put(all, ...titles(5, '真空泵'));
      const page = await find('真空 断路器', 20);
      expect(page).toMatchObject({ ids: [all.id], hasNext: false, mode: 'all' });
      expect(await find('真空 断路器', 20, page.cursors[0])).toMatchObject({
        ids: [],
        hasNext: false,
        mode: 'all',
      });
    });

    it('stay in the mode they began in when a full hit appears', async () => {
      const some = titles(6, '真空泵');
      await put(...some);
      const page = await find('真空 断路器', 3);
      expect(page.mode).toBe('any');
      await put(document('乙', { fields: [{ weight: 'D', text: '真空断路器' }] }));
      const rest = await find('真空 断路器', 3, page.cursors.at(-1));
      expect(rest.mode).toBe('any');
      expect(rest.ids.filter((id) => some.some((one) => one.id === id))).not.toEqual([]);
    });

    it('go 1,000 hits deep, and no deeper', async () => {
      await put(...titles(SEARCH_DEPTH + 5));
      const { ids, last } = await walk('断路器', 99);
      expect(ids).toHaveLength(SEARCH_DEPTH);
      expect(new Set(ids).size).toBe(SEARCH_DEPTH);
      expect(last.hasNext).toBe(false);
      const refused = await searchHits(index, ANONYMOUS_SCOPE, {
        kind: 'product',
        text: '断路器',
        first: 1,
        after: last.cursors.at(-1)!,
      });
      expect(refused).toMatchObject({
        code: 'INVALID_INPUT',
        issues: [{ path: 'after', code: 'BAD_CURSOR' }],
      });
    });

    it.each([
      '',
      'x',
      'at:5',
      ...['at:', 'at:-1', 'at:x', 'id:5', 'all:', 'none:5'].map((text) =>
        Buffer.from(text).toString('base64url'),
      ),
    ])('refuse the cursor "%s"', async (after) => {
      expect(
        await searchHits(index, ANONYMOUS_SCOPE, { kind: 'product', text: 'x', first: 1, after }),
      ).toMatchObject({
        code: 'INVALID_INPUT',
        issues: [{ path: 'after', code: 'BAD_CURSOR' }],
      });
    });
  });

  describe('hits', () => {
    it('are read again under the caller’s scope: a stale one shows nothing', async () => {
      const [shown, gone] = [await publish('真空断路器'), await publish('真空断路器')];
      await work();
      // The index does not know yet.
      ok(await products.withdraw(sme, gone));
      const page = ok(await app.get(ProductSearchService).search(soe, { text: '断路器' }));
      expect([...page.hits.ids].sort()).toEqual([shown, gone].sort());
      expect(page.rows.map((product) => product.id)).toEqual([shown]);
    });

    it('come in the order of the index', async () => {
      const low = await publish('甲', { summary: '断路器' });
      const high = await publish('断路器');
      await work();
      const page = ok(await app.get(ProductSearchService).search(soe, { text: '断路器' }));
      expect(page.rows.map((product) => product.id)).toEqual([high, low]);
      expect(page.hits.ids).toEqual([high, low]);
    });
  });
});
