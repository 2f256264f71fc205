import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { encodeCursor, isProblem, newId, type Result } from '#libs/common';
import { SYSTEM_SCOPE, type TenantScope, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import {
  ProductHistoryService,
  type ProductInput,
  ProductSearchService,
  ProductService,
  type ProductVersion,
} from '#libs/supply';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';
import { registerColleague } from '../support/stage.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

describe('the catalogue', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let products: ProductService;
  let history: ProductHistoryService;
  let sme: OrgScope;
  let colleague: OrgScope;
  let other: OrgScope;
  const clock = { time: Date.parse('2026-03-01T00:00:00Z'), now: () => new Date(clock.time) };

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    const member = await registerMember(worker, 'sme', 'sme_admin');
    sme = member.scope;
    colleague = (await registerColleague(worker, member, 'sme_member')).scope;
    other = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    products = new ProductService(app.get(UnitOfWork), app.get(Outbox), clock);
    history = app.get(ProductHistoryService);
  });

  beforeEach(async () => {
    await database.sql('TRUNCATE product, outbox, idempotency_key CASCADE');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const input = (more: Partial<ProductInput> = {}): ProductInput => ({
    ...{ sku: 'A', name: '断路器', summary: '户内' },
    ...more,
  });
  const FULL = input({
    ...{ category: '户内断路器', industryCode: '38', chainNodes: ['new-energy.transmission', 'of.nobody'] },
    parameters: [{ name: '额定电压', low: '12', high: '12', unit: 'kV' }],
    certificates: [{ name: 'CQC', number: '1', issuer: '认证中心', validTo: '2028-01-01' }],
    price: { low: 9_007_199_254_740_991, per: '台' },
    capacity: { quantity: '12.5', unit: '台', per: 'month' },
    ...{ leadTimeDays: 30, regionsServed: ['320000'], stages: ['trial', 'prototype'] },
    firstUnit: {
      ...{ kind: 'software', level: 'energy', catalogue: '目录', item: '1', listedOn: '2026-01-01' },
      ...{ softwareVersion: 'V2', anchorProject: { name: '示范工程', mustStartBy: '2028-12-31' } },
    },
  });
  const sent = () =>
    database.sql<{ cause: string; payload: { items: object[] } }>(
      'SELECT cause, payload FROM outbox ORDER BY id',
    );
  const versions = async (id: string, scope = sme) =>
    ok(await history.list(scope, id, {})).items.map((row) => row.version);

  describe('a product', () => {
    it('is read as it was written', async () => {
      const created = ok(await products.create(sme, FULL));
      expect(await products.find(sme, created.id)).toEqual(created);
      expect(created).toMatchObject({
        ...{ category: '户内断路器', industryCode: '38', stages: ['prototype', 'trial'] },
        price: { low: 9_007_199_254_740_991, high: null, currency: 'CNY', per: '台' },
        certificates: [{ name: 'CQC', issuedOn: null, validTo: '2028-01-01' }],
        firstUnit: {
          ...{ softwareVersion: 'V2', validTo: null },
          anchorProject: { mustStartBy: '2028-12-31', startedOn: null },
        },
      });
    });

    it('is found by its category, certificate, industry and chain', async () => {
      const { id } = ok(await products.create(sme, { ...FULL, name: '甲', summary: '' }));
      ok(await products.publish(sme, id));
      await drain(database, worker);
      for (const text of ['户内断路器', 'CQC', '电气机械', '输变电']) {
        expect([
          text,
          ok(await app.get(ProductSearchService).search(other, { text: text })).hits.ids,
        ]).toEqual([text, [id]]);
      }
    });

    it('needs a summary or a parameter to be published', async () => {
      const bare = ok(await products.create(sme, { sku: 'A', name: 'A' }));
      expect(await products.publish(sme, bare.id)).toMatchObject({
        ...{ kind: 'wrong_state', code: 'PRODUCT_INCOMPLETE' },
      });
      expect([await products.find(sme, bare.id), await sent()]).toMatchObject([{ status: 'draft' }, []]);
      const one = ok(await products.create(sme, input({ sku: 'B' })));
      const two = ok(
        await products.create(sme, { sku: 'C', name: 'C', parameters: [{ name: 'x', low: '1' }] }),
      );
      for (const { id } of [one, two]) {
        expect(ok(await products.publish(sme, id))).toMatchObject({ status: 'published' });
      }
    });
  });

  describe('update', () => {
    it('replaces the whole: what is left out is gone', async () => {
      const { id } = ok(await products.create(sme, FULL));
      clock.time += 1_000;
      const updated = ok(await products.update(sme, id, 1, input({ sku: 'B' })));
      expect(updated).toMatchObject({
        ...{ sku: 'B', status: 'draft', version: 2, updatedAt: clock.now(), category: null, price: null },
        ...{ parameters: [], certificates: [], chainNodes: [], stages: [], firstUnit: null },
        ...{ capacity: null, leadTimeDays: null, regionsServed: null, industryCode: null },
      });
      expect(await products.find(sme, id)).toEqual(updated);
      expect(await sent()).toEqual([]);
    });

    it('of a published one is indexed and matched again; of a withdrawn one not', async () => {
      const { id } = ok(await products.create(sme, input()));
      ok(await products.publish(sme, id));
      await drain(database, worker);
      const updated = ok(await products.update(sme, id, 2, input({ name: '隔离开关' })));
      expect(updated).toMatchObject({ status: 'published', version: 3 });
      expect((await sent()).at(-1)).toMatchObject({
        ...{ cause: 'product.updated', payload: { items: [{ id, version: 3 }] } },
      });
      await drain(database, worker);
      expect(ok(await app.get(ProductSearchService).search(other, { text: '隔离开关' })).hits.ids).toEqual([
        id,
      ]);
      ok(await products.withdraw(sme, id));
      const before = await sent();
      expect(ok(await products.update(sme, id, 4, input()))).toMatchObject({
        ...{ status: 'withdrawn', version: 5 },
      });
      expect(await sent()).toEqual(before);
    });

    it('with a version that is not the present one is a conflict, and changes nothing', async () => {
      const { id } = ok(await products.create(sme, input()));
      ok(await products.update(sme, id, 1, input({ name: 'B' })));
      for (const stale of [1, 0, 3]) {
        expect(await products.update(sme, id, stale, input({ name: 'C' }))).toMatchObject({
          ...{ kind: 'wrong_state', code: 'VERSION_CONFLICT', params: { version: 2 } },
        });
      }
      expect(await products.find(sme, id)).toMatchObject({ name: 'B', version: 2 });
      const rush = await Promise.all(
        ['X', 'Y', 'Z'].map((name) => products.update(sme, id, 2, input({ name }))),
      );
      expect(rush.map((result) => (isProblem(result) ? result.code : 'done')).sort()).toEqual([
        ...['VERSION_CONFLICT', 'VERSION_CONFLICT', 'done'],
      ]);
    });

    it('that says what is said already makes no version', async () => {
      const created = ok(await products.create(sme, FULL));
      expect(ok(await products.update(sme, created.id, 1, FULL))).toEqual(created);
      expect(await versions(created.id)).toEqual([1]);
    });

    it('is refused for faults, a taken SKU, an emptied published one, and rows of others', async () => {
      const { id } = ok(await products.create(sme, input()));
      ok(await products.create(sme, input({ sku: 'B' })));
      expect(await products.update(sme, id, 1, input({ name: '' }))).toMatchObject({
        ...{ code: 'INVALID_INPUT', issues: [{ path: 'name', code: 'BAD_VALUE' }] },
      });
      expect(await products.update(sme, id, 1, input({ sku: ' B ' }))).toMatchObject({
        ...{ code: 'SKU_TAKEN', params: { sku: 'B' } },
      });
      ok(await products.publish(sme, id));
      expect(await products.update(sme, id, 2, { sku: 'A', name: 'A' })).toMatchObject({
        code: 'PRODUCT_INCOMPLETE',
      });
      for (const missing of [id, newId()]) {
        expect(await products.update(other, missing, 2, input())).toMatchObject({
          ...{ kind: 'not_found', code: 'NOT_FOUND', params: { id: missing } },
        });
      }
      expect(await products.find(sme, id)).toMatchObject({ name: '断路器', version: 2 });
    });
  });

  describe('versions', () => {
    it('are kept for each change, with who and when, newest first', async () => {
      const { id } = ok(await products.create(sme, FULL));
      clock.time += 1_000;
      ok(await products.update(colleague, id, 1, input()));
      ok(await products.publish(sme, id));
      ok(await products.withdraw(sme, id));
      const rows = ok(await history.list(colleague, id, {})).items;
      expect(rows.map((row) => [row.version, row.data.status, row.changedBy])).toEqual([
        [4, 'withdrawn', sme.userId],
        [3, 'published', sme.userId],
        [2, 'draft', colleague.userId],
        [1, 'draft', sme.userId],
      ]);
      expect(rows[2]!.changedAt).toEqual(clock.now());
      expect(rows[3]!.data.price).toEqual({
        low: 9_007_199_254_740_991,
        high: null,
        currency: 'CNY',
        per: '台',
      });
    });

    it('page by number and are refused with a bad cursor', async () => {
      const { id } = ok(await products.create(sme, input()));
      for (let n = 1; n < 5; n += 1) ok(await products.update(sme, id, n, input({ name: `v${n}` })));
      const first = ok(await history.list(sme, id, { first: 2 }));
      expect([first.items.map((row) => row.version), first.hasNext]).toEqual([[5, 4], true]);
      const rest = ok(await history.list(sme, id, { first: 3, after: encodeCursor('4') }));
      expect([rest.items.map((row) => row.version), rest.hasNext]).toEqual([[3, 2, 1], false]);
      expect(await history.list(sme, id, { after: encodeCursor(newId()) })).toMatchObject({
        issues: [{ path: 'after', code: 'BAD_CURSOR' }],
      });
    });

    it('compare: any two, and by default the last change', async () => {
      const { id } = ok(await products.create(sme, FULL));
      ok(await products.update(sme, id, 1, { ...FULL, price: { low: 1, per: '台' } }));
      ok(await products.publish(sme, id));
      const price = { path: 'price.low', before: 9_007_199_254_740_991, after: 1 };
      const status = { path: 'status', before: 'draft', after: 'published' };
      expect(await history.diff(sme, id, null, null)).toEqual({
        ...{ productId: id, from: 2, to: 3, changes: [status] },
      });
      expect((await history.diff(sme, id, 1, null))?.changes).toEqual([price, status]);
      expect((await history.diff(sme, id, 1, 2))?.changes).toEqual([price]);
      expect((await history.diff(sme, id, 2, 1))?.changes).toEqual([
        { ...price, before: 1, after: price.before },
      ]);
      expect((await history.diff(sme, id, 2, 2))?.changes).toEqual([]);
      for (const [from, to] of [
        [null, 1],
        [1, 9],
        [-1, 1],
        [0, 2],
      ] as const)
        // prettier-ignore
        expect(await history.diff(sme, id, from, to)).toBeNull();
    });

    it('are shown to nobody else, of a published product neither', async () => {
      const { id } = ok(await products.create(sme, FULL));
      ok(await products.publish(sme, id));
      expect(await versions(id, other)).toEqual([]);
      expect(await history.diff(other, id, 1, 2)).toBeNull();
    });

    it('stand under row-level security: own rows, own name, own products, never altered', async () => {
      const { id } = ok(await products.create(sme, input()));
      const run = (scope: TenantScope, sql: string, values: unknown[] = [], services = app) =>
        services.get(UnitOfWork).run(scope, (tx) => tx.query<ProductVersion>(sql, values));
      const all = 'SELECT product_id FROM product_version';
      const anonymous: TenantScope = { actor: 'anonymous', organisationId: null, userId: null };
      expect(await run(sme, all)).toHaveLength(1);
      for (const scope of [other, anonymous]) expect(await run(scope, all)).toEqual([]);
      const insert = `INSERT INTO product_version (product_id, version, organisation_id, data, changed_at, changed_by)
                      VALUES ($1, 9, $2, '{}', now(), $3)`;
      const denied = /row-level security/;
      await expect(run(other, insert, [id, sme.organisationId, other.userId])).rejects.toThrow(denied);
      await expect(run(other, insert, [id, other.organisationId, other.userId])).rejects.toThrow(denied);
      await expect(run(sme, insert, [id, sme.organisationId, colleague.userId])).rejects.toThrow(denied);
      for (const sql of [`UPDATE product_version SET data = '{}'`, 'DELETE FROM product_version']) {
        await expect(run(sme, sql)).rejects.toThrow(/permission denied/);
        await expect(run(SYSTEM_SCOPE, sql, [], worker)).rejects.toThrow(/permission denied/);
      }
    });
  });

  describe('idempotency keys', () => {
    const create = (key: string, more: Partial<ProductInput> = {}, scope = sme) =>
      products.create(scope, input(more), key);
    const count = async () => (await database.sql('SELECT id FROM product')).length;

    it('give the same product for the same input, whoever of the organisation sends it', async () => {
      const first = ok(await create('k', { summary: ' 户内 ' }));
      expect(ok(await create('k'))).toEqual(first);
      expect(ok(await create('k', {}, colleague)).id).toBe(first.id);
      expect(await count()).toBe(1);
      ok(await products.update(sme, first.id, 1, input({ name: 'B' })));
      expect(ok(await create('k'))).toMatchObject({ id: first.id, name: 'B', version: 2 });
    });

    it('with another input are refused', async () => {
      ok(await create('k'));
      expect(await create('k', { name: 'B' })).toMatchObject({
        ...{ kind: 'wrong_state', code: 'IDEMPOTENCY_KEY_REUSED' },
      });
      expect(await count()).toBe(1);
    });

    it('of two calls at once make one product', async () => {
      for (let round = 0; round < 5; round += 1) {
        const key = newId();
        const rush = await Promise.all(
          Array.from({ length: 3 }, () => create(key, { sku: `R${round}` }).then(ok)),
        );
        expect(new Set(rush.map((product) => product.id)).size).toBe(1);
      }
      expect(await count()).toBe(5);
    });

    it('belong to their organisation', async () => {
      const mine = ok(await create('k'));
      expect(ok(await create('k', { name: 'B' }, other)).id).not.toBe(mine.id);
    });

    it('are not used up by what was refused', async () => {
      ok(await create('first'));
      expect(await create('k')).toMatchObject({ code: 'SKU_TAKEN' });
      expect(await create('k', { name: '' })).toMatchObject({ code: 'INVALID_INPUT' });
      expect(ok(await create('k', { sku: 'B' }))).toMatchObject({ sku: 'B' });
    });

    it('end after 24 hours, and old ones are taken away', async () => {
      const first = ok(await create('k'));
      ok(await create('old', { sku: 'O' }));
      clock.time += 24 * 3_600_000;
      expect(ok(await create('k')).id).toBe(first.id);
      clock.time += 1;
      expect(ok(await create('k', { sku: 'B' })).id).not.toBe(first.id);
      expect(await database.sql('SELECT key FROM idempotency_key')).toEqual([{ key: 'k' }]);
    });

    it.each(['', ' ', 'a b', '键', 'x'.repeat(256), 'a\u0000'])('are refused: %j', async (key) => {
      expect(await create(key)).toMatchObject({ issues: [{ path: 'idempotencyKey', code: 'BAD_KEY' }] });
    });

    it('may be 255 characters long', async () => {
      expect(ok(await create('x'.repeat(255)))).toMatchObject({ sku: 'A' });
    });

    it('are seen by their organisation only', async () => {
      ok(await create('k'));
      const seen = (scope: TenantScope) =>
        app.get(UnitOfWork).read(scope, (tx) => tx.query('SELECT key FROM idempotency_key'));
      expect([await seen(sme), await seen(other)]).toEqual([[{ key: 'k' }], []]);
    });
  });
});
