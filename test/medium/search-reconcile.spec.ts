import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, newId, type Result } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { SearchReconcile, SearchTable } from '#libs/search';
import { ProductService } from '#libs/supply';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(result.code);
  return result;
}

describe('reconciling rows with the search index', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let sme: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
  });
  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });
  beforeEach(() => database.sql('TRUNCATE product, need, search_document, outbox CASCADE'));

  const publish = async (name = '真空断路器') => {
    const products = app.get(ProductService);
    const { id } = ok(await products.create(sme, { sku: newId(), name, summary: '简介' }));
    ok(await products.publish(sme, id));
    return id;
  };
  const reconcile = (repair = true) => worker.get(SearchReconcile).run(repair);
  const indexed = () =>
    database.sql<{ id: string; version: number }>('SELECT id, version FROM search_document ORDER BY id');

  it('finds nothing when all is well, and counts work under way as no drift', async () => {
    expect(await reconcile()).toEqual({ compared: 0, underway: 0, drift: [] });
    await publish();
    expect(await reconcile()).toEqual({ compared: 1, underway: 1, drift: [] });
    await drain(database, worker);
    expect(await reconcile()).toEqual({ compared: 1, underway: 0, drift: [] });
  });

  it('finds what is missing, old or too many; repairs it through the outbox, and then finds nothing', async () => {
    const [missing, old, good] = [await publish(), await publish(), await publish()];
    await drain(database, worker);
    const extra = newId();
    await worker
      .get(UnitOfWork)
      .run(SYSTEM_SCOPE, (tx) =>
        worker
          .get(SearchTable)
          .put(tx, [{ kind: 'product', id: extra, version: 3, title: '无主', fields: [] }]),
      );
    await database.sql('DELETE FROM search_document WHERE id = $1', [missing]);
    await database.sql('UPDATE search_document SET version = 1 WHERE id = $1', [old]);
    const drift = [
      { kind: 'product', id: missing, wanted: 2, indexed: null },
      { kind: 'product', id: old, wanted: 2, indexed: 1 },
      { kind: 'product', id: extra, wanted: null, indexed: 3 },
    ];
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    const checked = await reconcile(false);
    expect({ ...checked, drift: [...checked.drift].sort(byId) }).toEqual({ compared: 4, underway: 0, drift });
    expect((await reconcile(true)).drift).toHaveLength(3);
    expect(await reconcile(true)).toMatchObject({ underway: 3, drift: [] });
    await drain(database, worker);
    expect(await indexed()).toEqual([missing, old, good].sort().map((id) => ({ id, version: 2 })));
    expect(await reconcile(true)).toEqual({ compared: 3, underway: 0, drift: [] });
    // Work that was lost before the index was lost for matching too.
    expect(
      await database.sql(
        "SELECT DISTINCT cause FROM outbox WHERE kind = 'match.product' AND cause LIKE 'search%'",
      ),
    ).toEqual([{ cause: 'search.reconciled' }]);
  });

  it('compares page by page, to documents behind the last row', async () => {
    await database.sql(
      `INSERT INTO product (id, organisation_id, sku, name, summary, status, version, created_at, updated_at, published_at)
       SELECT gen_random_uuid(), $1, 'R-' || n, '产品', '简介', 'published', 1, now(), now(), now() FROM generate_series(1, 1001) AS n`,
      [sme.organisationId],
    );
    expect(await reconcile()).toMatchObject({ compared: 1_001, drift: { length: 1_001 } });
    await drain(database, worker);
    await database.sql(`UPDATE search_document SET id = 'ffffffff-ffff-4fff-bfff-ffffffffffff'
       WHERE id = (SELECT min(id::text)::uuid FROM search_document)`);
    expect((await reconcile()).drift.map(({ wanted, indexed: found }) => [wanted, found])).toEqual([
      [1, null],
      [null, 1],
    ]);
  });

  it('knows that a suspended organisation shows nothing', async () => {
    await publish();
    await drain(database, worker);
    await database.sql("UPDATE organisation SET status = 'suspended' WHERE id = $1", [sme.organisationId]);
    expect((await reconcile(false)).drift).toMatchObject([{ wanted: null, indexed: 2 }]);
    await database.sql('DELETE FROM search_document');
    expect((await reconcile(false)).drift).toEqual([]);
    await database.sql("UPDATE organisation SET status = 'verified' WHERE id = $1", [sme.organisationId]);
  });
});
