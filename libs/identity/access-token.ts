import { jwtVerify, SignJWT } from 'jose';
import { type Clock, isId } from '#libs/common';
import { ROLES } from './membership.entity.js';
import { type OrgScope } from './org-scope.js';

const ISSUER = 'gonglian';
/** Verified tokens that are remembered; the oldest go first. */
const MAX_KNOWN = 10_000;

interface Verified {
  readonly scope: OrgScope;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Short-lived signed tokens (JWT, HS256). They name the scope and nothing private. */
export class AccessTokens {
  readonly #key: Uint8Array;
  /** By token: checking a signature is work for another thread, an eighth of what a search costs here. */
  readonly #known = new Map<string, Verified>();
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
    const known = this.#known.get(token);
    if (known !== undefined && this.clock.now().getTime() < known.expiresAt * 1_000) return known.scope;
    const verified = await this.#check(token);
    if (verified === null) this.#known.delete(token);
    else this.#remember(token, verified);
    return verified?.scope ?? null;
  }

  #remember(token: string, verified: Verified): void {
    this.#known.set(token, verified);
    const oldest = this.#known.keys().next();
    if (this.#known.size > MAX_KNOWN && !oldest.done) this.#known.delete(oldest.value);
  }

  async #check(token: string): Promise<Verified | null> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        issuer: ISSUER,
        algorithms: ['HS256'],
        requiredClaims: ['exp'],
        currentDate: this.clock.now(),
      });
      const role = ROLES.find((candidate) => candidate === payload.role);
      const { sub, org, exp } = payload as { sub?: unknown; org?: unknown; exp: number };
      if (role === undefined || !isId(sub) || !isId(org)) return null;
      const locale = payload.locale === 'en' ? 'en' : 'zh';
      return { scope: { actor: 'user', userId: sub, organisationId: org, role, locale }, expiresAt: exp };
    } catch {
      // Whatever is wrong with a stranger's token is not worth telling apart.
      return null;
    }
  }
}
