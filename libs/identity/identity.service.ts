import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, newId } from '#libs/common';
import { SYSTEM_SCOPE, type TenantScope, UnitOfWork } from '#libs/database';
import { Membership, type Role } from './membership.entity.js';
import { type OrgScope } from './org-scope.js';
import { Organisation, type OrganisationKind } from './organisation.entity.js';
import { hashPassword } from './password.js';
import { UserAccount } from './user-account.entity.js';

export interface NewMember {
  readonly organisationId: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  /** Of a chain lead or liaison: chains and regions that it looks after. */
  readonly chains?: readonly string[];
  readonly regions?: readonly string[];
}

/** Who is who; and what the worker and the command line register by themselves. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The acting user's own account and membership; null when it is gone. */
  async findViewer(scope: OrgScope): Promise<{ account: UserAccount; membership: Membership } | null> {
    return this.unitOfWork.read(scope, async (tx) => {
      const { userId, organisationId } = scope;
      const account = await tx.manager.findOneBy(UserAccount, { id: userId });
      const membership = await tx.manager.findOneBy(Membership, { userId, organisationId });
      return account === null || membership === null ? null : { account, membership };
    });
  }

  /** Names of organisations are public. Unknown ids are left out. */
  async findOrganisations(scope: TenantScope, ids: readonly string[]): Promise<Organisation[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager.createQueryBuilder(Organisation, 'o').where('o.id = ANY(:ids)', { ids }).getMany(),
    );
  }

  /** Registers an organisation as verified. Worker or CLI only: through the API an operator does, see OrganisationService. */
  async createOrganisation(
    kind: OrganisationKind,
    name: string,
    regionCode: string | null = null,
  ): Promise<Organisation> {
    const now = this.clock.now();
    const organisation = Object.assign(new Organisation(), {
      id: newId(),
      kind,
      name,
      regionCode,
      status: 'verified',
      verifiedAt: now,
      createdAt: now,
      updatedAt: now,
    });
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => tx.manager.insert(Organisation, organisation));
    return organisation;
  }

  /** Adds a person with a password. Worker or CLI only. */
  async createMember(member: NewMember): Promise<UserAccount> {
    const account = Object.assign(new UserAccount(), {
      id: newId(),
      email: member.email.toLowerCase(),
      name: member.name,
      passwordHash: await hashPassword(member.password),
      locale: 'zh',
    });
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await tx.manager.insert(UserAccount, account);
      await tx.manager.insert(Membership, {
        id: newId(),
        userId: account.id,
        organisationId: member.organisationId,
        role: member.role,
        chains: member.chains ?? [],
        regions: member.regions ?? [],
      });
    });
    return account;
  }
}
