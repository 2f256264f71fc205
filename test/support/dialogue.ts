import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, newId, type Problem, type Result } from '#libs/common';
import { type Need, type NeedInput, NeedService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { type Match, MatchService } from '#libs/matching';
import { type Product, type ProductInput, ProductService } from '#libs/supply';
import { type TestDatabase } from './database.js';
import { drain } from './jobs.js';
import { openServices, registerMember } from './services.js';
import { registerColleague } from './stage.js';

/** The value of a result that must be one. */
export function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

/** The code of a result that must be a problem, with the paths of its issues. */
export function problem(result: unknown): string {
  if (!isProblem(result)) throw new Error(`No problem: ${JSON.stringify(result)}`);
  const paths = (result satisfies Problem).issues.map((issue) => issue.path);
  return [result.code, ...paths].join(' ');
}

export const voltage = (low: string, disclosure: 'public' | 'members' | 'invited' = 'public') => ({
  ...{ hard: true, disclosure, text: `额定电压不低于${low}kV` },
  condition: { type: 'parameter' as const, name: '额定电压', op: '>=' as const, low, unit: 'kV' },
});
export const current = (low: string, disclosure: 'public' | 'members' | 'invited' = 'public') => ({
  ...{ hard: true, disclosure, text: `额定电流不低于${low}A` },
  condition: { type: 'parameter' as const, name: '额定电流', op: '>=' as const, low, unit: 'A' },
});
export const given = (name: string, number: string, unit: string) => ({
  name,
  low: number,
  high: number,
  unit,
});

type Person =
  'buyer' | 'buyerColleague' | 'group' | 'otherBuyer' | 'supplier' | 'supplierColleague' | 'rival';

/** Two groups of buyers and two suppliers on services of their own, with a worker that does the background work when asked. */
export class Market {
  private constructor(
    readonly database: TestDatabase,
    readonly app: INestApplicationContext,
    readonly worker: INestApplicationContext,
    private readonly people: Readonly<Record<Person, OrgScope>>,
  ) {}

  get buyer() {
    return this.people.buyer;
  }
  get buyerColleague() {
    return this.people.buyerColleague;
  }
  /** Admin of the group that the buyer's organisation belongs to. */
  get group() {
    return this.people.group;
  }
  get otherBuyer() {
    return this.people.otherBuyer;
  }
  get supplier() {
    return this.people.supplier;
  }
  get supplierColleague() {
    return this.people.supplierColleague;
  }
  get rival() {
    return this.people.rival;
  }

  static async open(database: TestDatabase): Promise<Market> {
    const app = await openServices(database, 'app');
    const worker = await openServices(database, 'worker');
    const buyer = await registerMember(worker, 'soe', 'soe_buyer');
    const group = await registerMember(worker, 'soe', 'soe_admin');
    const otherBuyer = await registerMember(worker, 'soe', 'soe_admin');
    const supplier = await registerMember(worker, 'sme', 'sme_admin', '江苏华电开关有限公司');
    const rival = await registerMember(worker, 'sme', 'sme_admin', '浙江竞品电气公司');
    await database.sql('UPDATE organisation SET parent_id = $1 WHERE id = $2', [
      group.scope.organisationId,
      buyer.scope.organisationId,
    ]);
    return new Market(database, app, worker, {
      ...{ buyer: buyer.scope, group: group.scope, otherBuyer: otherBuyer.scope },
      ...{ supplier: supplier.scope, rival: rival.scope },
      buyerColleague: (await registerColleague(worker, buyer, 'soe_buyer')).scope,
      supplierColleague: (await registerColleague(worker, supplier, 'sme_member')).scope,
    });
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.worker.close();
  }

  /** Empties what the tests write, people excepted. */
  async clear(): Promise<void> {
    await this.database.sql(
      'TRUNCATE outbox, notification, search_document, stats_snapshot, need, product CASCADE',
    );
  }

  work = () => drain(this.database, this.worker);

  /** A published breaker. */
  async sell(scope: OrgScope, more: Partial<ProductInput> = {}): Promise<Product> {
    const products = this.app.get(ProductService);
    const parameters = [given('额定电压', '12', 'kV')];
    const { id } = ok(
      await products.create(scope, { sku: newId(), name: '户内真空断路器', parameters, ...more }),
    );
    const product = ok(await products.publish(scope, id));
    await this.work();
    return product;
  }

  /** An open need with its matches. */
  async ask(clauses: NeedInput['clauses'], scope = this.buyer, title = '真空断路器采购'): Promise<Need> {
    const needs = this.app.get(NeedService);
    const { id } = ok(await needs.create(scope, { kind: 'procurement', title, clauses }));
    const need = ok(await needs.publish(scope, id));
    await this.work();
    return need;
  }

  /** The kept match of the pair. */
  async match(need: Need, product: Product): Promise<Match> {
    const { items } = ok(
      await this.app.get(MatchService).listForNeed(scopeOf(this, need), need.id, { first: 100 }),
    );
    const match = items.find((one) => one.productId === product.id);
    if (match === undefined) throw new Error('The pair is not kept');
    return match;
  }

  /** Kinds that this person was told of what the other side said, oldest first. */
  async told({ userId }: OrgScope): Promise<string[]> {
    await this.work();
    const rows = await this.database.sql<{ kind: string }>(
      "SELECT kind FROM notification WHERE recipient_user_id = $1 AND kind LIKE 'dialogue.%' ORDER BY id",
      [userId],
    );
    return rows.map((row) => row.kind);
  }
}

const scopeOf = (market: Market, need: Need) =>
  need.organisationId === market.buyer.organisationId ? market.buyer : market.otherBuyer;
