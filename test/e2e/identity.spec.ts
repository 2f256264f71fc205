import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { sendWakeUp } from '#libs/messaging';
import { Caller, codesOf } from '../support/graphql.js';
import { eventually } from '../support/processes.js';
import { Socket } from '../support/sockets.js';
import {
  CLOSE_NEED,
  CREATE_NEED,
  done,
  openStage,
  registerColleague,
  registerMember,
  type Stage,
} from '../support/stage.js';

const PROBLEM = '__typename ... on Problem { code message }';
const FAULTS = `${PROBLEM} ... on InvalidInput { issues { path code } } ... on Unconfirmed { issues { path code message } }`;
const SESSION = '... on Session { accessToken refreshToken expiresAt refreshExpiresAt }';
const ORGANISATION =
  '... on Organisation { id kind name status owner regionCode size statusReason sizeFacts { employees annualRevenueFen } parent { id } identifiers { scheme value confirmed } certificates { id tier level expiresOn } }';

const SIGN_IN = `mutation ($email: String!, $password: String!) { outcome: signIn(email: $email, password: $password) { ${PROBLEM} ${SESSION} } }`;
const REFRESH = `mutation ($token: String!) { outcome: refreshSession(refreshToken: $token) { ${PROBLEM} ${SESSION} } }`;
const SIGN_OUT = 'mutation ($token: String!) { outcome: signOut(refreshToken: $token) }';
const ACCEPT = `mutation ($token: String!, $name: String!, $password: String!) {
  outcome: acceptInvitation(token: $token, name: $name, password: $password) { ${FAULTS.replace(/ \.\.\. on Unconfirmed.*/, '')} ${SESSION} } }`;
const REGISTER = `mutation ($input: RegisterOrganisationInput!) { outcome: registerOrganisation(input: $input) { ${FAULTS} ${ORGANISATION} } }`;
const SUSPEND = `mutation ($id: UUID!) { outcome: suspendOrganisation(id: $id, reason: "资料不实") { ${PROBLEM} ${ORGANISATION} } }`;
const onId = (field: string, rest: string) =>
  `mutation ($id: UUID!) { outcome: ${field}(id: $id) { ${PROBLEM} ${rest} } }`;
const INVITE = `mutation ($input: InviteMemberInput!) { outcome: inviteMember(input: $input) { ${PROBLEM} ... on Invited { token invitation { id email role chains regions organisation { id } } } } }`;

type Outcome = Record<string, unknown> & { id?: string; token?: string; accessToken?: string };
const PASSWORD = 'a long enough password';

describe('organisations, people and sessions through GraphQL', () => {
  let stage: Stage;
  let operator: Caller;

  beforeAll(async () => {
    stage = await openStage({ worker: false });
    operator = await stage.nobody.signIn(
      await registerMember(stage.services, 'platform', 'platform_operator'),
    );
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  const ask = async (caller: Caller, document: string, variables: Record<string, unknown> = {}) =>
    (await caller.get<{ outcome: Outcome }>(document, variables)).outcome;
  const as = (outcome: Outcome) => new Caller(() => stage.api.url, String(outcome.accessToken));
  const register = async (input: object) =>
    String((await ask(operator, REGISTER, { input: { kind: 'SME', name: '新企业', ...input } })).id);
  const join = async (caller: Caller, input: object) => {
    const { token } = await ask(caller, INVITE, { input: { email: `${newId()}@test.example`, ...input } });
    return as(await ask(stage.nobody, ACCEPT, { token, name: '新人', password: PASSWORD }));
  };

  it('takes an enterprise from its registration to a verified profile', async () => {
    const odd = { kind: 'SME', name: '示范精密', creditCode: '912201011239989158', regionCode: '220100' };
    expect(await ask(operator, REGISTER, { input: odd })).toMatchObject({
      __typename: 'Unconfirmed',
      code: 'CONFIRM_IDENTIFIER',
      issues: [{ path: 'creditCode', code: 'CHECK_CHARACTER' }],
    });
    const registered = await ask(operator, REGISTER, { input: { ...odd, confirm: true } });
    expect(registered).toMatchObject({ status: 'UNCLAIMED', size: null, regionCode: '220100' });
    const id = String(registered.id);
    const admin = await join(operator, { organisationId: id, role: 'SME_ADMIN' });

    const input = {
      regionCode: '220102',
      trade: 'INDUSTRY',
      employees: 300,
      annualRevenueFen: 2_000_000_000_000_000,
    };
    const update = `mutation ($input: OrganisationProfileInput!) { outcome: updateOrganisationProfile(input: $input) { ${PROBLEM} ${ORGANISATION} } }`;
    expect(await ask(admin, update, { input })).toMatchObject({ size: 'MEDIUM', regionCode: '220102' });
    const title = `mutation { outcome: addCertificate(input: { tier: LITTLE_GIANT, level: "国家级", issuedOn: "2025-07-01", expiresOn: "2028-06-30" }) { ${PROBLEM} ... on OrganisationCertificate { id } } }`;
    const certificate = await ask(admin, title);
    const identifier = `mutation ($value: String!) { outcome: addIdentifier(input: { scheme: DUNS, value: $value }) { ${FAULTS} ... on OrganisationIdentifier { value } } }`;
    expect(await ask(admin, identifier, { value: '12-345-6789' })).toMatchObject({ value: '123456789' });
    expect(await ask(admin, identifier, { value: '12' })).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: 'value', code: 'BAD_IDENTIFIER' }],
    });
    expect(await ask(operator, onId('verifyOrganisation', ORGANISATION), { id })).toMatchObject({
      status: 'VERIFIED',
    });

    // What others see of it: no number behind the size, no identifier but the credit code.
    const stranger = await stage.nobody.signIn(await registerMember(stage.services, 'soe', 'soe_buyer'));
    const see = `query ($id: UUID!) { outcome: organisation(id: $id) { ${ORGANISATION.slice(ORGANISATION.indexOf('{') + 1, -1)} } }`;
    expect(await ask(stranger, see, { id })).toMatchObject({
      size: 'MEDIUM',
      sizeFacts: null,
      identifiers: [{ scheme: 'USCC', value: odd.creditCode, confirmed: true }],
      certificates: [{ tier: 'LITTLE_GIANT', level: '国家级', expiresOn: '2028-06-30' }],
    });
    expect(await ask(admin, see, { id })).toMatchObject({
      sizeFacts: { employees: 300, annualRevenueFen: input.annualRevenueFen },
      identifiers: [{ scheme: 'USCC' }, { scheme: 'DUNS' }],
    });
    const remove = onId('removeCertificate', '... on OrganisationCertificate { id }');
    expect(await ask(admin, remove, { id: certificate.id })).toMatchObject({ id: certificate.id });
    expect(await ask(stranger, see, { id: newId() })).toBeNull();
  });

  it('lists organisations to operators and auditors, filtered and in pages', async () => {
    const auditor = await join(operator, { role: 'AUDITOR' });
    await register({ name: '待核验一' });
    await register({ name: '待核验二' });
    const page = (after: string | null) => ({ kind: 'SME', status: 'UNCLAIMED', first: 1, after });
    const list =
      'query ($kind: OrganisationKind, $status: OrganisationStatus, $first: Int, $after: String) { outcome: organisations(kind: $kind, status: $status, first: $first, after: $after) { edges { node { kind status } } pageInfo { hasNextPage endCursor } } }';
    const first = await ask(auditor, list, page(null));
    expect(first).toMatchObject({
      edges: [{ node: { kind: 'SME', status: 'UNCLAIMED' } }],
      pageInfo: { hasNextPage: true },
    });
    const { endCursor } = first.pageInfo as { endCursor: string };
    expect(await ask(auditor, list, page(endCursor))).toMatchObject({ edges: [{ node: { kind: 'SME' } }] });
    const refused = await auditor.ask(REGISTER, { input: { kind: 'SME', name: 'x' } });
    expect(codesOf(refused)).toEqual(['FORBIDDEN']);
  });

  it('refreshes a session, ends it when a token is used twice, and signs out', async () => {
    const member = await registerMember(stage.services, 'sme', 'sme_admin');
    const first = await ask(stage.nobody, SIGN_IN, { email: member.email, password: member.password });
    const second = await ask(stage.nobody, REFRESH, { token: first.refreshToken });
    expect(await as(second).get('{ viewer { email } }')).toEqual({ viewer: { email: member.email } });
    expect(await ask(stage.nobody, REFRESH, { token: first.refreshToken })).toMatchObject({
      __typename: 'Denied',
      code: 'TOKEN_REUSED',
    });
    expect(await ask(stage.nobody, REFRESH, { token: second.refreshToken })).toMatchObject({
      code: 'TOKEN_INVALID',
    });
    const again = await ask(stage.nobody, SIGN_IN, { email: member.email, password: member.password });
    expect(await ask(stage.nobody, SIGN_OUT, { token: again.refreshToken })).toBe(true);
    expect(await ask(stage.nobody, REFRESH, { token: again.refreshToken })).toMatchObject({
      code: 'TOKEN_INVALID',
    });
  });

  it('lets an admin look after its people', async () => {
    const member = await registerMember(stage.services, 'soe', 'soe_admin');
    const admin = await stage.nobody.signIn(member);
    const scope = { chains: ['new-energy'], regions: ['320500'] };
    const liaison = await join(admin, { role: 'LIAISON', ...scope });
    expect(await liaison.get('{ viewer { role chains regions } }')).toEqual({
      viewer: { role: 'LIAISON', ...scope },
    });
    const list = '{ outcome: members { edges { node { id email role chains } } } }';
    const { edges } = (await ask(admin, list)) as unknown as { edges: { node: Outcome }[] };
    expect(edges.map((edge) => edge.node.role)).toEqual(['SOE_ADMIN', 'LIAISON']);
    const [own, theirs] = edges.map((edge) => edge.node.id);
    const remove = onId('removeMember', '... on Member { id }');
    expect(await ask(admin, remove, { id: own })).toMatchObject({ code: 'LAST_ADMIN' });
    const change = `mutation ($id: UUID!, $role: Role!) { outcome: changeMemberRole(input: { id: $id, role: $role }) { ${FAULTS.replace(/ \.\.\. on Unconfirmed.*/, '')} ... on Member { role chains } } }`;
    expect(await ask(admin, change, { id: theirs, role: 'SOE_BUYER' })).toMatchObject({
      role: 'SOE_BUYER',
      chains: [],
    });
    expect(await ask(admin, change, { id: theirs, role: 'PLATFORM_OPERATOR' })).toMatchObject({
      issues: [{ path: 'role', code: 'ROLE_NOT_FOR_KIND' }],
    });
    // The token of before carries the new role at once, in this process.
    expect(await liaison.get('{ viewer { role } needs { edges { node { id } } } }')).toMatchObject({
      viewer: { role: 'SOE_BUYER' },
    });
    expect(await ask(admin, remove, { id: theirs })).toMatchObject({ id: theirs });
    expect(codesOf(await liaison.ask('{ viewer { role } }'))).toEqual(['TOKEN_INVALID']);

    const invited = await ask(admin, INVITE, { input: { email: 'one@test.example', role: 'SOE_BUYER' } });
    const { id } = invited.invitation as { id: string };
    expect(
      await ask(admin, onId('revokeInvitation', '... on Invitation { id revokedAt }'), { id }),
    ).toMatchObject({ id });
    expect(
      await ask(stage.nobody, ACCEPT, { token: invited.token, name: '新人', password: PASSWORD }),
    ).toMatchObject({ code: 'INVITATION_INVALID' });
    const invitations =
      '{ outcome: invitations { edges { node { email acceptedAt revokedAt organisation { id } } } } }';
    expect(await ask(admin, invitations)).toMatchObject({
      edges: [
        { node: { revokedAt: null } },
        {
          node: {
            email: 'one@test.example',
            acceptedAt: null,
            organisation: { id: member.scope.organisationId },
          },
        },
      ],
    });
  });

  it('wants a long password of a new person, in both languages', async () => {
    const organisationId = await register({});
    const input = { organisationId, email: `${newId()}@test.example`, role: 'SME_MEMBER' };
    const { token } = await ask(operator, INVITE, { input });
    const short = await stage.nobody.ask<{ outcome: Outcome }>(
      ACCEPT,
      { token, name: '新人', password: 'short' },
      { 'accept-language': 'en' },
    );
    expect(short.data?.outcome).toMatchObject({
      message: '1 fault(s) in the input',
      issues: [{ path: 'password', code: 'PASSWORD_LENGTH' }],
    });
  });

  it('shuts a suspended organisation out of everything, streams too, and lets it back in', async () => {
    const member = await registerMember(stage.services, 'soe', 'soe_admin');
    const session = await ask(stage.nobody, SIGN_IN, { email: member.email, password: member.password });
    const caller = as(session);
    const socket = new Socket(stage.api.url, String(session.accessToken));
    stage.onClose(() => socket.close());
    const stream = await socket.listen('subscription { notificationAdded { id } }');
    const id = member.scope.organisationId;
    expect(await ask(operator, SUSPEND, { id })).toMatchObject({
      status: 'SUSPENDED',
      statusReason: '资料不实',
    });
    expect(codesOf(await caller.ask('{ viewer { id } }'))).toEqual(['ORGANISATION_SUSPENDED']);
    expect(
      await ask(stage.nobody, SIGN_IN, { email: member.email, password: member.password }),
    ).toMatchObject({ code: 'ORGANISATION_SUSPENDED' });
    expect(await ask(stage.nobody, REFRESH, { token: session.refreshToken })).toMatchObject({
      code: 'ORGANISATION_SUSPENDED',
    });
    await sendWakeUp(stage.services.get(UnitOfWork), 'notification', [
      { key: member.scope.userId, id: newId() },
    ]);
    await eventually('the stream ends', () => Promise.resolve(stream.ended));
    expect(stream.received).toEqual([]);
    expect(await ask(operator, onId('reinstateOrganisation', ORGANISATION), { id })).toMatchObject({
      status: 'VERIFIED',
    });
    expect(codesOf(await caller.ask('{ viewer { id } }'))).toEqual([]);
  });

  it('shows the admin of a group the needs below it, and lets it change none', async () => {
    const group = await registerMember(stage.services, 'soe', 'soe_admin');
    const admin = await stage.nobody.signIn(group);
    const colleague = await stage.nobody.signIn(await registerColleague(stage.services, group, 'soe_buyer'));
    const organisationId = await register({
      kind: 'SOE',
      owner: 'SASAC',
      parentId: group.scope.organisationId,
    });
    const buyer = await join(operator, { organisationId, role: 'SOE_BUYER' });
    const id = await done(buyer, CREATE_NEED, { input: { kind: 'PROCUREMENT', title: '子公司的草稿' } });
    const needs = (include: boolean) =>
      `{ needs(includeSubsidiaries: ${include}) { edges { node { id } } } }`;
    const found = { needs: { edges: [{ node: { id } }] } };
    const nothing = { needs: { edges: [] } };
    expect(await admin.get(needs(true))).toEqual(found);
    expect(await admin.get(needs(false))).toEqual(nothing);
    expect(await colleague.get(needs(true))).toEqual(nothing);
    expect(
      await admin.get(`{ need(id: "${id}") { title } matches(needId: "${id}") { edges { node { id } } } }`),
    ).toEqual({
      need: { title: '子公司的草稿' },
      matches: { edges: [] },
    });
    expect(await colleague.get(`{ need(id: "${id}") { title } }`)).toEqual({ need: null });
    for (const which of [id, newId()])
      expect(await ask(admin, CLOSE_NEED, { id: which })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
