/** Rows of the statement-count table (test/e2e/sql-count.spec.ts) for what the two sides of a match say. */
import { type TestDatabase } from './database.js';

export const DIALOGUE_LISTS = {
  'Query.allMatches': { by: 'buyer' },
  'Query.shortlist': { by: 'buyer', args: 'needId: $need' },
  'Query.questions': { by: 'buyer' },
  'Query.contacts': { by: 'supplier' },
} as const;

/** What must be in the answers. */
export const DIALOGUE_RELATIONS: Readonly<Record<string, readonly string[]>> = {
  'Query.allMatches': ['"Question_text":"复制提问"', '"Decision_kind"', '"ContactPerson_name":"复制联系人"'],
  'Query.shortlist': ['"Product_name"', '"Organisation_name"'],
  'Query.questions': ['"Reply_text":"复制回复"'],
  'Query.contacts': ['"ContactPerson_name":"复制联系人"', '"ContactOpening_side"'],
};

/** Every match gets a question on a clause with a reply, an answer, an offer of each side, and is opened. */
export async function fillDialogue(database: TestDatabase): Promise<void> {
  const pair = 'id, need_id, need_organisation_id, product_id, product_organisation_id, actor_user_id';
  const of = (row: string) =>
    `uuidv7(), ${row}.need_id, ${row}.need_organisation_id, ${row}.product_id, ${row}.product_organisation_id, (SELECT min(user_id::text)::uuid FROM membership)`;
  for (const rows of [
    `match_question (${pair}, side, clause_id, text) SELECT ${of('m')}, 'buyer', (m.verdicts->0->>'clauseId')::uuid, '复制提问' FROM match m`,
    `match_reply (${pair}, side, question_id, text) SELECT ${of('q')}, 'supplier', q.id, '复制回复' FROM match_question q`,
    `opportunity_answer (${pair}, answer) SELECT ${of('m')}, 'interested' FROM match m`,
    `contact_offer (${pair}, side, name, phone) SELECT ${of('m')}, side, '复制联系人', '1' FROM match m, unnest(ARRAY['buyer', 'supplier']) AS side`,
    `contact_opening (${pair}, side) SELECT ${of('m')}, 'buyer' FROM match m`,
  ])
    await database.sql(`INSERT INTO ${rows}`);
}
