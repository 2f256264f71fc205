import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Need } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { type MatchChange, type MatchRun, MatchRunService, runErrorText } from '#libs/matching';
import { type GraphqlContext, Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection, toKeyedConnection } from '../types/connection.type.js';
import {
  CancelMatchingResult,
  ClauseChangeType,
  MatchChangeConnection,
  MatchChangeType,
  MatchRunConnection,
  MatchRunType,
} from '../types/match-run.type.js';
import { ChangeNeedResult, ClauseType, NeedType } from '../types/need.type.js';
import { ProductType } from '../types/product.type.js';

@Resolver(() => MatchRunType)
export class MatchRunResolver {
  constructor(private readonly runs: MatchRunService) {}

  @Permit('match.read')
  @Query(() => MatchRunConnection, {
    description: 'Runs of a need of your group, newest first, those that wait or run included.',
  })
  async matchRuns(
    @Scope() scope: OrgScope,
    @Args('needId', { type: () => UUID, description: 'The need.' }) needId: string,
    @Args() page: PageArgs,
  ) {
    return toConnection(unwrap(await this.runs.list(scope, needId, page)));
  }

  @Permit('match.read')
  @Query(() => MatchRunType, { nullable: true, description: 'One run of a need of your group; null else.' })
  matchRun(@Scope() scope: OrgScope, @Args('id', { type: () => UUID, description: 'Its id.' }) id: string) {
    return this.runs.find(scope, id);
  }

  @Permit('match.read')
  @Query(() => MatchChangeConnection, {
    description:
      'What a run of your group changed and why: new candidates, other classes, other verdicts, losses.',
  })
  async matchRunChanges(
    @Scope() scope: OrgScope,
    @Args('runId', { type: () => UUID, description: 'The run.' }) runId: string,
    @Args() page: PageArgs,
  ) {
    return toKeyedConnection(
      unwrap(await this.runs.listChanges(scope, runId, page)),
      (change) => change.productId,
    );
  }

  @Permit('need.write')
  @Mutation(() => ChangeNeedResult, {
    description:
      'Matches an open need again, in the background. The run is the need’s `latestRun`; one that waits already is enough.',
  })
  requestMatching(
    @Scope() scope: OrgScope,
    @Args('needId', { type: () => UUID, description: 'The need.' }) needId: string,
  ) {
    return this.runs.request(scope, needId);
  }

  @Permit('need.write')
  @Mutation(() => CancelMatchingResult, {
    description:
      'Stops a run of a need of yours: one that waits never starts, one that runs changes nothing. Again is no fault.',
  })
  cancelMatching(
    @Scope() scope: OrgScope,
    @Args('runId', { type: () => UUID, description: 'The run.' }) runId: string,
  ) {
    return this.runs.cancel(scope, runId);
  }

  @ResolveField(() => Int)
  added(@Parent() run: MatchRun) {
    return run.diff.added.length;
  }
  @ResolveField(() => Int)
  removed(@Parent() run: MatchRun) {
    return run.diff.removed.length;
  }
  @ResolveField(() => Int)
  changed(@Parent() run: MatchRun) {
    return run.diff.changed.length;
  }

  @ResolveField(() => String, { nullable: true })
  error(@Parent() run: MatchRun, @Context() context: GraphqlContext) {
    return runErrorText(run.error)?.[context.locale] ?? null;
  }
}

@Resolver(() => MatchChangeType)
export class MatchChangeResolver {
  @ResolveField(() => String)
  why(@Parent() change: MatchChange, @Context() context: GraphqlContext) {
    return change.why[context.locale];
  }

  @ResolveField(() => ProductType, { nullable: true })
  product(@Parent() change: MatchChange, @Load() loaders: Loaders) {
    return loaders.product.load(change.productId);
  }

  @ResolveField(() => [ClauseChangeType])
  clauses(@Parent() { needId, clauses }: MatchChange) {
    return clauses.map(([clauseId, before, after]) => ({ needId, clauseId, before, after }));
  }
}

@Resolver(() => ClauseChangeType)
export class ClauseChangeResolver {
  @ResolveField(() => ClauseType, { nullable: true })
  async clause(@Parent() change: { needId: string; clauseId: string }, @Load() loaders: Loaders) {
    const clauses = await loaders.clauses.load(change.needId);
    return clauses.find((clause) => clause.id === change.clauseId) ?? null;
  }
}

/** The newest run of a need, for those who may see its runs. */
@Resolver(() => NeedType)
export class NeedRunResolver {
  @ResolveField(() => MatchRunType, {
    nullable: true,
    description: 'Its newest run, whatever its state; null for those outside of the need’s group.',
  })
  latestRun(@Parent() need: Need, @Load() loaders: Loaders) {
    return loaders.latestRun.load(need.id);
  }
}
