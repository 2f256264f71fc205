import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  type OrganisationKind,
  OrganisationService,
  type OrganisationStatus,
  type OrgScope,
} from '#libs/identity';
import { Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { OrganisationKindEnum, OrganisationStatusEnum } from '../types/enums.js';
import {
  ChangeOrganisationResult,
  OrganisationConnection,
  OrganisationType,
  RegisterOrganisationInput,
  RegisterOrganisationResult,
} from '../types/organisation.type.js';

/** What operators of the platform do with organisations. */
@Resolver(() => OrganisationType)
export class OperatorResolver {
  constructor(private readonly service: OrganisationService) {}

  @Permit('organisation.list')
  @Query(() => OrganisationConnection, {
    description: 'All organisations, oldest first; for operators of the platform and auditors.',
  })
  async organisations(
    @Scope() scope: OrgScope,
    @Args() page: PageArgs,
    @Args('kind', { type: () => OrganisationKindEnum, nullable: true, description: 'Only of this kind.' })
    kind?: OrganisationKind | null,
    @Args('status', {
      type: () => OrganisationStatusEnum,
      nullable: true,
      description: 'Only in this status.',
    })
    status?: OrganisationStatus | null,
  ) {
    return toConnection(unwrap(await this.service.list(scope, { kind, status }, page)));
  }

  @Permit('organisation.operate')
  @Mutation(() => RegisterOrganisationResult, {
    description: 'Registers an organisation as unclaimed; an odd credit code must be confirmed.',
  })
  registerOrganisation(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => RegisterOrganisationInput, description: 'The organisation.' })
    input: RegisterOrganisationInput,
  ) {
    return this.service.register(scope, input);
  }

  @Permit('organisation.operate')
  @Mutation(() => ChangeOrganisationResult, {
    description: 'Marks an organisation as checked; an enterprise needs its credit code first.',
  })
  verifyOrganisation(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.service.verify(scope, id);
  }

  @Permit('organisation.operate')
  @Mutation(() => ChangeOrganisationResult, {
    description: 'Shuts an organisation out: its people can neither sign in nor go on.',
  })
  suspendOrganisation(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
    @Args('reason', { type: () => String, description: 'Why, for operators and auditors.' }) reason: string,
  ) {
    return this.service.suspend(scope, id, reason);
  }

  @Permit('organisation.operate')
  @Mutation(() => ChangeOrganisationResult, {
    description: 'Lets a suspended organisation back in, verified if it was.',
  })
  reinstateOrganisation(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.service.reinstate(scope, id);
  }
}
