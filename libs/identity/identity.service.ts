import { hash, verify } from '@node-rs/argon2';
import { Inject, Injectable } from '@nestjs/common';
import { BootError, CLOCK, type Clock, type Locale, newId, type Result } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { ANONYMOUS_SCOPE, SYSTEM_SCOPE, type TenantScope, UnitOfWork } from '#libs/database';
import { AccessTokens } from './access-token.js';
import { badCredentials, tokenInvalid } from './identity.errors.js';
import { Membership, type Role } from './membership.entity.js';
import { type OrgScope } from './org-scope.js';
import { Organisation, type OrganisationKind } from './organisation.entity.js';
import { UserAccount } from './user-account.entity.js';

export interface SignedIn {
  readonly accessToken: string;
  readonly expiresAt: Date;
  readonly scope: OrgScope;
}

export interface NewMember {
  readonly organisationId: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
}

interface SignInRow {
  user_id: string;
  locale: Locale;
  password_hash: string;
}

/** Organisations, their people, and sign-in. */
@Injectable()
export class IdentityService {
  /** Verified against when the address is unknown, so that both answers take the same time. */
  readonly #decoy = hash('no account has this password');
  readonly #tokens: AccessTokens | null;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CONFIG) config: AppConfig,
    @Inject(CLOCK) clock: Clock,
  ) {
    const { jwtSecret, accessTokenSeconds } = config.auth;
    this.#tokens = jwtSecret === null ? null : new AccessTokens(jwtSecret, accessTokenSeconds, clock);
  }

  /**
   * Checks address and password (argon2id).
   * @returns a token for the user's first organisation, or `BAD_CREDENTIALS`
   */
  async signIn(email: string, password: string): Promise<Result<SignedIn>> {
    const rows = await this.unitOfWork.read(ANONYMOUS_SCOPE, (tx) =>
      tx.query<SignInRow>('SELECT user_id, locale, password_hash FROM gonglian.sign_in_lookup($1)', [email]),
    );
    const account = rows[0];
    const right = await verify(account?.password_hash ?? (await this.#decoy), password);
    if (account === undefined || !right) return badCredentials();
    const self: TenantScope = { actor: 'user', organisationId: null, userId: account.user_id };
    const membership = await this.unitOfWork.read(self, (tx) =>
      tx.manager.findOne(Membership, { where: { userId: account.user_id }, order: { id: 'ASC' } }),
    );
    if (membership === null) return badCredentials();
    const scope: OrgScope = {
      actor: 'user',
      userId: account.user_id,
      organisationId: membership.organisationId,
      role: membership.role,
      locale: account.locale,
    };
    const { token, expiresAt } = await this.#requireTokens().issue(scope);
    return { accessToken: token, expiresAt, scope };
  }

  /** @throws AppError `TOKEN_INVALID` for anything but a valid token */
  async authenticate(token: string): Promise<OrgScope> {
    const scope = await this.#requireTokens().verify(token);
    if (scope === null) throw tokenInvalid();
    return scope;
  }

  /** The acting user's own account; null when it is gone. */
  async findViewer(scope: OrgScope): Promise<UserAccount | null> {
    return this.unitOfWork.read(scope, (tx) => tx.manager.findOneBy(UserAccount, { id: scope.userId }));
  }

  /** Names of organisations are public. Unknown ids are left out. */
  async findOrganisations(scope: TenantScope, ids: readonly string[]): Promise<Organisation[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager.createQueryBuilder(Organisation, 'o').where('o.id = ANY(:ids)', { ids }).getMany(),
    );
  }

  /** Registers an organisation. Worker or CLI only: the database lets no API process write it. */
  async createOrganisation(kind: OrganisationKind, name: string): Promise<Organisation> {
    const organisation = Object.assign(new Organisation(), { id: newId(), kind, name, status: 'verified' });
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => tx.manager.insert(Organisation, organisation));
    return organisation;
  }

  /** Adds a person with a password. Worker or CLI only. */
  async createMember(member: NewMember): Promise<UserAccount> {
    const account = Object.assign(new UserAccount(), {
      id: newId(),
      email: member.email.toLowerCase(),
      name: member.name,
      passwordHash: await hash(member.password),
      locale: 'zh',
    });
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await tx.manager.insert(UserAccount, account);
      await tx.manager.insert(Membership, {
        id: newId(),
        userId: account.id,
        organisationId: member.organisationId,
        role: member.role,
      });
    });
    return account;
  }

  #requireTokens(): AccessTokens {
    if (this.#tokens === null) throw new BootError('JWT_SECRET is not set');
    return this.#tokens;
  }
}
