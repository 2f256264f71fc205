import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, type Page, type Result } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { NeedService } from '#libs/demand';
import { type OrgScope, type Role } from '#libs/identity';
import { TerritoryService } from '#libs/matching';
import { ProductService } from '#libs/supply';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drain } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';

const WIND = 'new-energy.wind';
const TOOLS = 'high-end-equipment.machine-tools';
const SUZHOU = '320500';
const JIANGSU = '320000';
const ZHEJIANG = '330000';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

describe('what chain leads and liaisons see', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let territories: TerritoryService;
  let suzhou: OrgScope;
  let hangzhou: OrgScope;
  let buyer: OrgScope;

  /** Somebody of a region's office with this role for these chains and regions. */
  const lead = async (role: Role, chains: string[], regions: string[]) => {
    const { scope } = await registerMember(
      worker,
      role === 'platform_operator' ? 'platform' : 'region_operator',
      role,
    );
    await database.sql('UPDATE membership SET chains = $2, regions = $3 WHERE user_id = $1', [
      scope.userId,
      JSON.stringify(chains),
      JSON.stringify(regions),
    ]);
    return scope;
  };
  const inRegion = async (kind: 'sme' | 'soe', role: Role, region: string) => {
    const { scope } = await registerMember(worker, kind, role);
    await database.sql('UPDATE organisation SET region_code = $2 WHERE id = $1', [
      scope.organisationId,
      region,
    ]);
    return scope;
  };
  const list = async (scope: OrgScope) => {
    const names = <T>(page: Result<Page<T>>, name: (row: T) => string) => ok(page).items.map(name);
    return {
      organisations: names(await territories.listOrganisations(scope, {}), (row) => row.id),
      products: names(await territories.listProducts(scope, {}), (row) => row.name),
      needs: names(await territories.listNeeds(scope, {}), (row) => row.need.title),
    };
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    territories = app.get(TerritoryService);
    suzhou = await inRegion('sme', 'sme_admin', '320506');
    hangzhou = await inRegion('sme', 'sme_admin', '330100');
    buyer = await inRegion('soe', 'soe_buyer', SUZHOU);
    const [products, needs] = [app.get(ProductService), app.get(NeedService)];
    const publish = async (scope: OrgScope, name: string, chainNodes: string[]) => {
      const product = ok(await products.create(scope, { sku: name, name, summary: name, chainNodes }));
      ok(await products.publish(scope, product.id));
    };
    await publish(suzhou, '风电主轴承', [WIND]);
    await publish(suzhou, '五轴加工中心', [TOOLS]);
    await publish(hangzhou, '风电齿轮箱', [WIND]);
    ok(await products.create(hangzhou, { sku: 'draft', name: '秘密样机', chainNodes: [WIND] }));
    const need = async (title: string, more: object) => {
      const made = ok(await needs.create(buyer, { kind: 'procurement', title, ...more }));
      ok(await needs.publish(buyer, made.id));
    };
    await need('风电主轴承采购', { chainNodes: [WIND] });
    await need('加工中心采购', { chainNodes: [TOOLS], regionCode: ZHEJIANG });
    ok(await needs.create(buyer, { kind: 'procurement', title: '秘密采购计划', chainNodes: [WIND] }));
    await drain(database, worker);
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  it('are the published rows of a chain, whatever the region', async () => {
    expect(await list(await lead('chain_lead', ['new-energy'], []))).toEqual({
      organisations: [suzhou.organisationId, hangzhou.organisationId, buyer.organisationId],
      products: ['风电主轴承', '风电齿轮箱'],
      needs: ['风电主轴承采购'],
    });
  });

  it('are the rows of a region and what is in it; the place of a need counts before its buyer', async () => {
    const jiangsu = await list(await lead('liaison', [], [JIANGSU]));
    expect(jiangsu).toEqual({
      organisations: [suzhou.organisationId, buyer.organisationId],
      products: ['风电主轴承', '五轴加工中心'],
      needs: ['风电主轴承采购'],
    });
    expect(await list(await lead('liaison', [], [SUZHOU]))).toEqual(jiangsu);
    expect((await list(await lead('liaison', [], [ZHEJIANG, '110000']))).needs).toEqual(['加工中心采购']);
  });

  it('chains and regions narrow each other, and neither is nothing', async () => {
    expect(await list(await lead('chain_lead', ['new-energy'], [ZHEJIANG]))).toEqual({
      organisations: [hangzhou.organisationId],
      products: ['风电齿轮箱'],
      needs: [],
    });
    expect(await list(await lead('chain_lead', [], []))).toEqual({
      organisations: [],
      products: [],
      needs: [],
    });
    // A chain of which no node is known holds nothing, rather than everything.
    expect((await list(await lead('chain_lead', ['no-such-chain'], []))).products).toEqual([]);
  });

  it('is the whole platform for its operators', async () => {
    const all = await list(await lead('platform_operator', [], []));
    expect(all.products).toHaveLength(3);
    expect(all.needs).toHaveLength(2);
  });

  it('comes with numbers: candidates by class, and where nothing fits', async () => {
    const scope = await lead('chain_lead', ['new-energy'], []);
    const [row] = ok(await territories.listNeeds(scope, {})).items;
    expect(row!.counts).toEqual({ match: 0, to_confirm: 2, near_miss: 0 });
    expect(await territories.summary(scope)).toMatchObject({
      chains: ['new-energy'],
      ...{ regions: [], suppliers: 2, buyers: 1, products: 2, openNeeds: 1, openNeedsWithoutMatch: 1 },
      counts: row!.counts,
    });
  });

  it('pages by keyset', async () => {
    const scope = await lead('platform_operator', [], []);
    const first = ok(await territories.listProducts(scope, { first: 2 }));
    expect([first.items.length, first.hasNext]).toEqual([2, true]);
    expect(isProblem(await territories.listProducts(scope, { first: 101 }))).toBe(true);
  });

  it('past the services the database counts for nobody else, and for no need outside', async () => {
    const ids = (await database.sql<{ id: string }>('SELECT id FROM need')).map((need) => need.id);
    const counts = (scope: OrgScope) =>
      app
        .get(UnitOfWork)
        .read(scope, (tx) => tx.query('SELECT * FROM gonglian.territory_match_counts($1)', [ids]));
    expect(await counts(await lead('chain_lead', ['new-energy'], [JIANGSU]))).toHaveLength(1);
    expect(await counts(await lead('chain_lead', ['new-energy'], [ZHEJIANG]))).toEqual([]);
    expect(await counts(await lead('chain_lead', [], []))).toEqual([]);
    // What nobody reads while its organisation is suspended is not counted either.
    await database.sql("UPDATE organisation SET status = 'suspended' WHERE id = $1", [buyer.organisationId]);
    expect(await counts(await lead('chain_lead', ['new-energy'], [JIANGSU]))).toEqual([]);
    await database.sql("UPDATE organisation SET status = 'verified' WHERE id = $1", [buyer.organisationId]);
    expect(await counts(buyer)).toEqual([]);
    expect(await counts(suzhou)).toEqual([]);
    // The role of a token that the database does not know of any more opens nothing.
    expect(await counts({ ...suzhou, role: 'chain_lead' })).toEqual([]);
    expect(await counts({ ...suzhou, role: 'platform_operator' })).toEqual([]);
  });
});
