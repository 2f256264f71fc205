import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Need, NeedReviewService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { Load, Scope } from '../graphql/context.js';
import { type Loaders } from '../graphql/loaders.js';
import { toNeedInput } from '../graphql/need-input.js';
import { Permit } from '../graphql/permit.js';
import { CreateNeedInput } from '../types/need-input.type.js';
import { NeedCompletenessType, NeedFindingType, NeedType, ReviewNeedResult } from '../types/need.type.js';

@Resolver(() => NeedType)
export class NeedReviewResolver {
  constructor(private readonly reviews: NeedReviewService) {}

  @Permit('need.write')
  @Query(() => ReviewNeedResult, {
    description: 'Advice on a need before it is written; nothing is stored. For a guided draft.',
  })
  reviewNeed(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => CreateNeedInput, description: 'The need as it stands.' })
    input: CreateNeedInput,
  ) {
    return this.reviews.review(scope, toNeedInput(input));
  }

  @ResolveField(() => [NeedFindingType], { nullable: true })
  async findings(@Parent() need: Need, @Load() loaders: Loaders) {
    return (await loaders.reviews.load(need.id))?.findings ?? null;
  }

  @ResolveField(() => NeedCompletenessType, { nullable: true })
  async completeness(@Parent() need: Need, @Load() loaders: Loaders) {
    return (await loaders.reviews.load(need.id))?.completeness ?? null;
  }
}
