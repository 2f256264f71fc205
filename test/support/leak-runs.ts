/*
 * Rows of the leak table (test/e2e/leak.spec.ts) for runs, notifications and the background: what the wrong role, the other
 * organisation and a stranger get. `run` is a finished run of the buyer's open need.
 */
const PEOPLE = [
  ...(['buyer', 'buyerColleague', 'otherBuyer', 'supplier', 'supplierColleague', 'otherSupplier'] as const),
  'operator',
] as const;
const BUYERS = ['buyer', 'buyerColleague', 'otherBuyer'] as const;
const PROBLEM = '__typename ... on Problem { code message }';

const otherBuyer = <A extends 'null' | 'empty' | 'missing'>(answer: A) =>
  [{ by: ['otherBuyer'] as const, row: 'run' as const, answer }] as const;
const forAll = (document: string) => ({ document, for: PEOPLE, attempts: [] });

export const CANCEL_MATCHING = `mutation ($id: UUID!) { outcome: cancelMatching(runId: $id) { ${PROBLEM} ... on MatchRun { id } } }`;

export const RUN_CASES = {
  'Query.matchRun': {
    document: 'query ($id: UUID!) { outcome: matchRun(id: $id) { id } }',
    for: BUYERS,
    attempts: otherBuyer('null'),
  },
  'Query.matchRunChanges': {
    document: 'query ($id: UUID!) { outcome: matchRunChanges(runId: $id) { edges { node { productId } } } }',
    for: BUYERS,
    attempts: otherBuyer('empty'),
  },
  'Mutation.cancelMatching': {
    document: CANCEL_MATCHING,
    for: BUYERS,
    attempts: otherBuyer('missing'),
  },
  'Query.operations': {
    document: '{ outcome: operations { failures { kind } } }',
    for: ['operator'] as const,
    attempts: [],
  },
  'Mutation.redriveJobs': {
    document: 'mutation { outcome: redriveJobs }',
    for: ['operator'] as const,
    attempts: [],
  },
  // What these show and change is the caller's own only; they name no row of anybody.
  'Query.notificationPreferences': forAll('{ outcome: notificationPreferences { kinds { kind } } }'),
  'Query.unreadCounts': forAll('{ outcome: unreadCounts { total } }'),
  'Mutation.setNotificationPreference': forAll(
    `mutation { outcome: setNotificationPreference(kind: "match.news", inApp: true) { ${PROBLEM} } }`,
  ),
  'Mutation.markAllNotificationsRead': forAll(
    'mutation { outcome: markAllNotificationsRead(before: "2000-01-01T00:00:00Z") { total } }',
  ),
  'Subscription.matchingProgress': {
    document: 'subscription ($id: UUID!) { matchingProgress(needId: $id) { id needId } }',
    for: BUYERS,
    attempts: [],
  },
} as const;
