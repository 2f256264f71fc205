import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Need, NeedService, needWarnings } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { toNeedInput } from '../graphql/need-input.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { OrganisationType } from '../types/organisation.type.js';
import { InputWarning } from '../types/problem.type.js';
import {
  ChangeNeedResult,
  ClauseType,
  CreateNeedInput,
  CreateNeedResult,
  NeedConnection,
  NeedType,
} from '../types/need.type.js';

@Resolver(() => NeedType)
export class NeedResolver {
  constructor(private readonly needs: NeedService) {}

  @Permit('signed_in')
  @Query(() => NeedType, { nullable: true, description: 'A need that you may see; null else.' })
  need(@Scope() scope: OrgScope, @Args('id', { type: () => UUID, description: 'Its id.' }) id: string) {
    return this.needs.find(scope, id);
  }

  @Permit('need.write')
  @Query(() => NeedConnection, { name: 'needs', description: 'Your organisation’s needs, oldest first.' })
  async ownNeeds(
    @Scope() scope: OrgScope,
    @Args('includeSubsidiaries', {
      type: () => Boolean,
      defaultValue: false,
      description: 'Also those of the organisations below yours; only the admin of a group sees any.',
    })
    includeSubsidiaries: boolean,
    @Args() page: PageArgs,
  ) {
    return toConnection(unwrap(await this.needs.listOwn(scope, page, includeSubsidiaries)));
  }

  @Permit('need.write')
  @Mutation(() => CreateNeedResult, { description: 'Writes a need as a draft.' })
  createNeed(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => CreateNeedInput, description: 'The need.' }) input: CreateNeedInput,
  ) {
    return this.needs.create(scope, toNeedInput(input));
  }

  @Permit('need.write')
  @Mutation(() => ChangeNeedResult, { description: 'Opens a need; it is matched in the background.' })
  publishNeed(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.needs.publish(scope, id);
  }

  @Permit('need.write')
  @Mutation(() => ChangeNeedResult, { description: 'Closes an open need.' })
  closeNeed(@Scope() scope: OrgScope, @Args('id', { type: () => UUID, description: 'Its id.' }) id: string) {
    return this.needs.close(scope, id);
  }

  @ResolveField(() => OrganisationType, { nullable: true })
  organisation(@Parent() need: Need, @Load() loaders: Loaders) {
    return loaders.organisation.load(need.organisationId);
  }

  @ResolveField(() => [ClauseType])
  clauses(@Parent() need: Need, @Load() loaders: Loaders) {
    return loaders.clauses.load(need.id);
  }

  @ResolveField(() => [InputWarning])
  async warnings(@Parent() need: Need, @Load() loaders: Loaders) {
    return needWarnings(await loaders.clauses.load(need.id), await loaders.reference());
  }
}
