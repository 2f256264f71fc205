/** Rows of the tables of wrong input (test/e2e/input.spec.ts) for organisations, their people and sessions. */
const FAULTS =
  '__typename ... on Problem { code message } ... on InvalidInput { issues { path code message } }';
const PROBLEM = '__typename ... on Problem { code message }';
const onInput = (field: string, type: string) =>
  `mutation ($input: ${type}!) { outcome: ${field}(input: $input) { ${FAULTS} } }`;
const onId = (field: string) => `mutation ($id: UUID!) { outcome: ${field}(id: $id) { ${PROBLEM} } }`;

const REGISTER = onInput('registerOrganisation', 'RegisterOrganisationInput');
const PROFILE = onInput('updateOrganisationProfile', 'OrganisationProfileInput');
const IDENTIFIER = onInput('addIdentifier', 'AddIdentifierInput');
const CERTIFICATE = onInput('addCertificate', 'AddCertificateInput');
const INVITE = onInput('inviteMember', 'InviteMemberInput');
const ROLE = onInput('changeMemberRole', 'ChangeMemberRoleInput');
const SUSPEND = `mutation ($id: UUID!, $reason: String!) { outcome: suspendOrganisation(id: $id, reason: $reason) { ${FAULTS} } }`;
const [VERIFY, REINSTATE] = [onId('verifyOrganisation'), onId('reinstateOrganisation')];
const [REVOKE, REMOVE, UNTITLE] = [onId('revokeInvitation'), onId('removeMember'), onId('removeCertificate')];
const REFRESH = `mutation { outcome: refreshSession(refreshToken: "x") { ${PROBLEM} } }`;
const SIGN_OUT = 'mutation { outcome: signOut(refreshToken: "x") }';
const ACCEPT = `mutation { outcome: acceptInvitation(token: "x", name: "x", password: "x") { ${PROBLEM} } }`;

/** Every mutation of identity but signIn, for the test that none is forgotten. */
export const IDENTITY_DOCUMENTS = [
  ...[REGISTER, PROFILE, IDENTIFIER, CERTIFICATE, INVITE, ROLE, SUSPEND, VERIFY, REINSTATE],
  ...[REVOKE, REMOVE, UNTITLE, REFRESH, SIGN_OUT, ACCEPT],
] as const;

const NO_ID = '01890000-0000-7000-8000-000000000001';
const organisation = (change: object) => ({ input: { kind: 'SME', name: '企业', ...change } });
const title = (change: object) => ({
  input: { tier: 'OTHER', level: '省级', issuedOn: '2025-01-01', ...change },
});
const person = (change: object) => ({ input: { email: 'a@test.example', role: 'SME_MEMBER', ...change } });

/** Right shape, wrong content: InvalidInput at the path. */
export const IDENTITY_FAULTS: readonly (readonly [
  string,
  'supplier' | 'operator',
  string,
  object,
  string,
])[] = [
  ['an organisation without a name', 'operator', REGISTER, organisation({ name: ' ' }), 'name'],
  ['a region that is none', 'operator', REGISTER, organisation({ regionCode: '32' }), 'regionCode'],
  ['a supplier with an owner', 'operator', REGISTER, organisation({ owner: 'SASAC' }), 'owner'],
  ['a short credit code', 'operator', REGISTER, organisation({ creditCode: '9122' }), 'creditCode'],
  ['a group of nobody', 'operator', REGISTER, organisation({ kind: 'SOE', parentId: NO_ID }), 'parentId'],
  ['a suspension without a reason', 'operator', SUSPEND, { id: NO_ID, reason: ' ' }, 'reason'],
  ['fewer people than none', 'supplier', PROFILE, { input: { employees: -1 } }, 'employees'],
  ['a malformed number', 'supplier', IDENTIFIER, { input: { scheme: 'USCC', value: 'O' } }, 'value'],
  ['a title of the year 0', 'supplier', CERTIFICATE, title({ issuedOn: '0000-01-01' }), 'issuedOn'],
  ['a title of no day', 'supplier', CERTIFICATE, title({ issuedOn: '2025-02-30' }), 'issuedOn'],
  ['a title that ends first', 'supplier', CERTIFICATE, title({ expiresOn: '2024-12-31' }), 'expiresOn'],
  ['an address that is none', 'supplier', INVITE, person({ email: 'nobody' }), 'email'],
  ['a role of others', 'supplier', INVITE, person({ role: 'PLATFORM_OPERATOR' }), 'role'],
  ['chains for a role without', 'supplier', INVITE, person({ chains: ['new-energy'] }), 'chains'],
  [
    'a region of a role that is none',
    'supplier',
    ROLE,
    { input: { id: NO_ID, role: 'SME_MEMBER', regions: ['x'] } },
    'regions.0',
  ],
];

/** Ids that nobody has. @param id such a one */
export const identityMissing = (
  id: string,
): readonly (readonly ['supplier' | 'operator', string, object])[] => [
  ['operator', VERIFY, { id }],
  ['operator', REINSTATE, { id }],
  ['operator', SUSPEND, { id, reason: 'x' }],
  ['supplier', REVOKE, { id }],
  ['supplier', REMOVE, { id }],
  ['supplier', UNTITLE, { id }],
  ['supplier', ROLE, { input: { id, role: 'SME_MEMBER' } }],
  ['supplier', INVITE, person({ organisationId: id })],
];
