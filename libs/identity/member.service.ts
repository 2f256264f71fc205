import { Injectable } from '@nestjs/common';
import {
  invalidInput,
  isProblem,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
  zodIssues,
} from '#libs/common';
import { z } from 'zod';
import { keysetPage, type Transaction, UnitOfWork } from '#libs/database';
import { lastAdmin } from './identity.errors.js';
import { Membership, type Role } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { type OrgScope } from './org-scope.js';
import { ADMIN_ROLE, roleFields, roleIssues } from './roles.js';
import { StandingService } from './standing.service.js';
import { UserAccount } from './user-account.entity.js';

/** A person as a member of an organisation; `id` is the membership's. */
export interface Member {
  readonly id: string;
  readonly organisationId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly chains: readonly string[];
  readonly regions: readonly string[];
  readonly createdAt: Date;
}

const roleChange = z.object(roleFields);
export type RoleChangeInput = z.input<typeof roleChange>;

/** The organisation that a manager may look after: its own one, and any for operators of the platform. */
export function managedOrganisation(scope: OrgScope, wanted: string | null | undefined): string | null {
  if (wanted == null || wanted === scope.organisationId) return scope.organisationId;
  return scope.role === 'platform_operator' ? wanted : null;
}

/** The people of an organisation, looked after by its admins and by operators of the platform. */
@Injectable()
export class MemberService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly standings: StandingService,
  ) {}

  /** Members, oldest first. @param organisationId the own one when left out; others are empty but for operators */
  async list(
    scope: OrgScope,
    organisationId: string | null | undefined,
    request: PageRequest,
  ): Promise<Result<Page<Member>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    const managed = managedOrganisation(scope, organisationId);
    if (managed === null) return toPage<Member>([], spec.first);
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(Membership, 'm')
        .where('m.organisation_id = :managed', { managed });
      const page = await keysetPage(query, spec, 'm.id');
      return { items: await withAccounts(tx, page.items), hasNext: page.hasNext };
    });
  }

  /** Gives a member another role. @returns the member, `INVALID_INPUT`, `NOT_FOUND` or `LAST_ADMIN` */
  async changeRole(scope: OrgScope, id: string, input: RoleChangeInput): Promise<Result<Member>> {
    const parsed = roleChange.safeParse(input);
    if (!parsed.success) return invalidInput(zodIssues(parsed.error));
    const result = await this.unitOfWork.run(scope, async (tx): Promise<Result<Member>> => {
      const found = await lockManaged(tx, scope, id);
      if (found === null) return notFound(id);
      const { membership, organisation } = found;
      const issues = roleIssues(parsed.data, organisation.kind);
      if (issues.length > 0) return invalidInput(issues);
      if (found.isLastAdmin && parsed.data.role !== membership.role) return lastAdmin();
      await tx.manager.update(Membership, { id }, parsed.data);
      const [member] = await withAccounts(tx, [Object.assign(membership, parsed.data)]);
      return member ?? notFound(id);
    });
    this.standings.forget();
    return result;
  }

  /** Ends a membership: its tokens stop to work. @returns the member that was, `NOT_FOUND` or `LAST_ADMIN` */
  async remove(scope: OrgScope, id: string): Promise<Result<Member>> {
    const result = await this.unitOfWork.run(scope, async (tx): Promise<Result<Member>> => {
      const found = await lockManaged(tx, scope, id);
      if (found === null) return notFound(id);
      if (found.isLastAdmin) return lastAdmin();
      const [member] = await withAccounts(tx, [found.membership]);
      await tx.manager.delete(Membership, { id });
      return member ?? notFound(id);
    });
    this.standings.forget();
    return result;
  }
}

interface Managed {
  readonly membership: Membership;
  readonly organisation: Organisation;
  readonly isLastAdmin: boolean;
}

/**
 * A membership that the caller looks after; null for a missing or a foreign one. All admins of its organisation are locked,
 * in order, so that two of them cannot remove each other at once.
 */
async function lockManaged(tx: Transaction, scope: OrgScope, id: string): Promise<Managed | null> {
  const seen = await tx.manager.findOneBy(Membership, { id });
  if (seen === null || managedOrganisation(scope, seen.organisationId) === null) return null;
  const { organisationId } = seen;
  const organisation = await tx.manager.findOneByOrFail(Organisation, { id: organisationId });
  const adminRole = ADMIN_ROLE[organisation.kind];
  const locked = await tx.manager
    .createQueryBuilder(Membership, 'm')
    .setLock('pessimistic_write')
    .where('m.organisation_id = :organisationId AND (m.id = :id OR m.role = :adminRole)', {
      organisationId,
      id,
      adminRole,
    })
    .orderBy('m.id')
    .getMany();
  // Read again under the lock: it may be gone by now.
  const membership = locked.find((one) => one.id === id);
  if (membership === undefined) return null;
  const admins = locked.filter((one) => one.role === adminRole);
  return { membership, organisation, isLastAdmin: admins.length === 1 && admins[0]?.id === id };
}

async function withAccounts(tx: Transaction, memberships: readonly Membership[]): Promise<Member[]> {
  const ids = memberships.map((one) => one.userId);
  const accounts = await tx.manager
    .createQueryBuilder(UserAccount, 'u')
    .where('u.id = ANY(:ids)', { ids })
    .getMany();
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return memberships.map((one) => ({
    id: one.id,
    organisationId: one.organisationId,
    userId: one.userId,
    name: byId.get(one.userId)?.name ?? '',
    email: byId.get(one.userId)?.email ?? '',
    role: one.role,
    chains: one.chains,
    regions: one.regions,
    createdAt: one.createdAt,
  }));
}
