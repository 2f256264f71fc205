import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Invitation, InvitationService, MemberService, type OrgScope } from '#libs/identity';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import {
  ChangeMemberRoleInput,
  ChangeMemberRoleResult,
  InvitationConnection,
  InvitationType,
  InviteMemberInput,
  InviteMemberResult,
  MemberConnection,
  RemoveMemberResult,
  RevokeInvitationResult,
} from '../types/member.type.js';
import { OrganisationType } from '../types/organisation.type.js';

const ORGANISATION = {
  type: () => UUID,
  nullable: true,
  description: 'Your own one when left out; operators of the platform may name any.',
};

@Resolver(() => InvitationType)
export class MemberResolver {
  constructor(
    private readonly memberService: MemberService,
    private readonly invitationService: InvitationService,
  ) {}

  @Permit('member.manage')
  @Query(() => MemberConnection, { description: 'People of an organisation, oldest first.' })
  async members(
    @Scope() scope: OrgScope,
    @Args() page: PageArgs,
    @Args('organisationId', ORGANISATION) organisationId?: string | null,
  ) {
    return toConnection(unwrap(await this.memberService.list(scope, organisationId, page)));
  }

  @Permit('member.manage')
  @Query(() => InvitationConnection, { description: 'Invitations to an organisation, oldest first.' })
  async invitations(
    @Scope() scope: OrgScope,
    @Args() page: PageArgs,
    @Args('organisationId', ORGANISATION) organisationId?: string | null,
  ) {
    return toConnection(unwrap(await this.invitationService.list(scope, organisationId, page)));
  }

  @Permit('member.manage')
  @Mutation(() => InviteMemberResult, { description: 'Invites a person for seven days.' })
  inviteMember(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => InviteMemberInput, description: 'The person.' }) input: InviteMemberInput,
  ) {
    return this.invitationService.invite(scope, input);
  }

  @Permit('member.manage')
  @Mutation(() => RevokeInvitationResult, { description: 'Takes an invitation back.' })
  revokeInvitation(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.invitationService.revoke(scope, id);
  }

  @Permit('member.manage')
  @Mutation(() => ChangeMemberRoleResult, {
    description: 'Gives a member another role; the last admin keeps theirs.',
  })
  changeMemberRole(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => ChangeMemberRoleInput, description: 'The member and the role.' })
    { id, ...role }: ChangeMemberRoleInput,
  ) {
    return this.memberService.changeRole(scope, id, role);
  }

  @Permit('member.manage')
  @Mutation(() => RemoveMemberResult, {
    description: 'Ends a membership, but not the last admin’s; answers what it was.',
  })
  removeMember(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Id of the membership.' }) id: string,
  ) {
    return this.memberService.remove(scope, id);
  }

  @ResolveField(() => OrganisationType, { nullable: true })
  organisation(@Parent() invitation: Invitation, @Load() loaders: Loaders) {
    return loaders.organisation.load(invitation.organisationId);
  }
}
