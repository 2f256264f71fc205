import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { type Transaction } from '#libs/database';
import { Membership, type OrgScope } from '#libs/identity';
import { regionPatterns } from '#libs/reference';

/** What somebody looks after. Chains and regions narrow each other; an empty list does not narrow. */
export interface Territory {
  readonly chains: readonly string[];
  readonly regions: readonly string[];
  /** Codes of the nodes of `chains`. */
  readonly nodes: readonly string[];
  /** True for a chain lead or liaison to whom neither a chain nor a region was given: nothing is theirs. */
  readonly nothing: boolean;
}

/** The territory of the acting person: everything for an operator of the platform, else the chains and regions of the role. */
export async function territoryOf(tx: Transaction, scope: OrgScope): Promise<Territory> {
  if (scope.role === 'platform_operator') return { chains: [], regions: [], nodes: [], nothing: false };
  const { userId, organisationId } = scope;
  const { chains = [], regions = [] } =
    (await tx.manager.findOneBy(Membership, { userId, organisationId })) ?? {};
  const nodes = await tx.query<{ code: string }>('SELECT code FROM chain_node WHERE chain = ANY($1)', [
    chains,
  ]);
  return {
    ...{ chains, regions, nodes: nodes.map((node) => node.code) },
    nothing: chains.length === 0 && regions.length === 0,
  };
}

/**
 * Narrows a query to a territory.
 * @param columns SQL of a row's region, and a condition for its chain nodes, which may use `:nodes`
 */
export function within<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  { chains, regions, nodes, nothing }: Territory,
  columns: { readonly region: string; readonly onNodes: string },
): SelectQueryBuilder<T> {
  if (nothing) query.andWhere('false');
  if (regions.length > 0)
    query.andWhere(`${columns.region} LIKE ANY(:patterns)`, { patterns: regionPatterns(regions) });
  if (chains.length > 0) query.andWhere(`(${columns.onNodes})`, { nodes });
  return query;
}
