import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import {
  type Gap,
  gapsOf,
  type Opportunity,
  OpportunityAnswerService,
  OpportunityService,
} from '#libs/matching';
import { type GraphqlContext, Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { withPair } from '../graphql/verdicts.js';
import { toConnection } from '../types/connection.type.js';
import {
  AnswerOpportunityInput,
  AnswerOpportunityResult,
  ContactType,
  GapType,
  OpportunityAnswerType,
  QuestionType,
} from '../types/dialogue.type.js';
import { OpportunitySearchArgs } from '../types/match-search.type.js';
import { ClauseVerdictType, OpportunityConnection, OpportunityType } from '../types/match.type.js';
import { NeedType } from '../types/need.type.js';
import { ProductType } from '../types/product.type.js';

@Resolver(() => OpportunityType)
export class OpportunityResolver {
  constructor(
    private readonly opportunityService: OpportunityService,
    private readonly answerService: OpportunityAnswerService,
  ) {}

  @Permit('opportunity.read')
  @Query(() => OpportunityConnection, { description: 'Open needs that your products may fit.' })
  async opportunities(@Scope() scope: OrgScope, @Args() { filter, sort, ...page }: OpportunitySearchArgs) {
    return toConnection(unwrap(await this.opportunityService.list(scope, page, { filter, sort })));
  }

  @Permit('opportunity.read')
  @Query(() => OpportunityType, {
    nullable: true,
    description: 'One opportunity of your organisation, also after its need has closed; null else.',
  })
  opportunity(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.opportunityService.find(scope, id);
  }

  @Permit('opportunity.answer')
  @Mutation(() => AnswerOpportunityResult, {
    description: 'Answers an opportunity; the buyer is told. The same answer again is the same row.',
  })
  answerOpportunity(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => AnswerOpportunityInput, description: 'The answer.' })
    input: AnswerOpportunityInput,
  ) {
    return this.answerService.answer(scope, input);
  }

  @ResolveField(() => [ClauseVerdictType])
  verdicts(@Parent() opportunity: Opportunity) {
    return withPair(opportunity, opportunity.verdicts);
  }

  @ResolveField(() => NeedType, { nullable: true })
  need(@Parent() opportunity: Opportunity, @Load() loaders: Loaders) {
    return loaders.need.load(opportunity.needId);
  }

  @ResolveField(() => ProductType, { nullable: true })
  product(@Parent() opportunity: Opportunity, @Load() loaders: Loaders) {
    return loaders.product.load(opportunity.productId);
  }

  @ResolveField(() => [GapType])
  async gaps(@Parent() opportunity: Opportunity, @Load() loaders: Loaders) {
    return gapsOf(await loaders.clauses.load(opportunity.needId), opportunity.verdicts);
  }

  @ResolveField(() => [OpportunityAnswerType])
  async answers(@Parent() opportunity: Opportunity, @Load() loaders: Loaders) {
    return (await loaders.answers.load(opportunity)).toReversed();
  }

  @ResolveField(() => [QuestionType])
  questions(@Parent() opportunity: Opportunity, @Load() loaders: Loaders) {
    return loaders.questions.load(opportunity);
  }

  @ResolveField(() => ContactType)
  async contact(@Parent() opportunity: Opportunity, @Load() loaders: Loaders) {
    return (await loaders.contact.load(opportunity))[0];
  }
}

@Resolver(() => GapType)
export class GapResolver {
  @ResolveField(() => String)
  hint(@Parent() gap: Gap, @Context() { locale }: GraphqlContext) {
    return gap.hint[locale];
  }
}
