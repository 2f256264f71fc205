import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type TerritoryNeed, TerritoryService, type TerritorySummary } from '#libs/matching';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { toCounts } from '../graphql/match-counts.js';
import { Permit } from '../graphql/permit.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { OrganisationConnection } from '../types/organisation.type.js';
import { ProductConnection } from '../types/product.type.js';
import { ChainType, RegionType } from '../types/reference.type.js';
import {
  MatchCountsType,
  TerritoryNeedConnection,
  TerritoryNeedType,
  TerritoryType,
} from '../types/territory.type.js';

@Resolver(() => TerritoryType)
export class TerritoryResolver {
  constructor(private readonly territories: TerritoryService) {}

  @Permit('territory.read')
  @Query(() => TerritoryType, {
    description: 'Your chains and regions in numbers; the whole platform for its operators.',
  })
  territory(@Scope() scope: OrgScope) {
    return this.territories.summary(scope);
  }

  @Permit('territory.read')
  @Query(() => OrganisationConnection, {
    description: 'Enterprises of your regions and, by what they publish, of your chains; oldest first.',
  })
  async territoryOrganisations(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.territories.listOrganisations(scope, page)));
  }

  @Permit('territory.read')
  @Query(() => ProductConnection, {
    description: 'Published products of your chains and of suppliers in your regions, oldest first.',
  })
  async territoryProducts(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.territories.listProducts(scope, page)));
  }

  @Permit('territory.read')
  @Query(() => TerritoryNeedConnection, {
    description: 'Open needs of your chains and regions with the number of their candidates, oldest first.',
  })
  async territoryNeeds(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.territories.listNeeds(scope, page)));
  }

  @ResolveField(() => [ChainType])
  async chains(@Parent() { chains }: TerritorySummary, @Load() loaders: Loaders) {
    const tables = await loaders.reference();
    return chains.map((code) => tables.findChain(code) ?? { code, name: code });
  }

  @ResolveField(() => [RegionType])
  async regions(@Parent() { regions }: TerritorySummary, @Load() loaders: Loaders) {
    const tables = await loaders.reference();
    return regions.map((code) => tables.findRegion(code) ?? { code, name: code, parent: null });
  }

  @ResolveField(() => MatchCountsType)
  counts(@Parent() { counts }: TerritorySummary) {
    return toCounts(counts);
  }
}

@Resolver(() => TerritoryNeedType)
export class TerritoryNeedResolver {
  @ResolveField(() => MatchCountsType)
  counts(@Parent() { counts }: TerritoryNeed) {
    return toCounts(counts);
  }
}
