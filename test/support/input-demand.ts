/** Rows of the tables of wrong input (test/e2e/input.spec.ts) for needs, their clauses and invitations. */
import { CREATE_NEED, type Outcome } from './stage.js';
import { type Caller } from './graphql.js';

const FAULTS =
  '__typename ... on Problem { code message } ... on InvalidInput { issues { path code message } }';
const PROBLEM = '__typename ... on Problem { code message }';
export const UPDATE_NEED = `mutation ($id: UUID!, $version: Int!, $input: UpdateNeedInput!)
  { outcome: updateNeed(id: $id, expectedVersion: $version, input: $input) { ${FAULTS} ... on Need { id version } } }`;
const KEYED = `mutation ($key: String!, $input: CreateNeedInput!)
  { outcome: createNeed(idempotencyKey: $key, input: $input) { ${FAULTS} ... on Need { id } } }`;
const CLOSE = `mutation ($id: UUID!, $reason: String!) { outcome: closeNeed(id: $id, reason: $reason) { ${FAULTS} } }`;
const INVITE = `mutation ($input: InviteToNeedInput!) { outcome: inviteToNeed(input: $input) { ${FAULTS} ... on NeedInvitation { id } } }`;
const onId = (field: string) =>
  `mutation ($id: UUID!) { outcome: ${field}(id: $id) { ${PROBLEM} ... on NeedInvitation { id } } }`;
const [REVOKE, ACCEPT, DECLINE] = [
  onId('revokeNeedInvitation'),
  onId('acceptNeedInvitation'),
  onId('declineNeedInvitation'),
];
const REVIEW = `query ($input: CreateNeedInput!) { outcome: reviewNeed(input: $input) { ${FAULTS} } }`;

/** Every mutation of needs beside those of the first tables, for the test that none is forgotten. */
export const DEMAND_DOCUMENTS = [UPDATE_NEED, INVITE, REVOKE, ACCEPT, DECLINE] as const;

const NO_ID = '01890000-0000-7000-8000-000000000001';
const need = (change: object) => ({ input: { kind: 'PROCUREMENT', title: '断路器采购', ...change } });
const asks = (condition: object, more: object = {}) =>
  need({ clauses: [{ hard: true, text: '条款', condition, ...more }] });
const invitation = (change: object) => ({
  input: { needId: NO_ID, supplierOrganisationId: NO_ID, terms: '条款', ...change },
});

/** Right shape, wrong content: InvalidInput at the path. */
export const DEMAND_FAULTS: readonly (readonly [string, 'buyer', string, object, string])[] = [
  ['a key that is none', 'buyer', KEYED, { key: '空 格', ...need({}) }, 'idempotencyKey'],
  [
    'an empty title in a change',
    'buyer',
    UPDATE_NEED,
    { id: NO_ID, version: 1, ...need({ title: ' ' }) },
    'title',
  ],
  ['an empty title in a review', 'buyer', REVIEW, need({ title: ' ' }), 'title'],
  [
    'no quantity at all',
    'buyer',
    CREATE_NEED,
    need({ quantity: { amount: '0', unit: '台' } }),
    'quantity.amount',
  ],
  ['a region that is none', 'buyer', CREATE_NEED, need({ regionCode: '苏州' }), 'regionCode'],
  ['payment before delivery', 'buyer', CREATE_NEED, need({ paymentDays: -1 }), 'paymentDays'],
  ['a budget upside down', 'buyer', CREATE_NEED, need({ budget: { low: 2, high: 1 } }), 'budget.low'],
  ['a budget without an amount', 'buyer', CREATE_NEED, need({ budget: {} }), 'budget'],
  [
    'a long confidential part',
    'buyer',
    CREATE_NEED,
    need({ invitedPart: 'x'.repeat(20_001) }),
    'invitedPart',
  ],
  ['a scenario of a purchase', 'buyer', CREATE_NEED, need({ scenario: { site: 'x' } }), 'scenario'],
  ['a reward of a purchase', 'buyer', CREATE_NEED, need({ challenge: { reward: 1 } }), 'challenge'],
  [
    'a start on no day',
    'buyer',
    CREATE_NEED,
    need({ kind: 'FIRST_UNIT_SCENARIO', scenario: { latestStart: '2026-02-30' } }),
    'scenario.latestStart',
  ],
  [
    'words that stand elsewhere',
    'buyer',
    CREATE_NEED,
    asks({ text: true }, { span: { part: 'TITLE', start: 0, end: 2 } }),
    'clauses.0.span',
  ],
  ['an industry that is none', 'buyer', CREATE_NEED, asks({ industry: 'Z9' }), 'clauses.0.condition.code'],
  [
    'a region served that is none',
    'buyer',
    CREATE_NEED,
    asks({ regionServed: '1' }),
    'clauses.0.condition.code',
  ],
  [
    'a capacity of nothing',
    'buyer',
    CREATE_NEED,
    asks({ capacity: { amount: '0', unit: '台', per: 'MONTH' } }),
    'clauses.0.condition.amount',
  ],
  [
    'a quantity in no days',
    'buyer',
    CREATE_NEED,
    asks({ quantity: { amount: '1', unit: '台', withinDays: 0 } }),
    'clauses.0.condition.withinDays',
  ],
  [
    'a price of nothing',
    'buyer',
    CREATE_NEED,
    asks({ price: { max: 0, per: '台' } }),
    'clauses.0.condition.max',
  ],
  [
    'more than all of a market',
    'buyer',
    CREATE_NEED,
    asks({ marketShare: '101' }),
    'clauses.0.condition.minShare',
  ],
  [
    'a credential without a name',
    'buyer',
    CREATE_NEED,
    asks({ credential: { name: ' ' } }),
    'clauses.0.condition.credential.name',
  ],
  [
    'a period that ends first',
    'buyer',
    CREATE_NEED,
    asks({ trackRecord: { from: '2025-01-02', to: '2025-01-01' } }),
    'clauses.0.condition.trackRecord.to',
  ],
  ['a long reason for closing', 'buyer', CLOSE, { id: NO_ID, reason: 'x'.repeat(501) }, 'reason'],
  ['an invitation without terms', 'buyer', INVITE, invitation({ terms: ' ' }), 'terms'],
];

/** Ids that nobody has. @param id such a one */
export const demandMissing = (id: string): readonly (readonly ['buyer' | 'supplier', string, object])[] => [
  ['buyer', UPDATE_NEED, { id, version: 1, ...need({}) }],
  ['buyer', INVITE, invitation({ needId: id })],
  ['buyer', REVOKE, { id }],
  ['supplier', ACCEPT, { id }],
  ['supplier', DECLINE, { id }],
];

/** States that do not allow the verb. */
export const demandStates = (
  buyer: Caller,
  ids: { readonly draft: string; readonly closed: string; readonly open: string },
): [Caller, string, object, string, string][] => [
  [buyer, UPDATE_NEED, { id: ids.open, version: 99, ...need({}) }, 'WrongState', 'VERSION_CONFLICT'],
  [buyer, UPDATE_NEED, { id: ids.closed, version: 3, ...need({}) }, 'WrongState', 'NEED_STATE'],
  [
    buyer,
    UPDATE_NEED,
    { id: ids.open, version: 2, ...need({ deadline: '2020-01-01T00:00:00Z' }) },
    'WrongState',
    'DEADLINE_PASSED',
  ],
  [buyer, INVITE, invitation({ needId: ids.draft }), 'WrongState', 'NEED_STATE'],
];

/** An invitation of the open need that its supplier has declined, with what may not be done with it. */
export async function declinedInvitation(
  buyer: Caller,
  supplier: { caller: Caller; organisationId: string },
  needId: string,
): Promise<[Caller, string, object, string, string][]> {
  const { outcome } = await buyer.get<{ outcome: Outcome }>(INVITE, {
    input: { needId, supplierOrganisationId: supplier.organisationId, terms: '条款' },
  });
  await supplier.caller.get(DECLINE, { id: outcome.id });
  return [[supplier.caller, ACCEPT, { id: outcome.id }, 'WrongState', 'NEED_INVITATION_STATE']];
}
