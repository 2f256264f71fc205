import { describe, expect, it } from '@jest/globals';
import { ROLES } from './membership.entity.js';
import { ORGANISATION_KINDS } from './organisation.entity.js';
import { PASSWORD_MIN, hashPassword, isPassword, passwordIssues } from './password.js';
import { ADMIN_ROLE, roleIssues, ROLES_BY_KIND } from './roles.js';
import { hashSecretToken, newSecretToken } from './secret-token.js';

const codes = (role: (typeof ROLES)[number], chains: string[], regions: string[] = []) =>
  roleIssues({ role, chains, regions }, 'soe').map((issue) => [issue.path, issue.code]);

describe('roles', () => {
  it('all belong to some kind of organisation, and only the platform makes operators', () => {
    expect([...new Set(Object.values(ROLES_BY_KIND).flat())].sort()).toEqual([...ROLES].sort());
    expect(ORGANISATION_KINDS.filter((kind) => ROLES_BY_KIND[kind].includes('platform_operator'))).toEqual([
      'platform',
    ]);
    for (const kind of ORGANISATION_KINDS) {
      const admin = ADMIN_ROLE[kind];
      if (admin !== null) expect(ROLES_BY_KIND[kind]).toContain(admin);
    }
  });

  it.each(ORGANISATION_KINDS)('that do not fit a %s are refused', (kind) => {
    for (const role of ROLES) {
      const issues = roleIssues({ role, chains: [], regions: [] }, kind);
      expect([role, issues.length]).toEqual([role, ROLES_BY_KIND[kind].includes(role) ? 0 : 1]);
    }
  });

  it('have chains and regions when they are chain lead or liaison', () => {
    expect(codes('chain_lead', ['new-energy'], ['320500'])).toEqual([]);
    // Codes that are in no table yet are kept as given, here as everywhere.
    expect(codes('liaison', ['new-energy', 'no-such-chain'])).toEqual([]);
    expect(codes('soe_buyer', ['new-energy'], ['320500'])).toEqual([
      ['chains', 'ROLE_HAS_NO_SCOPE'],
      ['regions', 'ROLE_HAS_NO_SCOPE'],
    ]);
  });
});

describe('passwords', () => {
  it.each([
    ['123456789', 1],
    ['1234567890', 0],
    ['白日依山尽黄河入海流', 0],
    ['😀'.repeat(9), 1],
    ['😀'.repeat(10), 0],
    ['x'.repeat(200), 0],
    ['x'.repeat(201), 1],
  ])(`%s has ${PASSWORD_MIN} to 200 characters: %d fault(s)`, (password, faults) => {
    expect(passwordIssues(password, 'password')).toHaveLength(faults);
  });

  it('are argon2id, and the same from every keyboard', async () => {
    const hash = await hashPassword('ｃｏｒｒｅｃｔ ｈｏｒｓｅ');
    expect(hash).toMatch(/^\$argon2id\$/);
    expect(await isPassword(hash, 'correct horse')).toBe(true);
    expect(await isPassword(hash, 'correct horsf')).toBe(false);
  });
});

describe('secret tokens', () => {
  it('have 256 random bits and are kept as their hash', () => {
    const [one, two] = [newSecretToken(), newSecretToken()];
    expect(Buffer.from(one.token, 'base64url')).toHaveLength(32);
    expect(one.token).not.toBe(two.token);
    expect(one.hash).toBe(hashSecretToken(one.token));
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
