import { describe, expect, it } from '@jest/globals';
import { type JWTPayload, SignJWT } from 'jose';
import { type Clock } from '#libs/common';
import { AccessTokens } from './access-token.js';
import { ROLES } from './membership.entity.js';
import { type OrgScope } from './org-scope.js';

const SECRET = 'a-secret-of-at-least-32-characters!';
const START = Date.parse('2026-05-01T08:00:00Z');
const SCOPE: OrgScope = {
  actor: 'user',
  userId: '01890000-0000-7000-8000-000000000001',
  organisationId: '01890000-0000-7000-8000-000000000002',
  role: 'soe_buyer',
  locale: 'en',
};
const clockAt = (milliseconds: number): Clock => ({ now: () => new Date(START + milliseconds) });
const tokens = (at = 0, secret = SECRET) => new AccessTokens(secret, 900, clockAt(at));
const issue = async () => (await tokens().issue(SCOPE)).token;

const CLAIMS = { org: SCOPE.organisationId, role: SCOPE.role, locale: 'zh' };
/** A token signed with our own secret, made by hand. */
function forge(claims: JWTPayload, change: (jwt: SignJWT) => SignJWT = (jwt) => jwt, alg = 'HS256') {
  const jwt = new SignJWT(claims)
    .setProtectedHeader({ alg })
    .setIssuer('gonglian')
    .setSubject(SCOPE.userId)
    .setExpirationTime(START / 1_000 + 900);
  return change(jwt).sign(new TextEncoder().encode(SECRET));
}
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

describe('AccessTokens', () => {
  it.each(ROLES)('gives back the scope of a %s', async (role) => {
    for (const locale of ['zh', 'en'] as const) {
      const { token } = await tokens().issue({ ...SCOPE, role, locale });
      expect(await tokens().verify(token)).toEqual({ ...SCOPE, role, locale });
    }
  });

  it('names the scope and nothing private', async () => {
    const payload = decode((await issue()).split('.')[1]!);
    expect(Object.keys(payload).sort()).toEqual(['exp', 'iat', 'iss', 'locale', 'org', 'role', 'sub']);
  });

  it('is good until the second it says, and not at it', async () => {
    const { token, expiresAt } = await tokens().issue(SCOPE);
    expect(expiresAt).toEqual(new Date(START + 900_000));
    expect(await tokens(899_999).verify(token)).toEqual(SCOPE);
    expect(await tokens(900_000).verify(token)).toBeNull();
    expect(await tokens(86_400_000).verify(token)).toBeNull();
  });

  it('forgets a token that it has seen valid at the second it ends', async () => {
    let at = 0;
    const keeper = new AccessTokens(SECRET, 900, { now: () => new Date(START + at) });
    const { token } = await keeper.issue(SCOPE);
    expect(await keeper.verify(token)).toEqual(SCOPE);
    at = 899_999;
    expect(await keeper.verify(token)).toEqual(SCOPE);
    at = 900_000;
    expect(await keeper.verify(token)).toBeNull();
    // One letter of the signature makes it another token.
    at = 0;
    expect(await keeper.verify(token)).toEqual(SCOPE);
    expect(await keeper.verify(`${token.slice(0, -2)}AA`)).toBeNull();
  });

  it('refuses a token of another secret', async () => {
    expect(await tokens(0, `${SECRET}x`).verify(await issue())).toBeNull();
  });

  it('refuses a token without signature', async () => {
    const [, payload = ''] = (await issue()).split('.');
    for (const alg of ['none', 'None', 'HS256'])
      expect(await tokens().verify(`${encode({ alg })}.${payload}.`)).toBeNull();
  });

  it('refuses a changed role, organisation or header under the old signature', async () => {
    const [header = '', payload = '', signature = ''] = (await issue()).split('.');
    expect(await tokens().verify([header, payload, signature].join('.'))).toEqual(SCOPE);
    for (const change of [
      { role: 'platform_operator' },
      { org: SCOPE.userId },
      { exp: START / 1_000 + 1e6 },
    ]) {
      const changed = encode({ ...decode(payload), ...change });
      expect(await tokens().verify([header, changed, signature].join('.'))).toBeNull();
    }
    const other = encode({ ...decode(header), typ: 'JWT' });
    expect(await tokens().verify([other, payload, signature].join('.'))).toBeNull();
  });

  it('refuses a changed signature', async () => {
    const token = await issue();
    const at = token.lastIndexOf('.') + 5;
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    expect(await tokens().verify(changed)).toBeNull();
  });

  it('reads a hand-made token that is right in everything', async () => {
    expect(await tokens().verify(await forge(CLAIMS))).toEqual({ ...SCOPE, locale: 'zh' });
    expect(await tokens().verify(await forge({ ...CLAIMS, locale: 'fr' }))).toMatchObject({ locale: 'zh' });
  });

  it.each<[string, () => Promise<string>]>([
    ['another algorithm', () => forge(CLAIMS, undefined, 'HS512')],
    ['another issuer', () => forge(CLAIMS, (jwt) => jwt.setIssuer('other'))],
    ['an unknown role', () => forge({ ...CLAIMS, role: 'root' })],
    ['a role of Object', () => forge({ ...CLAIMS, role: 'constructor' })],
    ['no role', () => forge({ org: CLAIMS.org })],
    ['no organisation', () => forge({ role: CLAIMS.role })],
    ['an organisation that is no id', () => forge({ ...CLAIMS, org: 'x' })],
    ['a user that is no id', () => forge(CLAIMS, (jwt) => jwt.setSubject('admin'))],
    ['a start in the future', () => forge(CLAIMS, (jwt) => jwt.setNotBefore(START / 1_000 + 60))],
    [
      'no end',
      () =>
        new SignJWT(CLAIMS)
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('gonglian')
          .setSubject(SCOPE.userId)
          .sign(new TextEncoder().encode(SECRET)),
    ],
  ])('refuses %s, though signed with our secret', async (_, make) => {
    expect(await tokens().verify(await make())).toBeNull();
  });

  it('refuses what is no token', async () => {
    for (const text of ['', 'x', 'a.b', 'a.b.c', 'Bearer a.b.c', `${await issue()}.x`])
      expect(await tokens().verify(text)).toBeNull();
  });
});
