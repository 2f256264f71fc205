import { z } from 'zod';
import { type InputIssue, says } from '#libs/common';
import { type Role, ROLES } from './membership.entity.js';
import { type OrganisationKind } from './organisation.entity.js';

/** Which roles an organisation has, by its kind; the database holds the same table (`gonglian.role_fits`). */
export const ROLES_BY_KIND: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  sme: ['sme_member', 'sme_admin'],
  soe: ['soe_buyer', 'soe_admin', 'chain_lead', 'liaison'],
  region_operator: ['chain_lead', 'liaison', 'auditor'],
  platform: ['platform_operator', 'auditor'],
};

/** The role without which nobody could look after an organisation; null where operators of the platform do. */
export const ADMIN_ROLE: Readonly<Record<OrganisationKind, Role | null>> = {
  sme: 'sme_admin',
  soe: 'soe_admin',
  region_operator: null,
  platform: 'platform_operator',
};

/** Six digits: province, prefecture and county of GB/T 2260. */
export const REGION_CODE = /^\d{6}$/;

/** A role with the chains and regions that it is for, as a caller gives them. */
export const roleFields = {
  role: z.enum(ROLES),
  chains: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
  regions: z
    .array(
      z
        .string()
        .regex(
          REGION_CODE,
          says('须为六位行政区划代码（GB/T 2260）', 'must be a code of GB/T 2260, six digits'),
        ),
    )
    .max(200)
    .default([]),
};

export interface RoleFields {
  readonly role: Role;
  readonly chains: readonly string[];
  readonly regions: readonly string[];
}

/** Faults of giving this role in an organisation of this kind: the wrong role, or chains and regions for a role without. */
export function roleIssues({ role, chains, regions }: RoleFields, kind: OrganisationKind): InputIssue[] {
  const issues: InputIssue[] = [];
  if (!ROLES_BY_KIND[kind].includes(role)) {
    issues.push({
      path: 'role',
      code: 'ROLE_NOT_FOR_KIND',
      text: { zh: '该类组织没有此角色：{role}', en: 'An organisation of this kind has no {role}' },
      params: { role },
    });
  }
  const scoped = role === 'chain_lead' || role === 'liaison';
  for (const [path, codes] of [['chains', chains] as const, ['regions', regions] as const]) {
    if (!scoped && codes.length > 0) {
      issues.push({
        path,
        code: 'ROLE_HAS_NO_SCOPE',
        text: {
          zh: '只有链长和联络员可指定产业链和地区',
          en: 'Only chain leads and liaisons are for certain chains and regions',
        },
      });
    }
  }
  return issues;
}
