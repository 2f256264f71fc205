import { jwtVerify, SignJWT } from 'jose';
import { type Clock, isId } from '#libs/common';
import { ROLES } from './membership.entity.js';
import { type OrgScope } from './org-scope.js';

const ISSUER = 'gonglian';

/** Short-lived signed tokens (JWT, HS256). They name the scope and nothing private. */
export class AccessTokens {
  readonly #key: Uint8Array;
  constructor(
    secret: string,
    private readonly seconds: number,
    private readonly clock: Clock,
  ) {
    this.#key = new TextEncoder().encode(secret);
  }

  async issue(scope: OrgScope): Promise<{ token: string; expiresAt: Date }> {
    const issuedAt = Math.floor(this.clock.now().getTime() / 1_000);
    const token = await new SignJWT({ org: scope.organisationId, role: scope.role, locale: scope.locale })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setSubject(scope.userId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + this.seconds)
      .sign(this.#key);
    return { token, expiresAt: new Date((issuedAt + this.seconds) * 1_000) };
  }

  /** @returns the scope, or null for anything but a valid, unexpired token of ours */
  async verify(token: string): Promise<OrgScope | null> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        issuer: ISSUER,
        algorithms: ['HS256'],
        requiredClaims: ['exp'],
        currentDate: this.clock.now(),
      });
      const role = ROLES.find((candidate) => candidate === payload.role);
      const { sub, org } = payload as { sub?: unknown; org?: unknown };
      if (role === undefined || !isId(sub) || !isId(org)) return null;
      return {
        actor: 'user',
        userId: sub,
        organisationId: org,
        role,
        locale: payload.locale === 'en' ? 'en' : 'zh',
      };
    } catch {
      // Whatever is wrong with a stranger's token is not worth telling apart.
      return null;
    }
  }
}
