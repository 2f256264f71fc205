import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { IdentityService, InvitationService, type OrgScope, SessionService } from '#libs/identity';
import { Load, Scope } from '../graphql/context.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { OrganisationType } from '../types/organisation.type.js';
import { AcceptInvitationResult, SignInResult, ViewerType } from '../types/session.type.js';

@Resolver(() => ViewerType)
export class SessionResolver {
  constructor(
    private readonly sessions: SessionService,
    private readonly invitations: InvitationService,
    private readonly identity: IdentityService,
  ) {}

  @Permit('public')
  @Mutation(() => SignInResult, { description: 'Signs in with address and password.' })
  signIn(
    @Args('email', { type: () => String, description: 'Sign-in address.' }) email: string,
    @Args('password', { type: () => String, description: 'Password.' }) password: string,
    @Args('organisationId', {
      type: () => UUID,
      nullable: true,
      description: 'For one who belongs to several organisations: the one to act for.',
    })
    organisationId?: string | null,
  ) {
    return this.sessions.signIn(email, password, organisationId);
  }

  @Permit('public')
  @Mutation(() => SignInResult, {
    description:
      'A new pair of tokens for a refresh token, which works once: used again, it ends the sign-in.',
  })
  refreshSession(
    @Args('refreshToken', { type: () => String, description: 'The token.' }) refreshToken: string,
  ) {
    return this.sessions.refresh(refreshToken);
  }

  @Permit('public')
  @Mutation(() => Boolean, {
    description: 'Ends the sign-in of a refresh token. True, also for one that is unknown or ended.',
  })
  async signOut(
    @Args('refreshToken', { type: () => String, description: 'The token.' }) refreshToken: string,
  ) {
    await this.sessions.signOut(refreshToken);
    return true;
  }

  @Permit('public')
  @Mutation(() => AcceptInvitationResult, {
    description: 'Joins an organisation and signs in. One who has an account gives its password.',
  })
  acceptInvitation(
    @Args('token', { type: () => String, description: 'Token of the invitation.' }) token: string,
    @Args('name', { type: () => String, description: 'Your name, for a new account.' }) name: string,
    @Args('password', { type: () => String, description: 'Password, at least 10 characters.' })
    password: string,
  ) {
    return this.invitations.accept({ token, name, password });
  }

  @Permit('signed_in')
  @Query(() => ViewerType, { nullable: true, description: 'Who is signed in.' })
  async viewer(@Scope() scope: OrgScope) {
    const found = await this.identity.findViewer(scope);
    if (found === null) return null;
    const { id, name, email } = found.account;
    return { ...found.membership, id, name, email };
  }

  @ResolveField(() => OrganisationType, { nullable: true })
  organisation(@Parent() viewer: { organisationId: string }, @Load() loaders: Loaders) {
    return loaders.organisation.load(viewer.organisationId);
  }
}
