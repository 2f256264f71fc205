/** Rows of the tables of wrong input (test/e2e/input.spec.ts) for runs, notifications and the background. */
import { CANCEL_MATCHING } from './leak-runs.js';

const FAULTS =
  '__typename ... on Problem { code message } ... on InvalidInput { issues { path code message } }';
const PREFERENCE = `mutation ($kind: String!) { outcome: setNotificationPreference(kind: $kind, inApp: false) { ${FAULTS} } }`;
const READ_ALL = `mutation ($before: DateTime!) { outcome: markAllNotificationsRead(before: $before) { total } }`;
const REDRIVE = 'mutation ($kind: JobKind) { outcome: redriveJobs(kind: $kind) }';

/** Every mutation of this area, for the test that none is forgotten. */
export const RUN_DOCUMENTS = [CANCEL_MATCHING, PREFERENCE, READ_ALL, REDRIVE] as const;

type Who = 'supplier' | 'buyer' | 'operator';

/** Right shape, wrong content: InvalidInput at the path. */
export const RUN_FAULTS: readonly (readonly [string, Who, string, object, string])[] = [
  ['a kind of notification that is none', 'buyer', PREFERENCE, { kind: 'x' }, 'kind'],
  ['a kind of notification without end', 'supplier', PREFERENCE, { kind: 'x'.repeat(5_000) }, 'kind'],
];

/** Wrong shapes: refused before anything runs. */
export const RUN_SHAPES: readonly (readonly [string, Who, string, object])[] = [
  ['a malformed run', 'buyer', CANCEL_MATCHING, { id: 'x' }],
  ['no kind of notification', 'buyer', PREFERENCE, { kind: null }],
  ['a moment that is none', 'buyer', READ_ALL, { before: 'yesterday' }],
  ['a day without a time', 'buyer', READ_ALL, { before: '2026-02-30T00:00:00Z' }],
  ['a kind of work that is none', 'operator', REDRIVE, { kind: 'match.need' }],
];
