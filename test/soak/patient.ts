import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller } from '../support/graphql.js';

/** A client gives up after so long without an answer. */
const PATIENCE_MS = 120_000;
/** Refusals that come again however often one asks. */
const FINAL = /VALIDATION|BAD_USER_INPUT|BAD_REQUEST|FORBIDDEN|NOT_SIGNED_IN|TOKEN|INVALID/;

/** What an operation answered, and how often it was sent for that: more than once, an earlier one may have been done. */
export interface Answered<T> {
  readonly data: T;
  readonly tries: number;
}

/** Sends an operation until it is answered, as a good client does while servers come and go. @throws Error with the last answer */
export async function patiently<T>(
  caller: Caller,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answered<T>> {
  const until = Date.now() + PATIENCE_MS;
  for (let tries = 1; ; tries += 1) {
    let last: string;
    try {
      const answer = await caller.ask<T>(query, variables);
      if (answer.errors.length === 0 && answer.data !== null) return { data: answer.data, tries };
      last = answer.text;
      if (answer.errors.some((error) => FINAL.test(error.extensions?.code ?? '')))
        throw new FinalAnswer(last);
    } catch (error) {
      if (error instanceof FinalAnswer) throw error;
      last = String(error);
    }
    if (Date.now() > until) throw new Error(`No good answer within ${PATIENCE_MS} ms: ${last}`);
    await sleep(Math.min(100 * tries, 1_000));
  }
}

class FinalAnswer extends Error {}
