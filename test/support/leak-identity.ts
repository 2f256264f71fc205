/**
 * Rows of the leak table (test/e2e/leak.spec.ts) for organisations, their people and sessions. Their people are named as there:
 * `otherBuyer` and `buyerColleague` are soe_admin, `supplier` is sme_admin, `operator` is platform_operator.
 */
import { newId } from '#libs/common';
import { type TestDatabase } from './database.js';

const BUYERS = ['buyer', 'buyerColleague', 'otherBuyer'] as const;
const SUPPLIERS = ['supplier', 'supplierColleague', 'otherSupplier'] as const;
const EVERYONE = [...BUYERS, ...SUPPLIERS, 'operator', 'chainLead'] as const;
const ADMINS = ['buyerColleague', 'otherBuyer', 'supplier'] as const;
const MANAGERS = [...ADMINS, 'operator'] as const;
const OPERATORS = ['operator'] as const;

const PAGE = '{ edges { node { id } } }';
const PROBLEM = '__typename ... on Problem { code message }';
const onId = (field: string, type: string) =>
  `mutation ($id: UUID!) { outcome: ${field}(id: $id) { ${PROBLEM} ... on ${type} { id } } }`;
const onInput = (field: string, input: string, type: string) =>
  `mutation ($input: ${input}!) { outcome: ${field}(input: $input) { ${PROBLEM} ... on ${type} { id } } }`;
/** Rows of others, and ids that nobody has, answer alike; `by` may ask in general. */
const missing = (by: readonly (typeof EVERYONE)[number][], ...rows: readonly IdentityRow[]) =>
  rows.map((row) => ({ by, row, answer: 'missing' as const }));
const OTHER_ADMINS = ['buyerColleague', 'otherBuyer'] as const;

/** Rows that belong to `supplier`. */
export type IdentityRow =
  'suppliersOrganisation' | 'suppliersMembership' | 'suppliersInvitation' | 'suppliersCertificate';

const title = { tier: 'OTHER', level: '不应出现', issuedOn: '2025-01-01' };

/** In the form of the table's `Case`. */
export const IDENTITY_CASES = {
  'Query.organisation': {
    // The public side of every organisation is for everybody; the rest is read with every field in the other tests.
    document: 'query ($id: UUID!) { outcome: organisation(id: $id) { id } }',
    for: EVERYONE,
    attempts: [],
  },
  'Query.organisations': { document: `{ outcome: organisations ${PAGE} }`, for: OPERATORS, attempts: [] },
  'Query.members': {
    document: `query ($id: UUID) { outcome: members(organisationId: $id) ${PAGE} }`,
    for: MANAGERS,
    attempts: [{ by: OTHER_ADMINS, row: 'suppliersOrganisation' as const, answer: 'empty' as const }],
  },
  'Query.invitations': {
    document: `query ($id: UUID) { outcome: invitations(organisationId: $id) ${PAGE} }`,
    for: MANAGERS,
    attempts: [{ by: OTHER_ADMINS, row: 'suppliersOrganisation' as const, answer: 'empty' as const }],
  },
  'Mutation.registerOrganisation': {
    document: onInput('registerOrganisation', 'RegisterOrganisationInput', 'Organisation'),
    for: OPERATORS,
    variables: () => ({ input: { kind: 'SME', name: '不应出现的企业' } }),
    attempts: [],
  },
  'Mutation.verifyOrganisation': {
    document: onId('verifyOrganisation', 'Organisation'),
    for: OPERATORS,
    attempts: [],
  },
  'Mutation.suspendOrganisation': {
    document: `mutation ($id: UUID!) { outcome: suspendOrganisation(id: $id, reason: "x") { ${PROBLEM} ... on Organisation { id } } }`,
    for: OPERATORS,
    attempts: [],
  },
  'Mutation.reinstateOrganisation': {
    document: onId('reinstateOrganisation', 'Organisation'),
    for: OPERATORS,
    attempts: [],
  },
  'Mutation.updateOrganisationProfile': {
    document: onInput('updateOrganisationProfile', 'OrganisationProfileInput', 'Organisation'),
    for: ADMINS,
    variables: () => ({ input: { employees: 7 } }),
    attempts: [],
  },
  'Mutation.addIdentifier': {
    document: onInput('addIdentifier', 'AddIdentifierInput', 'OrganisationIdentifier'),
    for: ADMINS,
    variables: () => ({ input: { scheme: 'DUNS', value: '987654321' } }),
    attempts: [],
  },
  'Mutation.addCertificate': {
    document: onInput('addCertificate', 'AddCertificateInput', 'OrganisationCertificate'),
    for: ADMINS,
    variables: () => ({ input: title }),
    attempts: [],
  },
  'Mutation.removeCertificate': {
    document: onId('removeCertificate', 'OrganisationCertificate'),
    for: ADMINS,
    attempts: missing(OTHER_ADMINS, 'suppliersCertificate'),
  },
  'Mutation.inviteMember': {
    document: `mutation ($input: InviteMemberInput!) { outcome: inviteMember(input: $input) { ${PROBLEM} ... on Invited { token } } }`,
    for: MANAGERS,
    variables: (id: string) => ({
      input: { organisationId: id, email: `${newId()}@test.example`, role: 'SME_MEMBER' },
    }),
    attempts: missing(OTHER_ADMINS, 'suppliersOrganisation'),
  },
  'Mutation.revokeInvitation': {
    document: onId('revokeInvitation', 'Invitation'),
    for: MANAGERS,
    attempts: missing(OTHER_ADMINS, 'suppliersInvitation'),
  },
  'Mutation.changeMemberRole': {
    document: onInput('changeMemberRole', 'ChangeMemberRoleInput', 'Member'),
    for: MANAGERS,
    variables: (id: string) => ({ input: { id, role: 'SME_ADMIN' } }),
    attempts: missing(OTHER_ADMINS, 'suppliersMembership'),
  },
  'Mutation.removeMember': {
    document: onId('removeMember', 'Member'),
    for: MANAGERS,
    attempts: missing(OTHER_ADMINS, 'suppliersMembership'),
  },
  'Mutation.refreshSession': {
    document: `mutation { outcome: refreshSession(refreshToken: "nobody’s") { ${PROBLEM} } }`,
    for: 'everybody' as const,
    attempts: [],
  },
  'Mutation.signOut': {
    document: 'mutation { outcome: signOut(refreshToken: "nobody’s") }',
    for: 'everybody' as const,
    attempts: [],
  },
  'Mutation.acceptInvitation': {
    document: `mutation { outcome: acceptInvitation(token: "nobody’s", name: "x", password: "1234567890") { ${PROBLEM} } }`,
    for: 'everybody' as const,
    attempts: [],
  },
};

/** Makes the rows as the owner of the database. @param member of the organisation they are for */
export async function prepareIdentityRows(
  database: Pick<TestDatabase, 'sql'>,
  member: { readonly organisationId: string; readonly userId: string },
): Promise<Record<IdentityRow, string>> {
  const [invitation, certificate] = [newId(), newId()];
  await database.sql(
    `INSERT INTO invitation (id, organisation_id, email, role, token_hash, invited_by, expires_at)
     VALUES ($1, $2, 'invited-secret@test.example', 'sme_member', 'hash', $3, now() + interval '1 day')`,
    [invitation, member.organisationId, member.userId],
  );
  await database.sql(
    `INSERT INTO organisation_certificate (id, organisation_id, tier, level, issued_on)
     VALUES ($1, $2, 'champion', '国家级', '2025-01-01')`,
    [certificate, member.organisationId],
  );
  const [row] = await database.sql<{ id: string }>(
    'SELECT id FROM membership WHERE user_id = $1 AND organisation_id = $2',
    [member.userId, member.organisationId],
  );
  return {
    suppliersOrganisation: member.organisationId,
    suppliersMembership: row?.id ?? '',
    suppliersInvitation: invitation,
    suppliersCertificate: certificate,
  };
}
