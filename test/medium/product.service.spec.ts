import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { encodeCursor, isProblem, newId, type Page, type Result } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { type Product, type ProductInput, ProductService } from '#libs/supply';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices, registerMember } from '../support/services.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

describe('ProductService', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let products: ProductService;
  let sme: OrgScope;
  let other: OrgScope;
  const clock = { time: Date.parse('2026-03-01T00:00:00Z'), now: () => new Date(clock.time) };

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    other = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    products = new ProductService(app.get(UnitOfWork), app.get(Outbox), clock);
  });

  beforeEach(async () => {
    await database.sql('TRUNCATE product, outbox CASCADE');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const draft = async (scope = sme, input: Partial<ProductInput> = {}) =>
    ok(await products.create(scope, { sku: newId(), name: '断路器', summary: '户内', ...input }));

  const outbox = () =>
    database.sql('SELECT kind, cause, organisation_id AS org, payload, status FROM outbox ORDER BY id');

  it('stores what was given, checked and trimmed', async () => {
    const created = await draft(sme, {
      sku: '  VS1-12 ',
      summary: ' 户内 ',
      parameters: [
        { name: '额定电压', low: '12', high: '12', unit: 'kV' },
        { name: '本厂自定参数', low: '1.50' },
      ],
      certificates: [{ name: 'ISO 9001' }],
      chainNodes: ['new-energy.transmission'],
      leadTimeDays: 0,
      firstUnit: {
        kind: 'equipment',
        level: 'province',
        catalogue: '目录',
        item: '断路器',
        listedOn: '2025-01-01',
      },
    });
    const found = await products.find(sme, created.id);
    expect(found).toEqual(created);
    expect(found).toMatchObject({
      sku: 'VS1-12',
      summary: '户内',
      status: 'draft',
      version: 1,
      organisationId: sme.organisationId,
      leadTimeDays: 0,
      parameters: [
        { code: 'rated_voltage', low: '12', high: '12', unit: 'kV', condition: null },
        { code: null, low: '1.50', high: null, unit: '' },
      ],
      firstUnit: { validTo: null },
      publishedAt: null,
    });
    expect(await outbox()).toEqual([]);
  });

  it.each<[string, string, Partial<ProductInput>]>([
    ['sku', 'BAD_VALUE', { sku: ' ' }],
    ['name', 'BAD_VALUE', { name: 'x'.repeat(201) }],
    ['leadTimeDays', 'BAD_VALUE', { leadTimeDays: -1 }],
    ['parameters.0.low', 'BAD_VALUE', { parameters: [{ name: '额定电压', low: '1e3', unit: 'V' }] }],
    ['parameters.0', 'NO_VALUE', { parameters: [{ name: '额定电压', unit: 'V' }] }],
    [
      'parameters.1.low',
      'RANGE_ORDER',
      {
        parameters: [
          { name: 'a', low: '1' },
          { name: 'b', low: '10', high: '9' },
        ],
      },
    ],
    ['parameters.0.unit', 'BAD_UNIT', { parameters: [{ name: '额定电压', low: '1', unit: 'kg' }] }],
    [
      'firstUnit.validTo',
      'DATE_ORDER',
      {
        firstUnit: {
          kind: 'equipment',
          level: 'national',
          catalogue: 'c',
          item: 'i',
          listedOn: '2025-01-02',
          validTo: '2025-01-01',
        },
      },
    ],
  ])('refuses a fault at %s: %s', async (path, code, input) => {
    expect(await products.create(sme, { sku: 'A', name: 'A', ...input })).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path, code }],
    });
    expect(await database.sql('SELECT id FROM product')).toEqual([]);
  });

  it('has each SKU once in an organisation, in any number of them', async () => {
    const first = await draft(sme, { sku: 'A' });
    expect(await products.create(sme, { sku: ' A ', name: 'other' })).toMatchObject({
      kind: 'wrong_state',
      code: 'SKU_TAKEN',
      params: { sku: 'A' },
    });
    expect((await draft(other, { sku: 'A' })).organisationId).toBe(other.organisationId);
    expect(await products.find(sme, first.id)).toMatchObject({ name: '断路器' });
    const rush = await Promise.all(
      Array.from({ length: 4 }, () => products.create(sme, { sku: 'B', name: 'B' })),
    );
    expect(rush.filter((result) => isProblem(result) && result.code === 'SKU_TAKEN')).toHaveLength(3);
  });

  it('goes from draft to published to withdrawn and back, a version at each step', async () => {
    const { id } = await draft();
    clock.time += 1_000;
    const published = ok(await products.publish(sme, id));
    expect(published).toMatchObject({
      status: 'published',
      version: 2,
      publishedAt: clock.now(),
      updatedAt: clock.now(),
    });
    clock.time += 1_000;
    const withdrawn = ok(await products.withdraw(sme, id));
    expect(withdrawn).toMatchObject({ status: 'withdrawn', version: 3, publishedAt: published.publishedAt });
    expect(ok(await products.publish(sme, id))).toMatchObject({
      status: 'published',
      version: 4,
      publishedAt: clock.now(),
    });
    expect(await products.find(sme, id)).toMatchObject({ status: 'published', version: 4 });
    const row = (cause: string, version: number) => ({
      kind: 'search.apply',
      cause,
      org: sme.organisationId,
      payload: { kind: 'product', items: [{ id, version }] },
      status: 'pending',
    });
    expect(await outbox()).toEqual([
      row('product.published', 2),
      row('product.withdrawn', 3),
      row('product.published', 4),
    ]);
  });

  it('takes the same verb twice as once', async () => {
    const { id } = await draft();
    const first = ok(await products.publish(sme, id));
    expect(ok(await products.publish(sme, id))).toEqual(first);
    expect(await outbox()).toHaveLength(1);
    const withdrawn = ok(await products.withdraw(sme, id));
    expect(ok(await products.withdraw(sme, id))).toEqual(withdrawn);
    expect(await outbox()).toHaveLength(2);
    await Promise.all(Array.from({ length: 4 }, () => products.publish(sme, id)));
    expect(await products.find(sme, id)).toMatchObject({ version: 4 });
    expect(await outbox()).toHaveLength(3);
  });

  it('withdraws no draft', async () => {
    const { id } = await draft();
    expect(await products.withdraw(sme, id)).toMatchObject({
      code: 'PRODUCT_STATE',
      params: { status: 'draft' },
    });
    expect(await products.find(sme, id)).toMatchObject({ status: 'draft', version: 1 });
    expect(await outbox()).toEqual([]);
  });

  it('writes change and outbox row together or not at all', async () => {
    const { id } = await draft();
    const failed = app.get(UnitOfWork).run(sme, async () => {
      ok(await products.publish(sme, id));
      throw new Error('boom');
    });
    await expect(failed).rejects.toThrow('boom');
    expect(await products.find(sme, id)).toMatchObject({ status: 'draft', version: 1 });
    expect(await outbox()).toEqual([]);
  });

  it('answers for a foreign id as for a missing one', async () => {
    const shown = await draft();
    const hidden = await draft();
    ok(await products.publish(sme, shown.id));
    for (const id of [shown.id, hidden.id, newId()]) {
      for (const verb of ['publish', 'withdraw'] as const) {
        expect(await products[verb](other, id)).toMatchObject({
          kind: 'not_found',
          code: 'NOT_FOUND',
          params: { id },
        });
      }
    }
    expect(await products.find(other, hidden.id)).toBeNull();
    expect(await products.find(other, newId())).toBeNull();
    expect(await products.find(other, shown.id)).toMatchObject({ id: shown.id });
    const many = await products.findMany(other, [shown.id, hidden.id, newId()]);
    expect(many.map((product) => product.id)).toEqual([shown.id]);
    expect(await products.find(sme, shown.id)).toMatchObject({ status: 'published', version: 2 });
  });

  describe('lists', () => {
    it('page by keyset over own rows without repeats or gaps, while rows are added', async () => {
      const ids = Array.from({ length: 250 }, () => newId()).sort();
      await database.sql(
        `INSERT INTO product (id, organisation_id, sku, name) SELECT id, $2, id::text, 'p' FROM unnest($1::uuid[]) AS id`,
        [ids, sme.organisationId],
      );
      await draft(other);
      const seen: string[] = [];
      let after: string | null = null;
      for (;;) {
        const page: Page<Product> = ok(await products.listOwn(sme, { first: 60, after }));
        seen.push(...page.items.map((product) => product.id));
        if (!page.hasNext) break;
        after = encodeCursor(seen.at(-1)!);
        if (seen.length === 60) ids.push((await draft()).id);
      }
      expect(seen).toEqual(ids);
    });

    it('are refused with a bad cursor or size', async () => {
      for (const request of [{ first: 0 }, { first: 101 }, { first: 1.5 }]) {
        expect(await products.listOwn(sme, request)).toMatchObject({
          issues: [{ path: 'first', code: 'OUT_OF_RANGE' }],
        });
      }
      for (const after of ['', 'x', encodeCursor('1'), Buffer.from(newId()).toString('base64url')]) {
        expect(await products.listOwn(sme, { after })).toMatchObject({
          issues: [{ path: 'after', code: 'BAD_CURSOR' }],
        });
      }
    });

    it('have 20 rows unless told otherwise', async () => {
      for (let n = 0; n < 21; n++) await draft();
      const page = ok(await products.listOwn(sme, {}));
      expect([page.items.length, page.hasNext]).toEqual([20, true]);
      expect(ok(await products.listOwn(sme, { first: 21 })).hasNext).toBe(false);
    });
  });
});
