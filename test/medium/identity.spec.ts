import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, newId, type Problem, type Result } from '#libs/common';
import {
  type Invited,
  InvitationService,
  MemberService,
  OrganisationProfileService,
  OrganisationService,
  type OrgScope,
  type Role,
  type Session,
  SessionService,
  visibleSizeFacts,
} from '#libs/identity';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices, registerMember, type TestMember } from '../support/services.js';
import { registerColleague } from '../support/stage.js';

const GOOD_CODE = '912201011239989159';
const PASSWORD = 'correct horse battery';
const WEEK_MS = 7 * 24 * 3_600_000;

const codeOf = (result: Result<unknown>) => (isProblem(result) ? result.code : 'no problem');
const faultsOf = (result: Result<unknown>) =>
  isProblem(result) ? result.issues.map((issue) => `${issue.path} ${issue.code}`) : [];

/** The value of a result that must be good. */
function good<T>(result: T | Problem): T {
  if (isProblem(result)) throw new Error(`${result.code} ${JSON.stringify(result.issues)}`);
  return result;
}

describe('identity', () => {
  let database: TestDatabase;
  let worker: INestApplicationContext;
  let app: INestApplicationContext;
  let sessions: SessionService;
  let invitations: InvitationService;
  let members: MemberService;
  let organisations: OrganisationService;
  let profiles: OrganisationProfileService;
  let operator: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    worker = await openServices(database, 'worker');
    app = await openServices(database, 'app');
    sessions = app.get(SessionService);
    invitations = app.get(InvitationService);
    members = app.get(MemberService);
    organisations = app.get(OrganisationService);
    profiles = app.get(OrganisationProfileService);
    operator = (await registerMember(worker, 'platform', 'platform_operator')).scope;
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const signIn = async (member: TestMember): Promise<Session> =>
    good(await sessions.signIn(member.email, member.password));
  const invite = async (scope: OrgScope, role: Role, more: object = {}): Promise<Invited> =>
    good(await invitations.invite(scope, { email: `${newId()}@test.example`, role, ...more }));
  const accept = (token: string, password = PASSWORD) =>
    invitations.accept({ token, name: '新同事', password });

  describe('sessions', () => {
    it('are refreshed with a new pair each time, and stay in the same organisation and role', async () => {
      const member = await registerMember(worker, 'sme', 'sme_admin');
      const first = await signIn(member);
      const second = good(await sessions.refresh(first.refreshToken));
      const third = good(await sessions.refresh(second.refreshToken));
      expect(third.scope).toEqual(member.scope);
      expect(new Set([first, second, third].map((one) => one.refreshToken)).size).toBe(3);
      expect(await sessions.authenticate(third.accessToken)).toEqual(member.scope);
    });

    it('keep no token in the database, only hashes', async () => {
      const { refreshToken } = await signIn(await registerMember(worker, 'sme', 'sme_admin'));
      const rows = await database.sql<{ text: string }>('SELECT t::text AS text FROM refresh_token t');
      expect(rows.some((row) => row.text.includes(refreshToken))).toBe(false);
    });

    it('end as a whole when a used token comes again, and other sign-ins go on', async () => {
      const member = await registerMember(worker, 'sme', 'sme_admin');
      const elsewhere = await signIn(member);
      const first = await signIn(member);
      const second = good(await sessions.refresh(first.refreshToken));
      expect(codeOf(await sessions.refresh(first.refreshToken))).toBe('TOKEN_REUSED');
      expect(codeOf(await sessions.refresh(second.refreshToken))).toBe('TOKEN_INVALID');
      expect(codeOf(await sessions.refresh(elsewhere.refreshToken))).toBe('no problem');
    });

    it('give one new pair when a token is presented many times at once, and none that lives on', async () => {
      const { refreshToken } = await signIn(await registerMember(worker, 'sme', 'sme_admin'));
      const results = await Promise.all(Array.from({ length: 6 }, () => sessions.refresh(refreshToken)));
      expect(results.map(codeOf).sort()).toEqual([...Array<string>(5).fill('TOKEN_REUSED'), 'no problem']);
      const won = results.find((result) => !isProblem(result)) as Session;
      expect(codeOf(await sessions.refresh(won.refreshToken))).toBe('TOKEN_INVALID');
    });

    it('end by signing out, once or twice, and for a token of nobody', async () => {
      const first = await signIn(await registerMember(worker, 'sme', 'sme_admin'));
      const second = good(await sessions.refresh(first.refreshToken));
      await sessions.signOut(second.refreshToken);
      await sessions.signOut(second.refreshToken);
      await sessions.signOut('nothing of ours');
      expect(codeOf(await sessions.refresh(second.refreshToken))).toBe('TOKEN_INVALID');
    });

    it('end with time', async () => {
      const { refreshToken, scope } = await signIn(await registerMember(worker, 'sme', 'sme_admin'));
      await database.sql(
        "UPDATE refresh_token SET expires_at = now() - interval '1 second' WHERE user_id = $1",
        [scope.userId],
      );
      expect(codeOf(await sessions.refresh(refreshToken))).toBe('TOKEN_INVALID');
    });

    it.each(['', 'x', 'ü'.repeat(100_000)])('refuse what is no token (%#)', async (token) => {
      expect(codeOf(await sessions.refresh(token))).toBe('TOKEN_INVALID');
    });

    it('take the role of now, whatever the token says', async () => {
      const admin = await registerMember(worker, 'sme', 'sme_admin');
      const other = await registerColleague(worker, admin, 'sme_admin');
      const session = await signIn(other);
      const list = good(await members.list(admin.scope, null, {}));
      const membership = list.items.find((one) => one.userId === other.scope.userId)!;
      good(await members.changeRole(admin.scope, membership.id, { role: 'sme_member' }));
      expect((await sessions.authenticate(session.accessToken)).role).toBe('sme_member');
      good(await members.remove(admin.scope, membership.id));
      await expect(sessions.authenticate(session.accessToken)).rejects.toMatchObject({
        code: 'TOKEN_INVALID',
      });
      expect(codeOf(await sessions.refresh(session.refreshToken))).toBe('TOKEN_INVALID');
      expect(codeOf(await sessions.signIn(other.email, other.password))).toBe('BAD_CREDENTIALS');
    });
  });

  describe('organisations', () => {
    const register = async (kind: 'sme' | 'soe', more: object = {}) =>
      good(await organisations.register(operator, { kind, name: `企业 ${newId().slice(-6)}`, ...more }));

    it('are registered unclaimed and verified only with their credit code', async () => {
      const { id, status } = await register('sme', { regionCode: '320500' });
      expect(status).toBe('unclaimed');
      expect(codeOf(await organisations.verify(operator, id))).toBe('CREDIT_CODE_NEEDED');
      const admin = good(
        await accept((await invite(operator, 'sme_admin', { organisationId: id })).token),
      ).scope;
      good(await profiles.addIdentifier(admin, { scheme: 'uscc', value: GOOD_CODE }));
      expect(good(await organisations.verify(operator, id))).toMatchObject({ status: 'verified' });
    });

    it('take a code that does not check only when it is confirmed', async () => {
      const odd = { kind: 'sme' as const, name: '编号存疑', creditCode: '912201011239989158' };
      const asked = await organisations.register(operator, odd);
      expect([codeOf(asked), faultsOf(asked)]).toEqual([
        'CONFIRM_IDENTIFIER',
        ['creditCode CHECK_CHARACTER'],
      ]);
      const { id } = good(await organisations.register(operator, { ...odd, confirm: true }));
      const [identifier] = await profiles.findIdentifiers(operator, [id]);
      expect(identifier).toMatchObject({ scheme: 'uscc', value: odd.creditCode, confirmed: true });
    });

    it('never share an identifier, and leave nothing behind when they would', async () => {
      const taken = {
        kind: 'sme' as const,
        name: '重复编号',
        creditCode: '912201011239989158',
        confirm: true,
      };
      expect(codeOf(await organisations.register(operator, taken))).toBe('IDENTIFIER_TAKEN');
      expect(await database.sql(`SELECT id FROM organisation WHERE name = '重复编号'`)).toEqual([]);
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      const again = { scheme: 'uscc' as const, value: taken.creditCode, confirm: true };
      expect(codeOf(await profiles.addIdentifier(scope, again))).toBe('IDENTIFIER_TAKEN');
    });

    it.each([
      [{ kind: 'sme' as const, name: 'x', owner: 'sasac' as const }, ['owner SOE_ONLY']],
      [{ kind: 'soe' as const, name: 'x', parentId: newId() }, ['parentId UNKNOWN_GROUP']],
      [{ kind: 'soe' as const, name: 'x', creditCode: '123' }, ['creditCode BAD_IDENTIFIER']],
      [{ kind: 'soe' as const, name: ' ', regionCode: '32' }, ['name BAD_VALUE', 'regionCode BAD_VALUE']],
    ])('with faults are refused (%#)', async (input, faults) => {
      expect(faultsOf(await organisations.register(operator, input))).toEqual(faults);
    });

    it('are shut out and let back in as they were', async () => {
      const member = await registerMember(worker, 'sme', 'sme_admin');
      const session = await signIn(member);
      const { organisationId } = member.scope;
      const { token } = await invite(member.scope, 'sme_member');
      expect(faultsOf(await organisations.suspend(operator, organisationId, ' '))).toEqual([
        'reason REASON_NEEDED',
      ]);
      good(await organisations.suspend(operator, organisationId, '资料不实'));
      expect(codeOf(await sessions.signIn(member.email, member.password))).toBe('ORGANISATION_SUSPENDED');
      expect(codeOf(await sessions.signIn(member.email, 'wrong password'))).toBe('BAD_CREDENTIALS');
      expect(codeOf(await sessions.refresh(session.refreshToken))).toBe('ORGANISATION_SUSPENDED');
      expect(codeOf(await accept(token))).toBe('ORGANISATION_SUSPENDED');
      await expect(sessions.authenticate(session.accessToken)).rejects.toMatchObject({
        code: 'ORGANISATION_SUSPENDED',
      });
      expect(codeOf(await organisations.verify(operator, organisationId))).toBe('ORGANISATION_STATE');
      expect(good(await organisations.reinstate(operator, organisationId))).toMatchObject({
        status: 'verified',
        statusReason: null,
      });
      expect(codeOf(await organisations.reinstate(operator, organisationId))).toBe('ORGANISATION_STATE');
      expect(codeOf(await sessions.refresh(session.refreshToken))).toBe('no problem');
      expect(await sessions.authenticate(session.accessToken)).toEqual(member.scope);
    });

    it('of the operators themselves cannot be suspended, and unknown ones are not found', async () => {
      expect(codeOf(await organisations.suspend(operator, operator.organisationId, 'x'))).toBe(
        'OWN_ORGANISATION',
      );
      for (const verb of ['verify', 'reinstate'] as const)
        expect(codeOf(await organisations[verb](operator, newId()))).toBe('NOT_FOUND');
    });

    it('are listed by kind and status, page after page', async () => {
      const filter = { kind: 'sme' as const, status: 'unclaimed' as const };
      await register('sme');
      const all = good(await organisations.list(operator, filter, { first: 100 })).items;
      expect(all.length).toBeGreaterThan(1);
      expect(all.every((one) => one.kind === 'sme' && one.status === 'unclaimed')).toBe(true);
      const one = good(await organisations.list(operator, filter, { first: 1 }));
      expect([one.items.map((item) => item.id), one.hasNext]).toEqual([[all[0]!.id], true]);
    });

    it('keep what a change of the profile leaves out, and show the numbers to few', async () => {
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      const facts = { trade: 'industry' as const, employees: 300, annualRevenueFen: 2_000_000_000_000_000 };
      good(await profiles.update(scope, { ...facts, regionCode: '320500' }));
      const changed = good(await profiles.update(scope, { regionCode: null }));
      expect(changed).toMatchObject({ ...facts, regionCode: null, totalAssetsFen: null });
      const { scope: stranger } = await registerMember(worker, 'soe', 'soe_admin');
      expect(visibleSizeFacts(scope, changed)).toMatchObject(facts);
      expect(visibleSizeFacts(operator, changed)).toMatchObject(facts);
      expect(visibleSizeFacts(stranger, changed)).toBeNull();
      expect(faultsOf(await profiles.update(scope, { employees: -1, annualRevenueFen: 0.5 }))).toEqual([
        'employees BAD_VALUE',
        'annualRevenueFen BAD_VALUE',
      ]);
    });

    it('keep quality titles with their days', async () => {
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      const { scope: other } = await registerMember(worker, 'sme', 'sme_admin');
      const title = { tier: 'little_giant' as const, level: '国家级', issuedOn: '2024-07-01' };
      expect(faultsOf(await profiles.addCertificate(scope, { ...title, expiresOn: '2024-06-30' }))).toEqual([
        'expiresOn DATE_ORDER',
      ]);
      expect(faultsOf(await profiles.addCertificate(scope, { ...title, issuedOn: '2024-02-30' }))).toEqual([
        'issuedOn BAD_VALUE',
      ]);
      const { id } = good(await profiles.addCertificate(scope, { ...title, expiresOn: '2027-06-30' }));
      const [seen] = await profiles.findCertificates(other, [scope.organisationId]);
      expect(seen).toMatchObject({ ...title, expiresOn: '2027-06-30', number: null });
      for (const [who, which] of [
        [other, id],
        [scope, newId()],
      ] as const)
        expect(codeOf(await profiles.removeCertificate(who, which))).toBe('NOT_FOUND');
      good(await profiles.removeCertificate(scope, id));
      expect(await profiles.findCertificates(scope, [scope.organisationId])).toEqual([]);
    });
  });

  describe('invitations', () => {
    it('bring a person in, once', async () => {
      const { scope } = await registerMember(worker, 'soe', 'soe_admin');
      const { invitation, token } = await invite(scope, 'liaison', {
        chains: ['new-energy'],
        regions: ['320500'],
      });
      expect(invitation.expiresAt.getTime() - invitation.createdAt.getTime()).toBe(WEEK_MS);
      const session = good(await accept(token));
      expect(session.scope).toMatchObject({ organisationId: scope.organisationId, role: 'liaison' });
      const { items } = good(await members.list(scope, null, {}));
      expect(items.find((one) => one.userId === session.scope.userId)).toMatchObject({
        email: invitation.email,
        name: '新同事',
        chains: ['new-energy'],
        regions: ['320500'],
      });
      expect(codeOf(await accept(token))).toBe('INVITATION_INVALID');
      expect(codeOf(await invitations.revoke(scope, invitation.id))).toBe('INVITATION_STATE');
      expect(codeOf(await sessions.signIn(invitation.email, PASSWORD))).toBe('no problem');
    });

    it('are taken by one of many who come at once', async () => {
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      const { token } = await invite(scope, 'sme_member');
      const results = await Promise.all(Array.from({ length: 4 }, () => accept(token)));
      expect(results.map(codeOf).sort()).toEqual([
        ...Array<string>(3).fill('INVITATION_INVALID'),
        'no problem',
      ]);
    });

    it('end with time, by revocation, and for those who guess', async () => {
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      const revoked = await invite(scope, 'sme_member');
      good(await invitations.revoke(scope, revoked.invitation.id));
      good(await invitations.revoke(scope, revoked.invitation.id));
      const expired = await invite(scope, 'sme_member');
      await database.sql("UPDATE invitation SET expires_at = now() - interval '1 second' WHERE id = $1", [
        expired.invitation.id,
      ]);
      for (const token of [revoked.token, expired.token, 'a guess'])
        expect(codeOf(await accept(token))).toBe('INVITATION_INVALID');
    });

    it('want a name and a long password of a new person', async () => {
      const { token } = await invite((await registerMember(worker, 'sme', 'sme_admin')).scope, 'sme_member');
      expect(faultsOf(await invitations.accept({ token, name: ' ', password: '123456789' }))).toEqual([
        'name NAME_LENGTH',
        'password PASSWORD_LENGTH',
      ]);
      expect(codeOf(await accept(token))).toBe('no problem');
    });

    it('take the password of one who has an account, who then chooses where to sign in', async () => {
      const person = await registerMember(worker, 'sme', 'sme_member');
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      const { token } = await invite(scope, 'sme_member', { email: person.email.toUpperCase() });
      expect(codeOf(await accept(token, 'not the password'))).toBe('BAD_CREDENTIALS');
      expect(good(await accept(token, person.password)).scope).toMatchObject({
        userId: person.scope.userId,
        organisationId: scope.organisationId,
      });
      const { email, password } = person;
      expect(good(await sessions.signIn(email, password)).scope).toEqual(person.scope);
      expect(good(await sessions.signIn(email, password, scope.organisationId)).scope).toMatchObject({
        organisationId: scope.organisationId,
      });
      expect(codeOf(await sessions.signIn(email, password, newId()))).toBe('BAD_CREDENTIALS');
      expect(codeOf(await invitations.invite(scope, { email, role: 'sme_member' }))).toBe('ALREADY_MEMBER');
    });

    it('go to the own organisation, and to any by operators only', async () => {
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      const { scope: other } = await registerMember(worker, 'sme', 'sme_admin');
      const to = (organisationId: string) => ({
        email: 'x@test.example',
        role: 'sme_member' as const,
        organisationId,
      });
      for (const id of [other.organisationId, newId()])
        expect(codeOf(await invitations.invite(scope, to(id)))).toBe('NOT_FOUND');
      expect(codeOf(await invitations.invite(operator, to(newId())))).toBe('NOT_FOUND');
      const { invitation } = good(await invitations.invite(operator, to(other.organisationId)));
      expect(codeOf(await invitations.revoke(scope, invitation.id))).toBe('NOT_FOUND');
      expect(good(await invitations.list(scope, other.organisationId, {})).items).toEqual([]);
      expect(good(await invitations.list(other, null, {})).items).toMatchObject([{ id: invitation.id }]);
    });

    it('give no role that the organisation does not have', async () => {
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      for (const role of ['platform_operator', 'soe_admin', 'auditor'] as const)
        expect(faultsOf(await invitations.invite(scope, { email: 'x@test.example', role }))).toEqual([
          'role ROLE_NOT_FOR_KIND',
        ]);
    });
  });

  describe('members', () => {
    const membershipOf = async (scope: OrgScope) =>
      good(await members.list(scope, null, {})).items.find((one) => one.userId === scope.userId)!.id;

    it('keep their last admin', async () => {
      const admin = await registerMember(worker, 'soe', 'soe_admin');
      await registerColleague(worker, admin, 'soe_buyer');
      const id = await membershipOf(admin.scope);
      expect(codeOf(await members.remove(admin.scope, id))).toBe('LAST_ADMIN');
      expect(codeOf(await members.changeRole(admin.scope, id, { role: 'soe_buyer' }))).toBe('LAST_ADMIN');
      expect(codeOf(await members.changeRole(admin.scope, id, { role: 'soe_admin' }))).toBe('no problem');
    });

    it('keep one when two admins remove each other at once', async () => {
      const one = await registerMember(worker, 'sme', 'sme_admin');
      const two = await registerColleague(worker, one, 'sme_admin');
      const [first, second] = [await membershipOf(one.scope), await membershipOf(two.scope)];
      const results = await Promise.all([
        members.remove(one.scope, second),
        members.remove(two.scope, first),
      ]);
      expect(results.map(codeOf).sort()).toEqual(['LAST_ADMIN', 'no problem']);
    });

    it('of others are not found, but by operators', async () => {
      const { scope } = await registerMember(worker, 'sme', 'sme_admin');
      const other = await registerMember(worker, 'sme', 'sme_admin');
      const person = await registerColleague(worker, other, 'sme_member');
      const id = good(await members.list(operator, other.scope.organisationId, {})).items.find(
        (one) => one.userId === person.scope.userId,
      )!.id;
      expect(good(await members.list(scope, other.scope.organisationId, {})).items).toEqual([]);
      for (const which of [id, newId()]) {
        expect(codeOf(await members.remove(scope, which))).toBe('NOT_FOUND');
        expect(codeOf(await members.changeRole(scope, which, { role: 'sme_admin' }))).toBe('NOT_FOUND');
      }
      expect(good(await members.changeRole(operator, id, { role: 'sme_admin' }))).toMatchObject({
        role: 'sme_admin',
        email: person.email,
      });
      expect(faultsOf(await members.changeRole(operator, id, { role: 'auditor' }))).toEqual([
        'role ROLE_NOT_FOR_KIND',
      ]);
      good(await members.remove(operator, id));
    });
  });
});
