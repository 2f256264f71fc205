import { type Role } from './membership.entity.js';

/** What an operation may ask for. `public` needs no sign-in, `signed_in` any role. */
export const PERMISSIONS = [
  'public',
  'signed_in',
  'product.write',
  'product.search',
  'need.write',
  'match.read',
  'match.decide',
  'opportunity.read',
  'operations.read',
  'organisation.list',
  'organisation.operate',
  'organisation.write',
  'member.manage',
  'import.write',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const SUPPLIER: readonly Permission[] = [
  'product.write',
  'product.search',
  'opportunity.read',
  'import.write',
];
const BUYER: readonly Permission[] = ['need.write', 'product.search', 'match.read', 'match.decide'];
const ADMIN: readonly Permission[] = ['organisation.write', 'member.manage'];

/** The one table of who may do what. */
const GRANTED: Readonly<Record<Role, readonly Permission[]>> = {
  sme_member: SUPPLIER,
  sme_admin: [...SUPPLIER, ...ADMIN],
  soe_buyer: BUYER,
  soe_admin: [...BUYER, ...ADMIN],
  chain_lead: ['product.search'],
  liaison: ['product.search'],
  platform_operator: [
    'product.search',
    'operations.read',
    'organisation.list',
    'organisation.operate',
    'member.manage',
    'import.write',
  ],
  auditor: ['organisation.list'],
};

/** True when the role holds the permission; null stands for "not signed in". */
export function mayDo(role: Role | null, permission: Permission): boolean {
  if (permission === 'public') return true;
  if (role === null) return false;
  return permission === 'signed_in' || GRANTED[role].includes(permission);
}
