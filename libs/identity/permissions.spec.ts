import { describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from './membership.entity.js';
import { mayDo, type Permission, PERMISSIONS } from './permissions.js';

const EVERYBODY: readonly Permission[] = ['public', 'signed_in'];
const DIALOGUE: readonly Permission[] = ['dialogue.read', 'dialogue.write'];
const SUPPLIER: readonly Permission[] = [
  ...EVERYBODY,
  ...DIALOGUE,
  ...([
    'product.write',
    'product.search',
    'need.search',
    'opportunity.read',
    'opportunity.answer',
    'invitation.answer',
    'import.write',
    'batch.read',
  ] as const),
];
const BUYER: readonly Permission[] = [
  ...EVERYBODY,
  ...DIALOGUE,
  ...(['product.search', 'need.search', 'need.write', 'match.read', 'match.decide'] as const),
  'import.write',
  'batch.read',
];
const ADMIN: readonly Permission[] = ['organisation.write', 'member.manage'];
/** The whole table, written a second time on purpose: a change of rights must be said twice. */
const ALLOWED: Readonly<Record<Role | 'nobody', readonly Permission[]>> = {
  nobody: ['public'],
  sme_member: SUPPLIER,
  sme_admin: [...SUPPLIER, ...ADMIN],
  soe_buyer: BUYER,
  soe_admin: [...BUYER, ...ADMIN],
  chain_lead: [...EVERYBODY, 'product.search', 'need.search', 'territory.read'],
  liaison: [...EVERYBODY, 'product.search', 'need.search', 'territory.read'],
  platform_operator: [
    ...EVERYBODY,
    ...(['product.search', 'need.search', 'operations.read', 'member.manage'] as const),
    ...(['organisation.list', 'organisation.operate', 'import.write', 'territory.read'] as const),
    'batch.read',
  ],
  auditor: [...EVERYBODY, 'organisation.list'],
};

describe('mayDo', () => {
  it.each(['nobody', ...ROLES] as const)('%s may do this and nothing else', (who) => {
    const granted = PERMISSIONS.filter((permission) => mayDo(who === 'nobody' ? null : who, permission));
    expect([...granted].sort()).toEqual([...ALLOWED[who]].sort());
  });
});
