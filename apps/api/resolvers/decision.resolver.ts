import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { isProblem } from '#libs/common';
import { type OrgScope } from '#libs/identity';
import { DecisionService, type ShortlistEntry, ShortlistService } from '#libs/matching';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import {
  RecordDecisionInput,
  RecordDecisionResult,
  ShortlistConnection,
  ShortlistEntryType,
  ShortlistMatchesResult,
} from '../types/decision.type.js';
import { ProductType } from '../types/product.type.js';

@Resolver(() => ShortlistEntryType)
export class DecisionResolver {
  constructor(
    private readonly decisions: DecisionService,
    private readonly shortlists: ShortlistService,
  ) {}

  @Permit('match.read')
  @Query(() => ShortlistConnection, {
    description: 'The shortlist (备选清单) of a need of your group, in the order of being put on it.',
  })
  async shortlist(
    @Scope() scope: OrgScope,
    @Args('needId', { type: () => UUID, description: 'The need.' }) needId: string,
    @Args() page: PageArgs,
  ) {
    return toConnection(unwrap(await this.shortlists.list(scope, needId, page)));
  }

  @Permit('match.decide')
  @Mutation(() => RecordDecisionResult, {
    description: 'Records a decision on a candidate, also after the deadline; append-only.',
  })
  recordDecision(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => RecordDecisionInput, description: 'The decision.' })
    input: RecordDecisionInput,
  ) {
    return this.decisions.record(scope, input);
  }

  @Permit('match.decide')
  @Mutation(() => ShortlistMatchesResult, {
    description: 'Puts several candidates on the shortlist; each has its own outcome.',
  })
  async shortlistMatches(
    @Scope() scope: OrgScope,
    @Args('matchIds', { type: () => [UUID], description: 'The matches, at most 100.' }) matchIds: string[],
    @Args('reason', { type: () => String, nullable: true, description: 'Why, at most 1,000 characters.' })
    reason?: string | null,
  ) {
    const outcomes = await this.decisions.shortlist(scope, matchIds, reason);
    return isProblem(outcomes) ? outcomes : { outcomes };
  }

  @ResolveField(() => ProductType, { nullable: true })
  product(@Parent() entry: ShortlistEntry, @Load() loaders: Loaders) {
    return loaders.product.load(entry.productId);
  }
}
