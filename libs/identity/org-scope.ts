import { type TenantScope } from '#libs/database';
import { type Locale } from '#libs/common';
import { type Role } from './membership.entity.js';

/**
 * Who acts, for which organisation, in which role. The first parameter of every service method that a user can reach:
 * code that forgets the tenant does not compile.
 */
export interface OrgScope extends TenantScope {
  readonly actor: 'user';
  readonly organisationId: string;
  readonly userId: string;
  readonly role: Role;
  readonly locale: Locale;
}
