import { Inject, Injectable } from '@nestjs/common';
import { BootError, CLOCK, type Clock, type Locale, newId, type Result } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { ANONYMOUS_SCOPE, type TenantScope, UnitOfWork } from '#libs/database';
import { AccessTokens } from './access-token.js';
import {
  badCredentials,
  organisationSuspended,
  refreshTokenInvalid,
  refreshTokenReused,
  suspended,
  tokenInvalid,
} from './identity.errors.js';
import { type Role } from './membership.entity.js';
import { type OrganisationStatus } from './organisation.entity.js';
import { type OrgScope } from './org-scope.js';
import { hashPassword, isPassword } from './password.js';
import { hashSecretToken, newSecretToken } from './secret-token.js';
import { StandingService } from './standing.service.js';

/** What a person holds after signing in. Both tokens are shown once. */
export interface Session {
  readonly accessToken: string;
  readonly expiresAt: Date;
  /** Good for one call of {@link SessionService.refresh}. */
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
  readonly scope: OrgScope;
}

interface AccountRow {
  user_id: string;
  locale: Locale;
  password_hash: string;
}

interface MembershipRow {
  organisation_id: string;
  role: Role;
  status: OrganisationStatus;
}

interface RotationRow {
  outcome: 'rotated' | 'reused' | 'suspended' | 'invalid';
  holder: string;
  member_of: string;
  held_role: Role;
  held_locale: Locale;
}

/** Signing in, staying signed in, signing out. */
@Injectable()
export class SessionService {
  /** Verified against when the address is unknown, so that both answers take the same time. */
  readonly #decoy = hashPassword('no account has this password');
  readonly #tokens: AccessTokens | null;
  readonly #refreshMs: number;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly standings: StandingService,
    @Inject(CONFIG) config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    const { jwtSecret, accessTokenSeconds, refreshTokenSeconds } = config.auth;
    this.#tokens = jwtSecret === null ? null : new AccessTokens(jwtSecret, accessTokenSeconds, clock);
    this.#refreshMs = refreshTokenSeconds * 1_000;
  }

  /**
   * Checks address and password (argon2id).
   * @param organisationId for one who belongs to several; the first that is not suspended else
   * @returns a session, `BAD_CREDENTIALS` or `ORGANISATION_SUSPENDED`
   */
  async signIn(email: string, password: string, organisationId?: string | null): Promise<Result<Session>> {
    const rows = await this.unitOfWork.read(ANONYMOUS_SCOPE, (tx) =>
      tx.query<AccountRow>('SELECT user_id, locale, password_hash FROM gonglian.sign_in_lookup($1)', [email]),
    );
    const account = rows[0];
    const right = await isPassword(account?.password_hash ?? (await this.#decoy), password);
    if (account === undefined || !right) return badCredentials();
    const memberships = await this.#memberships(account.user_id);
    const membership =
      organisationId == null
        ? (memberships.find(({ status }) => status !== 'suspended') ?? memberships[0])
        : memberships.find((one) => one.organisation_id === organisationId);
    if (membership === undefined) return badCredentials();
    if (membership.status === 'suspended') return organisationSuspended();
    return this.open({
      actor: 'user',
      userId: account.user_id,
      organisationId: membership.organisation_id,
      role: membership.role,
      locale: account.locale,
    });
  }

  /** A new session, with the first refresh token of a family, for one whose right to it has been checked. */
  async open(scope: OrgScope): Promise<Session> {
    const now = this.clock.now();
    const refreshExpiresAt = new Date(now.getTime() + this.#refreshMs);
    const { token, hash } = newSecretToken();
    await this.unitOfWork.run(scope, (tx) =>
      tx.query('SELECT gonglian.store_refresh_token($1, $2, $3, $4, $5, $6)', [
        newId(),
        scope.userId,
        scope.organisationId,
        hash,
        now,
        refreshExpiresAt,
      ]),
    );
    return this.#session(scope, token, refreshExpiresAt);
  }

  /**
   * Takes a refresh token and gives a new pair; each token works once. One that comes again may have been stolen, so the whole
   * family ends, also for its owner.
   * @returns a session, `TOKEN_REUSED`, `TOKEN_INVALID` or `ORGANISATION_SUSPENDED`
   */
  async refresh(refreshToken: string): Promise<Result<Session>> {
    const now = this.clock.now();
    const refreshExpiresAt = new Date(now.getTime() + this.#refreshMs);
    const { token, hash } = newSecretToken();
    const rows = await this.unitOfWork.run(ANONYMOUS_SCOPE, (tx) =>
      tx.query<RotationRow>('SELECT * FROM gonglian.rotate_refresh_token($1, $2, $3, $4, $5)', [
        hashSecretToken(refreshToken),
        newId(),
        hash,
        now,
        refreshExpiresAt,
      ]),
    );
    const row = rows[0];
    if (row?.outcome === 'reused') return refreshTokenReused();
    if (row?.outcome === 'suspended') return organisationSuspended();
    if (row?.outcome !== 'rotated') return refreshTokenInvalid();
    const scope: OrgScope = {
      actor: 'user',
      userId: row.holder,
      organisationId: row.member_of,
      role: row.held_role,
      locale: row.held_locale,
    };
    return this.#session(scope, token, refreshExpiresAt);
  }

  /** Ends the family of a refresh token. An unknown one changes nothing and answers alike. */
  async signOut(refreshToken: string): Promise<void> {
    await this.unitOfWork.run(ANONYMOUS_SCOPE, (tx) =>
      tx.query('SELECT gonglian.revoke_refresh_token($1, $2)', [
        hashSecretToken(refreshToken),
        this.clock.now(),
      ]),
    );
  }

  /**
   * The scope of an access token, with the role that its holder has now.
   * @throws AppError `TOKEN_INVALID` for anything but a valid token of a present member, `ORGANISATION_SUSPENDED`
   */
  async authenticate(token: string): Promise<OrgScope> {
    const scope = await this.#requireTokens().verify(token);
    const standing = scope === null ? null : await this.standings.find(scope);
    if (scope === null || standing === null) throw tokenInvalid();
    if (standing.status === 'suspended') throw suspended();
    return { ...scope, role: standing.role };
  }

  async #memberships(userId: string): Promise<MembershipRow[]> {
    const self: TenantScope = { actor: 'user', organisationId: null, userId };
    return this.unitOfWork.read(self, (tx) =>
      tx.query<MembershipRow>(
        `SELECT m.organisation_id, m.role, o.status FROM membership m JOIN organisation o ON o.id = m.organisation_id
          WHERE m.user_id = $1 ORDER BY m.id`,
        [userId],
      ),
    );
  }

  async #session(scope: OrgScope, refreshToken: string, refreshExpiresAt: Date): Promise<Session> {
    const { token, expiresAt } = await this.#requireTokens().issue(scope);
    return { accessToken: token, expiresAt, refreshToken, refreshExpiresAt, scope };
  }

  #requireTokens(): AccessTokens {
    if (this.#tokens === null) throw new BootError('JWT_SECRET is not set');
    return this.#tokens;
  }
}
