import { type Client, must } from './client.js';
import {
  AnswerOpportunityDocument,
  CreateProductDocument,
  type CreateProductInput,
  FindNeedsDocument,
  OpportunitiesDocument,
  type OpportunitiesQueryVariables,
  type OpportunityFragment,
  PublishProductDocument,
  ReadParametersDocument,
  ReplyDocument,
  type StatedParameterInput,
} from './generated.js';

/**
 * A sheet of specifications as parameters of a product: the server reads the text, people look over what it read.
 * @param text e.g. 额定电压12kV，额定短路开断电流40kA
 */
export async function readSheet(sme: Client, text: string): Promise<StatedParameterInput[]> {
  const { parseParameters } = await sme.send(ReadParametersDocument, { text });
  return parseParameters.parameters.map(({ name, low, high, unit }) => ({ name, low, high, unit }));
}

/**
 * Lists a product and shows it to buyers.
 * @param input what it says; the SKU is the key of idempotency too: sent again after a lost answer, it makes no second product
 * @returns its id
 */
export async function listProduct(sme: Client, input: CreateProductInput): Promise<string> {
  const { createProduct } = await sme.send(CreateProductDocument, { input, key: `example-${input.sku}` });
  const { id } = must(createProduct);
  const { publishProduct } = await sme.send(PublishProductDocument, { id });
  return must(publishProduct).id;
}

/** Open needs by words. @returns how many there are, and the first ten with their buyers */
export async function findNeeds(sme: Client, text: string) {
  const { searchNeeds } = await sme.send(FindNeedsDocument, { text });
  return { total: searchNeeds.estimatedTotal, needs: searchNeeds.edges.map((edge) => edge.node) };
}

/** Every open need that a product of the organisation may fit, page by page. */
export async function* opportunities(sme: Client): AsyncGenerator<OpportunityFragment> {
  let after: string | null = null;
  do {
    const variables: OpportunitiesQueryVariables = { after };
    const { opportunities: page } = await sme.send(OpportunitiesDocument, variables);
    for (const { node } of page.edges) yield node;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

/** Tells the buyer that the supplier wants to take part. */
export async function showInterest(sme: Client, matchId: string): Promise<void> {
  const { answerOpportunity } = await sme.send(AnswerOpportunityDocument, {
    input: { matchId, answer: 'INTERESTED' },
  });
  must(answerOpportunity);
}

/** Replies to whatever the buyer has asked and nobody has answered. @returns how many replies were sent */
export async function replyToAll(
  sme: Client,
  opportunity: OpportunityFragment,
  text: string,
): Promise<number> {
  const open = opportunity.questions.filter((question) => question.side === 'BUYER' && !question.answered);
  for (const { id } of open) {
    const { replyToQuestion } = await sme.send(ReplyDocument, { questionId: id, text });
    must(replyToQuestion);
  }
  return open.length;
}
