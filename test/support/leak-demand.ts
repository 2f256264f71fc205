import { newId } from '#libs/common';
import { type TestDatabase } from './database.js';
import { type Caller } from './graphql.js';
import { done } from './stage.js';

/*
 * Rows of the leak table (test/e2e/leak.spec.ts) for needs: what the wrong role, the other organisation and a stranger get.
 * `attempts` name rows of that file. The two invitations are to the open need: one to the second supplier, who has accepted, and one
 * to an enterprise that nobody acts for.
 */
export type DemandRow = 'pendingInvitation' | 'acceptedInvitation';

const BUYERS = ['buyer', 'buyerColleague', 'otherBuyer'] as const;
const SUPPLIERS = ['supplier', 'supplierColleague', 'otherSupplier'] as const;
const NEEDS = ['draftNeed', 'openNeed', 'closedNeed'] as const;
const INVITATIONS = ['pendingInvitation', 'acceptedInvitation'] as const;
const PAGE = '{ edges { node { __typename } } }';
const PROBLEM = '__typename ... on Problem { code message }';

const onNeeds = <A extends 'null' | 'empty' | 'missing'>(answer: A) =>
  NEEDS.map((row) => ({ by: ['otherBuyer'] as const, row, answer }));
const onId = (field: string) =>
  `mutation ($id: UUID!) { outcome: ${field}(id: $id) { ${PROBLEM} ... on NeedInvitation { id } } }`;

export const DEMAND_CASES = {
  // Of an open need too: drafts and confidential parts are among the versions.
  'Query.needVersions': {
    document: `query ($id: UUID!) { outcome: needVersions(needId: $id) ${PAGE} }`,
    for: BUYERS,
    attempts: onNeeds('empty'),
  },
  'Query.needDiff': {
    document: 'query ($id: UUID!) { outcome: needDiff(needId: $id) { changes { path } } }',
    for: BUYERS,
    attempts: onNeeds('null'),
  },
  'Query.reviewNeed': {
    document: `{ outcome: reviewNeed(input: { kind: PROCUREMENT, title: "x" }) { ${PROBLEM} } }`,
    for: BUYERS,
    attempts: [],
  },
  'Query.needInvitations': {
    document: `query ($id: UUID!) { outcome: needInvitations(needId: $id) ${PAGE} }`,
    for: BUYERS,
    attempts: onNeeds('empty'),
  },
  'Query.invitationsToNeeds': {
    document: `{ outcome: invitationsToNeeds ${PAGE} }`,
    for: SUPPLIERS,
    attempts: [],
  },
  'Mutation.updateNeed': {
    document: `mutation ($id: UUID!) { outcome: updateNeed(id: $id, expectedVersion: 1, input: { kind: PROCUREMENT, title: "不应出现的需求" })
      { ${PROBLEM} ... on Need { id version } } }`,
    for: BUYERS,
    attempts: onNeeds('missing'),
  },
  'Mutation.inviteToNeed': {
    document: `mutation ($input: InviteToNeedInput!) { outcome: inviteToNeed(input: $input) { ${PROBLEM} ... on NeedInvitation { id } } }`,
    for: BUYERS,
    variables: (id: string) => ({ input: { needId: id, supplierOrganisationId: newId(), terms: 'x' } }),
    attempts: onNeeds('missing'),
  },
  'Mutation.revokeNeedInvitation': {
    document: onId('revokeNeedInvitation'),
    for: BUYERS,
    attempts: INVITATIONS.map((row) => ({ by: ['otherBuyer'] as const, row, answer: 'missing' as const })),
  },
  'Mutation.acceptNeedInvitation': answer('acceptNeedInvitation'),
  'Mutation.declineNeedInvitation': answer('declineNeedInvitation'),
} as const;

function answer(field: string) {
  return {
    document: onId(field),
    for: SUPPLIERS,
    attempts: [
      { by: SUPPLIERS, row: 'pendingInvitation' as const, answer: 'missing' as const },
      {
        by: ['supplier', 'supplierColleague'] as const,
        row: 'acceptedInvitation' as const,
        answer: 'missing' as const,
      },
    ],
  };
}

/** What only invited suppliers read of the open need; only members read the other. */
export const DEMAND_SECRETS = { invited: '受邀秘密正文', terms: '秘密保密条款' } as const;

/** Invites a nobody and, accepted, the second supplier to a need. */
export async function prepareDemandRows(
  database: TestDatabase,
  buyer: Caller,
  invited: { caller: Caller; organisationId: string },
  needId: string,
): Promise<Record<DemandRow, string>> {
  const nobody = newId();
  await database.sql("INSERT INTO organisation (id, kind, name) VALUES ($1, 'sme', '无人企业')", [nobody]);
  const INVITE = `mutation ($input: InviteToNeedInput!) { outcome: inviteToNeed(input: $input) { ${PROBLEM} ... on NeedInvitation { id } } }`;
  const invite = (supplierOrganisationId: string) =>
    done(buyer, INVITE, { input: { needId, supplierOrganisationId, terms: DEMAND_SECRETS.terms } });
  const pendingInvitation = await invite(nobody);
  const acceptedInvitation = await invite(invited.organisationId);
  await done(invited.caller, onId('acceptNeedInvitation'), { id: acceptedInvitation });
  return { pendingInvitation, acceptedInvitation };
}
