import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { DecisionService, type Match, MatchService } from '#libs/matching';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { withNeed } from '../graphql/verdicts.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import {
  ClauseVerdictType,
  DecisionType,
  MatchConnection,
  MatchType,
  RecordDecisionInput,
  RecordDecisionResult,
} from '../types/match.type.js';
import { ProductType } from '../types/product.type.js';

@Resolver(() => MatchType)
export class MatchResolver {
  constructor(
    private readonly matches: MatchService,
    private readonly decisions: DecisionService,
  ) {}

  @Permit('match.read')
  @Query(() => MatchConnection, {
    name: 'matches',
    description: 'Candidates of a need of your group: matches, to confirm, near misses.',
  })
  async listMatches(
    @Scope() scope: OrgScope,
    @Args('needId', { type: () => UUID, description: 'The need.' }) needId: string,
    @Args() page: PageArgs,
  ) {
    return toConnection(unwrap(await this.matches.listForNeed(scope, needId, page)));
  }

  @Permit('match.read')
  @Query(() => MatchType, {
    nullable: true,
    description: 'One candidate of a need of your group; null else.',
  })
  match(@Scope() scope: OrgScope, @Args('id', { type: () => UUID, description: 'Its id.' }) id: string) {
    return this.matches.find(scope, id);
  }

  @Permit('match.decide')
  @Mutation(() => RecordDecisionResult, { description: 'Records a decision on a candidate; append-only.' })
  recordDecision(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => RecordDecisionInput, description: 'The decision.' })
    input: RecordDecisionInput,
  ) {
    return this.decisions.record(scope, input);
  }

  @ResolveField(() => [ClauseVerdictType])
  verdicts(@Parent() match: Match) {
    return withNeed(match.needId, match.verdicts);
  }

  @ResolveField(() => ProductType, { nullable: true })
  product(@Parent() match: Match, @Load() loaders: Loaders) {
    return loaders.product.load(match.productId);
  }

  @ResolveField('decisions', () => [DecisionType])
  decisionsOf(@Parent() match: Match, @Load() loaders: Loaders) {
    return loaders.decisions.load({ needId: match.needId, productId: match.productId });
  }
}
