import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type BatchNeed, BatchService } from '#libs/matching';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { toCounts } from '../graphql/match-counts.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { BatchNeedConnection, BatchNeedType, BatchType } from '../types/batch.type.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { NeedType } from '../types/need.type.js';
import { MatchCountsType } from '../types/territory.type.js';

/** What the summaries of imports and of regular checks are about. */
@Resolver(() => BatchType)
export class BatchResolver {
  constructor(private readonly batches: BatchService) {}

  @Permit('batch.read')
  @Query(() => BatchType, {
    nullable: true,
    description:
      'A batch of your organisation’s own, or with news for it; for operators also the platform’s, such as their imports’; null else.',
  })
  batch(@Scope() scope: OrgScope, @Args('id', { type: () => UUID, description: 'Its id.' }) id: string) {
    return this.batches.find(scope, id);
  }

  @Permit('batch.read')
  @Query(() => BatchNeedConnection, {
    description: 'The needs of a batch with news for your organisation, oldest need first.',
  })
  async batchNeeds(
    @Scope() scope: OrgScope,
    @Args('batchId', { type: () => UUID, description: 'The batch.' }) batchId: string,
    @Args() page: PageArgs,
  ) {
    return toConnection(unwrap(await this.batches.listNeeds(scope, batchId, page)));
  }
}

@Resolver(() => BatchNeedType)
export class BatchNeedResolver {
  @ResolveField(() => NeedType, { nullable: true })
  need(@Parent() { id }: BatchNeed, @Load() loaders: Loaders) {
    return loaders.need.load(id);
  }

  @ResolveField(() => MatchCountsType, { nullable: true })
  kept(@Parent() { kept }: BatchNeed) {
    return kept === null ? null : toCounts(kept);
  }
}
