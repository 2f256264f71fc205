import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  type Organisation,
  OrganisationProfileService,
  type OrgScope,
  sizeOf,
  visibleSizeFacts,
  visibleStatusReason,
} from '#libs/identity';
import { Load, Scope } from '../graphql/context.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { EnterpriseSizeEnum } from '../types/enums.js';
import {
  AddCertificateInput,
  AddCertificateResult,
  AddIdentifierInput,
  AddIdentifierResult,
  OrganisationCertificateType,
  OrganisationIdentifierType,
  OrganisationProfileInput,
  OrganisationType,
  RemoveCertificateResult,
  SizeFactsType,
  UpdateProfileResult,
} from '../types/organisation.type.js';

@Resolver(() => OrganisationType)
export class OrganisationResolver {
  constructor(private readonly profiles: OrganisationProfileService) {}

  @Permit('signed_in')
  @Query(() => OrganisationType, { nullable: true, description: 'An organisation; null for an unknown id.' })
  organisation(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.profiles.find(scope, id);
  }

  @Permit('organisation.write')
  @Mutation(() => UpdateProfileResult, { description: 'Changes your organisation’s region and size facts.' })
  updateOrganisationProfile(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => OrganisationProfileInput, description: 'What changes.' })
    input: OrganisationProfileInput,
  ) {
    return this.profiles.update(scope, input);
  }

  @Permit('organisation.write')
  @Mutation(() => AddIdentifierResult, {
    description: 'Registers a number of your organisation; an odd one must be confirmed.',
  })
  addIdentifier(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => AddIdentifierInput, description: 'The number.' }) input: AddIdentifierInput,
  ) {
    return this.profiles.addIdentifier(scope, input);
  }

  @Permit('organisation.write')
  @Mutation(() => AddCertificateResult, { description: 'Keeps a quality title of your organisation.' })
  addCertificate(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => AddCertificateInput, description: 'The title.' }) input: AddCertificateInput,
  ) {
    return this.profiles.addCertificate(scope, input);
  }

  @Permit('organisation.write')
  @Mutation(() => RemoveCertificateResult, {
    description: 'Takes a quality title away; answers what it was.',
  })
  removeCertificate(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.profiles.removeCertificate(scope, id);
  }

  @ResolveField(() => OrganisationType, { nullable: true })
  parent(@Parent() organisation: Organisation, @Load() loaders: Loaders) {
    return organisation.parentId === null ? null : loaders.organisation.load(organisation.parentId);
  }

  @ResolveField(() => EnterpriseSizeEnum, { nullable: true })
  size(@Parent() organisation: Organisation) {
    return sizeOf(organisation);
  }

  @ResolveField(() => SizeFactsType, { nullable: true })
  sizeFacts(@Parent() organisation: Organisation, @Scope() scope: OrgScope) {
    return visibleSizeFacts(scope, organisation);
  }

  @ResolveField(() => String, { nullable: true })
  statusReason(@Parent() organisation: Organisation, @Scope() scope: OrgScope) {
    return visibleStatusReason(scope, organisation);
  }

  @ResolveField(() => [OrganisationIdentifierType])
  identifiers(@Parent() organisation: Organisation, @Load() loaders: Loaders) {
    return loaders.identifiers.load(organisation.id);
  }

  @ResolveField(() => [OrganisationCertificateType])
  certificates(@Parent() organisation: Organisation, @Load() loaders: Loaders) {
    return loaders.titles.load(organisation.id);
  }
}
