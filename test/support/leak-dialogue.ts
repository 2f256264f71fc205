import { type TestDatabase } from './database.js';
import { type Caller } from './graphql.js';
import { done } from './stage.js';

/*
 * Rows of the leak table (test/e2e/leak.spec.ts) for what the two sides of a match say, and for staff's search within matches:
 * what the wrong role, the other organisation and a stranger get. `attempts` name rows of that file.
 */
const BUYERS = ['buyer', 'buyerColleague', 'otherBuyer'] as const;
const SUPPLIERS = ['supplier', 'supplierColleague', 'otherSupplier'] as const;
const BOTH = [...BUYERS, ...SUPPLIERS] as const;
const PROBLEM = '__typename ... on Problem { code message }';
const PAGE = '{ edges { node { __typename } } }';

/** Rows that {@link prepareDialogueRows} adds to those of the leak test. */
export type DialogueRow = 'question' | 'hiddenQuestion' | 'suppliersQuestion';

export const ANSWER = `mutation ($input: AnswerOpportunityInput!) { outcome: answerOpportunity(input: $input) { ${PROBLEM}
  ... on InvalidInput { issues { path code message } } ... on OpportunityAnswer { id } } }`;
export const ASK = `mutation ($input: AskInput!, $key: String) { outcome: askAboutMatch(input: $input, idempotencyKey: $key) { ${PROBLEM}
  ... on InvalidInput { issues { path code message } } ... on Question { id } } }`;
export const REPLY = `mutation ($id: UUID!, $text: String!, $key: String) { outcome: replyToQuestion(questionId: $id, text: $text, idempotencyKey: $key) { ${PROBLEM}
  ... on InvalidInput { issues { path code message } } ... on Question { id } } }`;
export const OFFER = `mutation ($input: ContactInput!) { outcome: offerContact(input: $input) { ${PROBLEM}
  ... on InvalidInput { issues { path code message } } ... on Contact { id: needId } } }`;
export const WITHDRAW_CONTACT = `mutation ($id: UUID!) { outcome: withdrawContact(matchId: $id) { ${PROBLEM} ... on Contact { id: needId } } }`;
export const SHORTLIST = `mutation ($ids: [UUID!]!, $reason: String) { outcome: shortlistMatches(matchIds: $ids, reason: $reason) { ${PROBLEM}
  ... on InvalidInput { issues { path code message } }
  ... on ShortlistOutcomes { outcomes { matchId result { ${PROBLEM} ... on Decision { id } } } } } }`;

const onMatch = (by: readonly (typeof BOTH)[number][]) => [
  { by, row: 'match' as const, answer: 'missing' as const },
];
const STRANGERS = ['otherBuyer', 'otherSupplier'] as const;

export const DIALOGUE_CASES = {
  'Query.allMatches': { document: `{ outcome: allMatches ${PAGE} }`, for: BUYERS, attempts: [] },
  'Query.shortlist': {
    document: `query ($id: UUID!) { outcome: shortlist(needId: $id) ${PAGE} }`,
    for: BUYERS,
    attempts: [{ by: ['otherBuyer'], row: 'openNeed', answer: 'empty' }],
  },
  'Query.opportunity': {
    document: 'query ($id: UUID!) { outcome: opportunity(id: $id) { id } }',
    for: SUPPLIERS,
    attempts: [{ by: ['otherSupplier'], row: 'match', answer: 'null' }],
  },
  'Query.questions': {
    document: `query ($id: UUID!) { outcome: questions(needId: $id) ${PAGE} }`,
    for: BOTH,
    attempts: [{ by: STRANGERS, row: 'openNeed', answer: 'empty' }],
  },
  'Query.contacts': { document: `{ outcome: contacts ${PAGE} }`, for: BOTH, attempts: [] },
  // Each candidate has an outcome of its own, so the call itself succeeds; medium tests show that a foreign one is not found.
  'Mutation.shortlistMatches': {
    document: SHORTLIST,
    for: BUYERS,
    variables: () => ({ ids: [] }),
    attempts: [],
  },
  'Mutation.answerOpportunity': {
    document: ANSWER,
    for: SUPPLIERS,
    variables: (matchId: string) => ({ input: { matchId, answer: 'INTERESTED' } }),
    attempts: onMatch(['otherSupplier']),
  },
  'Mutation.askAboutMatch': {
    document: ASK,
    for: BOTH,
    variables: (matchId: string) => ({ input: { matchId, text: '不应出现的提问' } }),
    attempts: onMatch(STRANGERS),
  },
  'Mutation.replyToQuestion': {
    document: REPLY,
    for: BOTH,
    variables: (id: string) => ({ id, text: '不应出现的回复' }),
    attempts: [
      ...(['question', 'suppliersQuestion', 'hiddenQuestion'] as const).map((row) => ({
        ...{ by: STRANGERS, row, answer: 'missing' as const },
      })),
      // Of the supplier itself: the clause is kept from it.
      { by: ['supplier', 'supplierColleague'], row: 'hiddenQuestion', answer: 'missing' },
    ],
  },
  'Mutation.offerContact': {
    document: OFFER,
    for: BOTH,
    variables: (matchId: string) => ({ input: { matchId, name: '不应出现', phone: '12345678' } }),
    attempts: onMatch(STRANGERS),
  },
  'Mutation.withdrawContact': { document: WITHDRAW_CONTACT, for: BOTH, attempts: onMatch(STRANGERS) },
} as const;

/** What the sides say on the match; a stranger may read none of it, the other side only what it is told. */
export const DIALOGUE_SECRET = {
  answer: '秘密答复：产能',
  question: '秘密提问：公开条款',
  hiddenQuestion: '秘密提问：未公开条款',
  reply: '秘密回复',
  offer: '秘密联系人',
} as const;

/** Both sides talk on the match; the supplier offers a contact and the buyer has not agreed. */
export async function prepareDialogueRows(
  database: TestDatabase,
  { buyer, supplier }: Record<'buyer' | 'supplier', Caller>,
  match: string,
): Promise<Record<DialogueRow, string>> {
  const said = DIALOGUE_SECRET;
  const clauses = await database.sql<{ id: string; disclosure: string }>(
    'SELECT c.id, c.disclosure FROM clause c JOIN match m ON m.need_id = c.need_id WHERE m.id = $1 ORDER BY c.position',
    [match],
  );
  const clauseId = (disclosure: string) => clauses.find((one) => one.disclosure === disclosure)?.id;
  const question = await done(buyer, ASK, {
    input: { matchId: match, clauseId: clauseId('public'), text: said.question },
  });
  await done(supplier, REPLY, { id: question, text: said.reply });
  const suppliersQuestion = await done(supplier, ASK, { input: { matchId: match, text: said.question } });
  await done(supplier, ANSWER, {
    input: { matchId: match, answer: 'NOT_FOR_US', reasonCode: 'OTHER', reason: said.answer },
  });
  await done(supplier, ANSWER, { input: { matchId: match, answer: 'INTERESTED' } });
  await done(supplier, OFFER, { input: { matchId: match, name: said.offer, email: 'secret@sme.example' } });
  // The front door refuses to ask about a clause that is kept back; a row of an earlier disclosure could be there.
  const [hidden] = await database.sql<{ id: string }>(
    `INSERT INTO match_question (id, need_id, need_organisation_id, product_id, product_organisation_id, actor_user_id, side, clause_id, text)
     SELECT uuidv7(), need_id, need_organisation_id, product_id, product_organisation_id, actor_user_id, 'buyer', $2, $3
       FROM match_question WHERE id = $1 RETURNING id`,
    [question, clauseId('invited'), said.hiddenQuestion],
  );
  return { question, suppliersQuestion, hiddenQuestion: hidden!.id };
}

/** SQL of what the organisation $1 must never be shown of it: nothing of pairs of others, of its own what is kept from it. */
export const DIALOGUE_SECRETS = `
  SELECT reason FROM opportunity_answer WHERE reason IS NOT NULL AND $1 NOT IN (need_organisation_id, product_organisation_id)
  UNION ALL SELECT id::text FROM opportunity_answer WHERE $1 NOT IN (need_organisation_id, product_organisation_id)
  UNION ALL SELECT id::text FROM match_question WHERE $1 NOT IN (need_organisation_id, product_organisation_id)
  UNION ALL SELECT text FROM match_question WHERE $1 NOT IN (need_organisation_id, product_organisation_id)
  UNION ALL SELECT q.id::text FROM match_question q JOIN clause c ON c.id = q.clause_id
    WHERE c.disclosure = 'invited' AND q.need_organisation_id <> $1
  UNION ALL SELECT q.text FROM match_question q JOIN clause c ON c.id = q.clause_id
    WHERE c.disclosure = 'invited' AND q.need_organisation_id <> $1
  UNION ALL SELECT text FROM match_reply WHERE $1 NOT IN (need_organisation_id, product_organisation_id)
  UNION ALL SELECT name FROM contact_offer WHERE $1 <> CASE side WHEN 'buyer' THEN need_organisation_id ELSE product_organisation_id END
  UNION ALL SELECT email FROM contact_offer WHERE $1 <> CASE side WHEN 'buyer' THEN need_organisation_id ELSE product_organisation_id END`;

/** Tables of it, for the fingerprint of everything. */
export const DIALOGUE_TABLES = [
  'opportunity_answer',
  'match_question',
  'match_reply',
  'contact_offer',
  'contact_opening',
] as const;
