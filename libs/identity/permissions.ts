import { type Role } from './membership.entity.js';

/** What an operation may ask for. `public` needs no sign-in, `signed_in` any role. */
export const PERMISSIONS = [
  'public',
  'signed_in',
  'product.write',
  'product.search',
  'need.write',
  'need.search',
  'match.read',
  'match.decide',
  'opportunity.read',
  'invitation.answer',
  'opportunity.answer',
  'dialogue.read',
  'dialogue.write',
  'operations.read',
  'organisation.list',
  'organisation.operate',
  'organisation.write',
  'member.manage',
  'import.write',
  'territory.read',
  'batch.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Questions, replies and contacts: both sides of a match. */
const DIALOGUE: readonly Permission[] = ['dialogue.read', 'dialogue.write'];
const SUPPLIER: readonly Permission[] = [
  ...DIALOGUE,
  'product.write',
  'product.search',
  'need.search',
  'opportunity.read',
  'opportunity.answer',
  'invitation.answer',
  'import.write',
  'batch.read',
];
const BUYER: readonly Permission[] = [
  ...DIALOGUE,
  'need.write',
  'need.search',
  'product.search',
  'match.read',
  'match.decide',
  'import.write',
  'batch.read',
];
const ADMIN: readonly Permission[] = ['organisation.write', 'member.manage'];

/** The one table of who may do what. */
const GRANTED: Readonly<Record<Role, readonly Permission[]>> = {
  sme_member: SUPPLIER,
  sme_admin: [...SUPPLIER, ...ADMIN],
  soe_buyer: BUYER,
  soe_admin: [...BUYER, ...ADMIN],
  chain_lead: ['product.search', 'need.search', 'territory.read'],
  liaison: ['product.search', 'need.search', 'territory.read'],
  platform_operator: [
    'product.search',
    'need.search',
    'operations.read',
    'organisation.list',
    'organisation.operate',
    'member.manage',
    'import.write',
    'territory.read',
    'batch.read',
  ],
  auditor: ['organisation.list'],
};

/** True when the role holds the permission; null stands for "not signed in". */
export function mayDo(role: Role | null, permission: Permission): boolean {
  if (permission === 'public') return true;
  if (role === null) return false;
  return permission === 'signed_in' || GRANTED[role].includes(permission);
}
