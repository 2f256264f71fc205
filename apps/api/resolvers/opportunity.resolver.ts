import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type Opportunity, OpportunityService } from '#libs/matching';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { withNeed } from '../graphql/verdicts.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { ClauseVerdictType, OpportunityConnection, OpportunityType } from '../types/match.type.js';
import { NeedType } from '../types/need.type.js';
import { ProductType } from '../types/product.type.js';

@Resolver(() => OpportunityType)
export class OpportunityResolver {
  constructor(private readonly opportunityService: OpportunityService) {}

  @Permit('opportunity.read')
  @Query(() => OpportunityConnection, { description: 'Open needs that your products may fit.' })
  async opportunities(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.opportunityService.list(scope, page)));
  }

  @ResolveField(() => [ClauseVerdictType])
  verdicts(@Parent() opportunity: Opportunity) {
    return withNeed(opportunity.needId, opportunity.verdicts);
  }

  @ResolveField(() => NeedType, { nullable: true })
  need(@Parent() opportunity: Opportunity, @Load() loaders: Loaders) {
    return loaders.need.load(opportunity.needId);
  }

  @ResolveField(() => ProductType, { nullable: true })
  product(@Parent() opportunity: Opportunity, @Load() loaders: Loaders) {
    return loaders.product.load(opportunity.productId);
  }
}
