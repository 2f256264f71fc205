import { Args, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { budgetOf, type Need, NeedService, needWarnings } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { partText, toNeedInput } from '../graphql/need-input.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { OrganisationType } from '../types/organisation.type.js';
import { InputWarning } from '../types/problem.type.js';
import { CreateNeedInput, UpdateNeedInput } from '../types/need-input.type.js';
import { BudgetType } from '../types/need-content.type.js';
import {
  ChangeNeedResult,
  ClauseType,
  CloseNeedResult,
  CreateNeedResult,
  NeedConnection,
  NeedType,
  UpdateNeedResult,
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
    @Args('idempotencyKey', {
      type: () => String,
      nullable: true,
      description:
        'Yours, 1 to 255 visible ASCII characters, unique in your organisation. For 24 hours the same key with the same input gives the same need.',
    })
    idempotencyKey?: string | null,
  ) {
    return this.needs.create(scope, toNeedInput(input), idempotencyKey ?? null);
  }

  @Permit('need.write')
  @Mutation(() => UpdateNeedResult, {
    description:
      'Replaces all that a draft or an open need says. An open one is matched again in the background.',
  })
  updateNeed(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
    @Args('expectedVersion', {
      type: () => Int,
      description: 'Version that the change was made on; VERSION_CONFLICT when it is not the present one.',
    })
    expectedVersion: number,
    @Args('input', { type: () => UpdateNeedInput, description: 'What it says now.' }) input: UpdateNeedInput,
  ) {
    return this.needs.update(scope, id, expectedVersion, toNeedInput(input));
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
  @Mutation(() => CloseNeedResult, { description: 'Closes an open need.' })
  closeNeed(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
    @Args('reason', {
      type: () => String,
      nullable: true,
      description: 'Why it is withdrawn, at most 500 characters; your group reads it.',
    })
    reason?: string | null,
  ) {
    return this.needs.close(scope, id, reason ?? null);
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
    return needWarnings(need, await loaders.clauses.load(need.id), await loaders.reference());
  }

  @ResolveField(() => String, { nullable: true })
  async membersPart(@Parent() need: Need, @Load() loaders: Loaders) {
    return partText(await loaders.parts.load(need.id), 'members');
  }

  @ResolveField(() => String, { nullable: true })
  async invitedPart(@Parent() need: Need, @Load() loaders: Loaders) {
    return partText(await loaders.parts.load(need.id), 'invited');
  }

  @ResolveField(() => BudgetType, { nullable: true })
  async budget(@Parent() need: Need, @Load() loaders: Loaders) {
    return budgetOf(await loaders.parts.load(need.id));
  }
}
