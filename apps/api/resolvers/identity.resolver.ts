import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { IdentityService, type OrgScope, type UserAccount } from '#libs/identity';
import { Load, Scope } from '../graphql/context.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { OrganisationType, SignInResult, ViewerType } from '../types/identity.type.js';

@Resolver(() => ViewerType)
export class IdentityResolver {
  constructor(private readonly identity: IdentityService) {}

  @Permit('public')
  @Mutation(() => SignInResult, { description: 'Signs in with address and password.' })
  signIn(
    @Args('email', { type: () => String, description: 'Sign-in address.' }) email: string,
    @Args('password', { type: () => String, description: 'Password.' }) password: string,
  ) {
    return this.identity.signIn(email, password);
  }

  @Permit('signed_in')
  @Query(() => ViewerType, { nullable: true, description: 'Who is signed in.' })
  async viewer(@Scope() scope: OrgScope) {
    const account = await this.identity.findViewer(scope);
    return account === null ? null : { ...account, role: scope.role, organisationId: scope.organisationId };
  }

  @ResolveField(() => OrganisationType, { nullable: true })
  organisation(@Parent() viewer: UserAccount & { organisationId: string }, @Load() loaders: Loaders) {
    return loaders.organisation.load(viewer.organisationId);
  }
}
