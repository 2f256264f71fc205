import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type JobKind, OperationsService } from '#libs/messaging';
import { Scope } from '../graphql/context.js';
import { Permit } from '../graphql/permit.js';
import { JobKindEnum } from '../types/enums.js';
import { OperationsType } from '../types/operations.type.js';

/** The background, for operators of the platform. */
@Resolver(() => OperationsType)
export class OperationsResolver {
  constructor(private readonly service: OperationsService) {}

  @Permit('operations.read')
  @Query(() => OperationsType, { description: 'Background work that waits, runs or was given up.' })
  operations(@Scope() scope: OrgScope) {
    return this.service.read(scope);
  }

  @Permit('organisation.operate')
  @Mutation(() => Int, { description: 'Sets work that was given up back to work; answers how many.' })
  redriveJobs(
    @Scope() scope: OrgScope,
    @Args('kind', { type: () => JobKindEnum, nullable: true, description: 'Only of this kind.' })
    kind?: JobKind | null,
  ) {
    return this.service.redrive(scope, kind ?? null);
  }
}
