import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { MatchRunService } from '#libs/matching';
import { Scope } from '../graphql/context.js';
import { LiveUpdates } from '../graphql/live.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { MatchRunType } from '../types/match-run.type.js';

@Resolver(() => MatchRunType)
export class MatchRunSubscription {
  constructor(
    private readonly runs: MatchRunService,
    private readonly live: LiveUpdates,
  ) {}

  @Permit('match.read')
  @Subscription(() => MatchRunType, { description: 'Runs of a need of your group as they end.' })
  matchingFinished(
    @Scope() scope: OrgScope,
    @Args('needId', { type: () => UUID, description: 'The need.' }) needId: string,
  ) {
    const read = (ids: readonly string[]) => this.runs.findMany(scope, ids);
    return this.live.stream(scope, 'match', needId, read, (run) => ({ matchingFinished: run }));
  }

  @Permit('match.read')
  @Subscription(() => MatchRunType, {
    description:
      'Runs of a need of your group at each step: asked for, begun, so far, ended in whatever way.',
  })
  matchingProgress(
    @Scope() scope: OrgScope,
    @Args('needId', { type: () => UUID, description: 'The need.' }) needId: string,
  ) {
    const read = (ids: readonly string[]) => this.runs.findMany(scope, ids);
    return this.live.stream(scope, 'match.progress', needId, read, (run) => ({ matchingProgress: run }));
  }
}
