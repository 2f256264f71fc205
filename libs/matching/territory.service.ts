import { Injectable } from '@nestjs/common';
import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { isProblem, type Page, type PageRequest, pageSpec, type Result } from '#libs/common';
import { keysetPage, type Transaction, UnitOfWork } from '#libs/database';
import { Need } from '#libs/demand';
import { Organisation, type OrgScope } from '#libs/identity';
import { Product } from '#libs/supply';
import { type MatchClass } from './evaluate/index.js';
import { type Territory, territoryOf, within } from './territory.js';

/** How many candidates of each class there are. Numbers only: who they are is between the two sides. */
export type MatchCounts = Readonly<Record<MatchClass, number>>;

/** An open need of the territory with its numbers. */
export interface TerritoryNeed {
  readonly id: string;
  readonly need: Need;
  readonly counts: MatchCounts;
}

/** What stands in a territory now. */
export interface TerritorySummary extends Territory {
  readonly suppliers: number;
  readonly buyers: number;
  readonly products: number;
  readonly openNeeds: number;
  /** Open needs without a candidate that is a match: where the chain has a gap. */
  readonly openNeedsWithoutMatch: number;
  readonly counts: MatchCounts;
}

type Query<T extends ObjectLiteral> = (tx: Transaction, territory: Territory) => SelectQueryBuilder<T>;

/** By region, and by chain those with a published product or an open need in it. */
const organisations: Query<Organisation> = (tx, territory) =>
  within(tx.manager.createQueryBuilder(Organisation, 'r').where("r.kind IN ('sme', 'soe')"), territory, {
    region: 'r.region_code',
    onNodes: `r.id IN (SELECT organisation_id FROM product WHERE status = 'published' AND chain_nodes ?| CAST(:nodes AS text[])
        UNION SELECT organisation_id FROM need WHERE status = 'open' AND chain_nodes ?| CAST(:nodes AS text[]))`,
  });

/** Published ones; the region is the supplier's. */
const products: Query<Product> = (tx, territory) =>
  within(
    tx.manager
      .createQueryBuilder(Product, 'r')
      .innerJoin(Organisation, 'o', 'o.id = r.organisation_id')
      .where("r.status = 'published'"),
    territory,
    { region: 'o.region_code', onNodes: 'r.chain_nodes ?| CAST(:nodes AS text[])' },
  );

/** Open ones; the region is that of the need, or else the buyer's. */
const needs: Query<Need> = (tx, territory) =>
  within(
    tx.manager
      .createQueryBuilder(Need, 'r')
      .innerJoin(Organisation, 'o', 'o.id = r.organisation_id')
      .where("r.status = 'open'"),
    territory,
    { region: 'coalesce(r.region_code, o.region_code)', onNodes: 'r.chain_nodes ?| CAST(:nodes AS text[])' },
  );

/**
 * What chain leads and liaisons see: organisations, published products and open needs of their chains and regions, and how many
 * candidates each need has.
 */
@Injectable()
export class TerritoryService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Numbers of the whole territory, and what it is. */
  async summary(scope: OrgScope): Promise<TerritorySummary> {
    return this.unitOfWork.read(scope, async (tx) => {
      const territory = await territoryOf(tx, scope);
      const ofKind = (kind: string) =>
        organisations(tx, territory).andWhere('r.kind = :kind', { kind }).getCount();
      const open = await needs(tx, territory).select('r.id', 'id').getRawMany<{ id: string }>();
      const counted = await countMatches(
        tx,
        open.map((need) => need.id),
      );
      const sum = (name: MatchClass) => [...counted.values()].reduce((total, one) => total + one[name], 0);
      return {
        ...territory,
        suppliers: await ofKind('sme'),
        buyers: await ofKind('soe'),
        products: await products(tx, territory).getCount(),
        openNeeds: open.length,
        openNeedsWithoutMatch: [...counted.values()].filter((one) => one.match === 0).length,
        counts: { match: sum('match'), to_confirm: sum('to_confirm'), near_miss: sum('near_miss') },
      };
    });
  }

  /** Enterprises of the territory, oldest first. */
  async listOrganisations(scope: OrgScope, request: PageRequest): Promise<Result<Page<Organisation>>> {
    return this.#list(scope, request, organisations);
  }

  /** Published products of the territory, oldest first. */
  async listProducts(scope: OrgScope, request: PageRequest): Promise<Result<Page<Product>>> {
    return this.#list(scope, request, products);
  }

  /** Open needs of the territory with the number of their candidates, oldest first. */
  async listNeeds(scope: OrgScope, request: PageRequest): Promise<Result<Page<TerritoryNeed>>> {
    return this.unitOfWork.read(scope, async (tx) => {
      const page = await this.#list(scope, request, needs);
      if (isProblem(page)) return page;
      const ids = page.items.map((need) => need.id);
      const counted = await countMatches(tx, ids);
      const items = page.items.map((need) => ({
        id: need.id,
        need,
        counts: counted.get(need.id) ?? NO_MATCHES,
      }));
      return { ...page, items };
    });
  }

  async #list<T extends ObjectLiteral & { readonly id: string }>(
    scope: OrgScope,
    request: PageRequest,
    of: Query<T>,
  ): Promise<Result<Page<T>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) =>
      keysetPage(of(tx, await territoryOf(tx, scope)), spec, 'r.id'),
    );
  }
}

const NO_MATCHES: MatchCounts = { match: 0, to_confirm: 0, near_miss: 0 };

/** Candidates of each need by class; the database answers for needs of the caller's territory only. */
async function countMatches(tx: Transaction, needIds: readonly string[]): Promise<Map<string, MatchCounts>> {
  const rows = await tx.query<{ needId: string; class: MatchClass; count: number }>(
    'SELECT need_id AS "needId", class, count FROM gonglian.territory_match_counts($1)',
    [needIds],
  );
  const counted = new Map<string, MatchCounts>(needIds.map((id) => [id, NO_MATCHES]));
  for (const row of rows)
    counted.set(row.needId, { ...(counted.get(row.needId) ?? NO_MATCHES), [row.class]: row.count });
  return counted;
}
