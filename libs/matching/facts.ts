import { groupBy } from '#libs/common';
import { type Transaction } from '#libs/database';
import { Clause, Need, NeedInvitation } from '#libs/demand';
import { distinctTerms } from '#libs/search';
import { Product } from '#libs/supply';
import { type NeedFacts, type ProductFacts } from './evaluate/index.js';
import { TermMemory } from './term-memory.js';

/** A need with what the services need besides the facts. */
export interface OpenNeed {
  readonly organisationId: string;
  readonly title: string;
  readonly facts: NeedFacts;
  /** Clauses that no supplier sees unless it is invited. */
  readonly invitedClauseIds: ReadonlySet<string>;
  /** Suppliers that have accepted their invitation: they see all clauses. */
  readonly invitedOrganisations: ReadonlySet<string>;
}

export interface PublishedProduct {
  readonly organisationId: string;
  readonly facts: ProductFacts;
}

/** Words of notices that say nothing of the thing wanted. */
const BOILER_PLATE = new Set([
  '采购',
  '项目',
  '公告',
  '需求',
  '招标',
  '询比',
  '比选',
  '预公告',
  '年',
  '年度',
  '公司',
  '有限',
  '有限公司',
  '集团',
  '中国',
  '工程',
  '服务',
  '首台',
  '首套',
  '套',
  '首台套',
  '首批',
  '批次',
  '首批次',
  '版次',
  '首版次',
  '应用',
  '场景',
]);

/** What the title asks for. Falls back to all its terms when every one of them is boiler-plate. */
export function wantedTerms(title: string): readonly string[] {
  const terms = distinctTerms(title);
  const telling = terms.filter((term) => !BOILER_PLATE.has(term) && !/^\d+$/.test(term));
  return telling.length > 0 ? telling : terms;
}

/** What a suspended organisation published is matched with nothing. */
const notSuspended = (row: string) =>
  `NOT EXISTS (SELECT 1 FROM organisation o WHERE o.id = ${row}.organisation_id AND o.status = 'suspended')`;

/** Reads open needs with their clauses, as facts; closed and missing ones are left out. Needs a system transaction. */
export async function loadOpenNeeds(tx: Transaction, ids: readonly string[]): Promise<Map<string, OpenNeed>> {
  const needs = await tx.manager
    .createQueryBuilder(Need, 'n')
    .where(`n.id = ANY(:ids) AND n.status = 'open' AND ${notSuspended('n')}`, { ids })
    .getMany();
  const clauses = await tx.manager
    .createQueryBuilder(Clause, 'c')
    .where('c.need_id = ANY(:ids)', { ids: needs.map((need) => need.id) })
    .orderBy('c.position')
    .getMany();
  const byNeed = groupBy(clauses, (clause) => clause.needId);
  const invited = groupBy(await loadInvited(tx, [...byNeed.keys()]), (row) => row.needId);
  return new Map(
    needs.map((need) => [
      need.id,
      {
        invitedOrganisations: new Set((invited.get(need.id) ?? []).map((row) => row.supplierOrganisationId)),
        organisationId: need.organisationId,
        title: need.title,
        invitedClauseIds: new Set(
          (byNeed.get(need.id) ?? [])
            .filter((clause) => clause.disclosure === 'invited')
            .map((clause) => clause.id),
        ),
        facts: {
          id: need.id,
          version: need.version,
          terms: wantedTerms(need.title),
          clauses: (byNeed.get(need.id) ?? []).map(({ id, hard, condition }) => ({ id, hard, condition })),
        },
      },
    ]),
  );
}

/** Suppliers whose invitation to one of these needs is accepted and stands. */
async function loadInvited(tx: Transaction, needIds: readonly string[]): Promise<NeedInvitation[]> {
  if (needIds.length === 0) return [];
  return tx.manager
    .createQueryBuilder(NeedInvitation, 'i')
    .where('i.need_id = ANY(:needIds) AND i.accepted_at IS NOT NULL AND i.revoked_at IS NULL', { needIds })
    .getMany();
}

/** Reads published products as facts; others are left out. Needs a system transaction. */
export async function loadPublishedProducts(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, PublishedProduct>> {
  const rows = await tx.manager
    .createQueryBuilder(Product, 'p')
    .where(`p.id = ANY(:ids) AND p.status = 'published' AND ${notSuspended('p')}`, { ids })
    .getMany();
  return new Map(
    rows.map((row) => [row.id, { organisationId: row.organisationId, facts: productFacts(row) }]),
  );
}

/** Facts of these products in whatever state they are; missing ones are left out. Needs a system transaction. */
export async function loadProductFacts(tx: Transaction, ids: readonly string[]): Promise<ProductFacts[]> {
  const rows = await tx.manager.createQueryBuilder(Product, 'p').where('p.id = ANY(:ids)', { ids }).getMany();
  return rows.map(productFacts);
}

/** Of products, for all jobs of the process. */
const MEMORY = new TermMemory();

/** The facts of a product row. */
export function productFacts(row: Product): ProductFacts {
  return {
    id: row.id,
    version: row.version,
    nameTerms: MEMORY.termsOf(row.name),
    otherTerms: MEMORY.termsOf(`${row.summary} ${row.sku}`),
    parameters: row.parameters,
    certificates: row.certificates,
    chainNodes: row.chainNodes,
    industryCode: row.industryCode,
    regionsServed: row.regionsServed,
    price: row.price,
    capacity: row.capacity,
    leadTimeDays: row.leadTimeDays,
    firstUnit: row.firstUnit,
  };
}
