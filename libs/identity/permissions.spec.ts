import { describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from './membership.entity.js';
import { mayDo, type Permission, PERMISSIONS } from './permissions.js';

const SUPPLIER: readonly Permission[] = [
  ...(['public', 'signed_in', 'product.write', 'product.search', 'opportunity.read'] as const),
];
const BUYER: readonly Permission[] = [
  ...(['public', 'signed_in', 'product.search', 'need.write', 'match.read', 'match.decide'] as const),
];
/** The whole table, written a second time on purpose: a change of rights must be said twice. */
const ALLOWED: Readonly<Record<Role | 'nobody', readonly Permission[]>> = {
  nobody: ['public'],
  sme_member: SUPPLIER,
  sme_admin: SUPPLIER,
  soe_buyer: BUYER,
  soe_admin: BUYER,
  platform_operator: ['public', 'signed_in', 'product.search', 'operations.read'],
};

describe('mayDo', () => {
  it.each(['nobody', ...ROLES] as const)('%s may do this and nothing else', (who) => {
    const granted = PERMISSIONS.filter((permission) => mayDo(who === 'nobody' ? null : who, permission));
    expect([...granted].sort()).toEqual([...ALLOWED[who]].sort());
  });
});
