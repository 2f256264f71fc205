import { type Client, must } from './client.js';
import {
  AskDocument,
  type CandidatesQuery,
  CandidatesDocument,
  CreateNeedDocument,
  type CreateNeedInput,
  DecideDocument,
  FindProductsDocument,
  LatestRunDocument,
  MatchingFinishedDocument,
  PublishNeedDocument,
  ReviewNeedDocument,
  type ProductFilterInput,
  ShortlistDocument,
} from './generated.js';

/** A candidate as the buyer sees it: class, score, and a verdict for each clause. */
export type Candidate = CandidatesQuery['matches']['edges'][number]['node'];

const PATIENCE_MS = 60_000;
const POLL_MS = 1_000;

/** What the platform advises before a need is published. Advice blocks nothing. */
export async function review(buyer: Client, input: CreateNeedInput) {
  const { reviewNeed } = await buyer.send(ReviewNeedDocument, { input });
  return must(reviewNeed);
}

/**
 * Writes a need and opens it; matching begins in the background.
 * @param key of idempotency: with the same key and input a second call gives the same need
 * @returns its id
 */
export async function publishNeed(buyer: Client, input: CreateNeedInput, key: string): Promise<string> {
  const { createNeed } = await buyer.send(CreateNeedDocument, { input, key });
  const { id } = must(createNeed);
  const { publishNeed: published } = await buyer.send(PublishNeedDocument, { id });
  return must(published).id;
}

/**
 * Waits until a need has been matched: listens, and asks as well, since a run may have ended before the socket was open, and a
 * socket may break.
 * @throws Error when it takes longer than a minute, or the run failed
 */
export async function awaitMatching(buyer: Client, needId: string): Promise<void> {
  const { events, stop } = buyer.subscribe(MatchingFinishedDocument, { needId });
  const heard = events.next().catch(() => undefined);
  try {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
      const { need } = await buyer.send(LatestRunDocument, { needId });
      const state = need?.latestRun?.state;
      if (state === 'FINISHED') return;
      if (state === 'FAILED' || state === 'CANCELLED') throw new Error(`The matching ended as ${state}`);
      await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, POLL_MS))]);
    }
    throw new Error('The matching has not ended within a minute');
  } finally {
    await stop();
  }
}

/** The best candidates of a need, matches first. */
export async function candidates(buyer: Client, needId: string): Promise<readonly Candidate[]> {
  const { matches } = await buyer.send(CandidatesDocument, { needId, filter: null });
  return matches.edges.map((edge) => edge.node);
}

/** Sends the questions that the platform suggests for a candidate: one for each hard clause that it leaves open. */
export async function askWhatIsOpen(buyer: Client, candidate: Candidate): Promise<number> {
  for (const { clauseId } of candidate.suggestedQuestions) {
    const { askAboutMatch } = await buyer.send(AskDocument, { input: { matchId: candidate.id, clauseId } });
    must(askAboutMatch);
  }
  return candidate.suggestedQuestions.length;
}

/** Puts a candidate on the shortlist (备选清单), and asks for contact with it. Both are rows that stay. */
export async function shortlistAndContact(buyer: Client, matchId: string, reason: string): Promise<void> {
  for (const kind of ['SHORTLIST', 'CONTACT'] as const) {
    const { recordDecision } = await buyer.send(DecideDocument, { input: { matchId, kind, reason } });
    must(recordDecision);
  }
}

/** Names on the shortlist of a need. */
export async function shortlist(buyer: Client, needId: string): Promise<string[]> {
  const { shortlist: list } = await buyer.send(ShortlistDocument, { needId });
  return list.edges.map(({ node }) => node.product?.name ?? '');
}

/** Looks in the whole catalogue, with technical parameters in any unit. */
export async function findProducts(buyer: Client, text: string, filter: ProductFilterInput) {
  const { searchProducts } = await buyer.send(FindProductsDocument, { text, filter });
  return searchProducts.edges.map((edge) => edge.node);
}
