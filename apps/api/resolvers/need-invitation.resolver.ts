import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { invitationState, type NeedInvitation, NeedInvitationService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { NeedInvitationStateEnum } from '../types/enums.js';
import {
  InviteToNeedInput,
  InviteToNeedResult,
  NeedInvitationConnection,
  NeedInvitationResult,
  NeedInvitationType,
} from '../types/need-invitation.type.js';
import { NeedType } from '../types/need.type.js';
import { OrganisationType } from '../types/organisation.type.js';

const itsId = () => Args('id', { type: () => UUID, description: 'Its id.' });

@Resolver(() => NeedInvitationType)
export class NeedInvitationResolver {
  constructor(private readonly invitations: NeedInvitationService) {}

  @Permit('need.write')
  @Query(() => NeedInvitationConnection, {
    description: 'Who is invited to a need of your group, oldest first.',
  })
  async needInvitations(
    @Scope() scope: OrgScope,
    @Args('needId', { type: () => UUID, description: 'The need.' }) needId: string,
    @Args() page: PageArgs,
  ) {
    return toConnection(unwrap(await this.invitations.listOfNeed(scope, needId, page)));
  }

  @Permit('opportunity.read')
  @Query(() => NeedInvitationConnection, { description: 'Invitations to your organisation, oldest first.' })
  async invitationsToNeeds(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.invitations.listReceived(scope, page)));
  }

  @Permit('need.write')
  @Mutation(() => InviteToNeedResult, {
    description:
      'Invites a supplier to the invited part of an open need; its people are told in the background.',
  })
  inviteToNeed(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => InviteToNeedInput, description: 'Whom, and under which terms.' })
    input: InviteToNeedInput,
  ) {
    return this.invitations.invite(scope, input);
  }

  @Permit('need.write')
  @Mutation(() => NeedInvitationResult, {
    description: 'Takes an invitation back: the invited part closes at once.',
  })
  revokeNeedInvitation(@Scope() scope: OrgScope, @itsId() id: string) {
    return this.invitations.revoke(scope, id);
  }

  @Permit('invitation.answer')
  @Mutation(() => NeedInvitationResult, {
    description: 'Accepts the confidentiality terms for your organisation: the invited part opens to it.',
  })
  acceptNeedInvitation(@Scope() scope: OrgScope, @itsId() id: string) {
    return this.invitations.accept(scope, id);
  }

  @Permit('invitation.answer')
  @Mutation(() => NeedInvitationResult, { description: 'Declines an invitation.' })
  declineNeedInvitation(@Scope() scope: OrgScope, @itsId() id: string) {
    return this.invitations.decline(scope, id);
  }

  @ResolveField(() => NeedInvitationStateEnum)
  state(@Parent() invitation: NeedInvitation) {
    return invitationState(invitation);
  }

  @ResolveField(() => NeedType, { nullable: true })
  need(@Parent() invitation: NeedInvitation, @Load() loaders: Loaders) {
    return loaders.need.load(invitation.needId);
  }

  @ResolveField(() => OrganisationType, { nullable: true })
  buyer(@Parent() invitation: NeedInvitation, @Load() loaders: Loaders) {
    return loaders.organisation.load(invitation.organisationId);
  }

  @ResolveField(() => OrganisationType, { nullable: true })
  supplier(@Parent() invitation: NeedInvitation, @Load() loaders: Loaders) {
    return loaders.organisation.load(invitation.supplierOrganisationId);
  }
}
