import { Global, Module } from '@nestjs/common';
import { IdentityService } from './identity.service.js';
import { Invitation } from './invitation.entity.js';
import { InvitationService } from './invitation.service.js';
import { Membership } from './membership.entity.js';
import { MemberService } from './member.service.js';
import { OrganisationCertificate } from './organisation-certificate.entity.js';
import { OrganisationIdentifier } from './organisation-identifier.entity.js';
import { OrganisationImport } from './organisation.import.js';
import { OrganisationProfileService } from './organisation-profile.service.js';
import { Organisation } from './organisation.entity.js';
import { OrganisationService } from './organisation.service.js';
import { SessionService } from './session.service.js';
import { StandingService } from './standing.service.js';
import { UserAccount } from './user-account.entity.js';

/** Refresh tokens have no entity: nothing may read them, and functions of the database rotate them. */
export const IDENTITY_ENTITIES = [
  Organisation,
  OrganisationIdentifier,
  OrganisationCertificate,
  UserAccount,
  Membership,
  Invitation,
] as const;

const SERVICES = [
  IdentityService,
  StandingService,
  SessionService,
  OrganisationService,
  OrganisationProfileService,
  MemberService,
  InvitationService,
  OrganisationImport,
];

@Global()
@Module({ providers: SERVICES, exports: SERVICES })
export class IdentityModule {}
