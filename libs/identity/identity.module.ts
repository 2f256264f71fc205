import { Global, Module } from '@nestjs/common';
import { IdentityService } from './identity.service.js';
import { Membership } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { UserAccount } from './user-account.entity.js';

export const IDENTITY_ENTITIES = [Organisation, UserAccount, Membership] as const;

@Global()
@Module({ providers: [IdentityService], exports: [IdentityService] })
export class IdentityModule {}
