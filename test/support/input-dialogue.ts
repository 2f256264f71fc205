/** Rows of the tables of wrong input (test/e2e/input.spec.ts) for what the two sides of a match say to each other. */
import { ANSWER, ASK, OFFER, REPLY, SHORTLIST, WITHDRAW_CONTACT } from './leak-dialogue.js';
import { RECORD_DECISION } from './stage.js';

/** Every mutation of it, for the test that none is forgotten. */
export const DIALOGUE_DOCUMENTS = [ANSWER, ASK, REPLY, OFFER, WITHDRAW_CONTACT, SHORTLIST] as const;

const NO_ID = '01890000-0000-7000-8000-000000000001';
const answer = (change: object) => ({ input: { matchId: NO_ID, answer: 'INTERESTED', ...change } });
const ask = (change: object) => ({ input: { matchId: NO_ID, text: '？', ...change } });
const person = (change: object) => ({
  input: { matchId: NO_ID, name: '王工', phone: '12345678', ...change },
});

/** Right shape, wrong content: InvalidInput at the path. */
export const DIALOGUE_FAULTS: readonly (readonly [string, 'supplier' | 'buyer', string, object, string])[] = [
  ['a refusal without a code', 'supplier', ANSWER, answer({ answer: 'NOT_FOR_US' }), 'reasonCode'],
  ['interest with a code', 'supplier', ANSWER, answer({ reasonCode: 'PRICE' }), 'reasonCode'],
  [
    'a code that says nothing',
    'supplier',
    ANSWER,
    answer({ answer: 'NOT_FOR_US', reasonCode: 'OTHER' }),
    'reason',
  ],
  ['a long reason', 'supplier', ANSWER, answer({ reason: 'x'.repeat(1_001) }), 'reason'],
  ['an empty reply', 'buyer', REPLY, { id: NO_ID, text: ' ' }, 'text'],
  ['a long reply', 'buyer', REPLY, { id: NO_ID, text: 'x'.repeat(2_001) }, 'text'],
  ['a key that is none', 'buyer', REPLY, { id: NO_ID, text: '！', key: ' ' }, 'idempotencyKey'],
  ['a key to ask under that is none', 'buyer', ASK, { ...ask({}), key: '键' }, 'idempotencyKey'],
  ['a contact without a name', 'buyer', OFFER, person({ name: '' }), 'name'],
  ['a contact with no way to it', 'buyer', OFFER, person({ phone: null }), 'phone'],
  ['a phone number that is none', 'supplier', OFFER, person({ phone: 'call me' }), 'phone'],
  ['an address that is none', 'supplier', OFFER, person({ email: 'nobody' }), 'email'],
  ['no candidates', 'buyer', SHORTLIST, { ids: [] }, 'matchIds'],
  ['one candidate twice', 'buyer', SHORTLIST, { ids: [NO_ID, NO_ID] }, 'matchIds'],
  ['a long reason for many', 'buyer', SHORTLIST, { ids: [NO_ID], reason: 'x'.repeat(1_001) }, 'reason'],
];

/** Right JSON, wrong type or no value of an enum: refused before anything runs. */
export const DIALOGUE_SHAPES: readonly (readonly [string, 'supplier' | 'buyer', string, object])[] = [
  ['an answer that is none', 'supplier', ANSWER, answer({ answer: 'MAYBE' })],
  ['a code that is none', 'supplier', ANSWER, answer({ answer: 'NOT_FOR_US', reasonCode: 'MOOD' })],
  ['a malformed match to ask about', 'buyer', ASK, ask({ matchId: 'x' })],
  ['a malformed clause', 'buyer', ASK, ask({ clauseId: 7 })],
  ['a question that is a number', 'buyer', ASK, ask({ text: 1 })],
  ['a reply that is null', 'buyer', REPLY, { id: NO_ID, text: null }],
  ['a key that is a number', 'buyer', REPLY, { id: NO_ID, text: '！', key: 7 }],
  ['a contact without its match', 'buyer', OFFER, { input: { name: '王工', phone: '12345678' } }],
  ['a malformed match to take back from', 'buyer', WITHDRAW_CONTACT, { id: '1' }],
  ['a malformed candidate', 'buyer', SHORTLIST, { ids: [NO_ID, 'x'] }],
];

/** States of a real match that do not allow the verb. */
export const dialogueStates = (matchId: string) =>
  [
    ['buyer', RECORD_DECISION, { input: { matchId, kind: 'WITHDRAW' } }, 'WrongState', 'NOT_SHORTLISTED'],
    ['buyer', OFFER, person({ matchId }), 'WrongState', 'CONTACT_NOT_READY'],
    ['supplier', OFFER, person({ matchId }), 'WrongState', 'CONTACT_NOT_READY'],
    ['supplier', ASK, ask({ matchId, text: ' ' }), 'InvalidInput', 'INVALID_INPUT'],
    ['buyer', ASK, ask({ matchId, text: 'x'.repeat(2_001) }), 'InvalidInput', 'INVALID_INPUT'],
  ] as const;

/** An id that nobody has: NotFound. */
export const dialogueMissing = (id: string) =>
  [
    ['supplier', ANSWER, answer({ matchId: id })],
    ['supplier', ASK, ask({ matchId: id })],
    ['buyer', ASK, ask({ matchId: id, text: null })],
    ['buyer', REPLY, { id, text: '！' }],
    ['buyer', OFFER, person({ matchId: id })],
    ['supplier', WITHDRAW_CONTACT, { id }],
  ] as const;
