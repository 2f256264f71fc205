import { createHash } from 'node:crypto';
import { type InputIssue, isProblem, type Problem, type Result, wrongState } from '#libs/common';
import { type Transaction } from './unit-of-work.js';

/** How long a key is remembered. */
export const IDEMPOTENCY_HOURS = 24;
/** Old keys of the organisation that one call takes away with it. */
const SWEEP = 100;

/** A key with what it is asked for. */
export interface IdempotencyClaim {
  readonly organisationId: string;
  readonly key: string;
  /** Name of the operation: one key serves one. */
  readonly operation: string;
  /** The checked input. */
  readonly input: unknown;
  /** Id that the operation will give to what it makes. */
  readonly resultId: string;
  readonly now: Date;
}

type ClaimOutcome =
  | { readonly state: 'new' }
  /** The same was asked before and made this. */
  | { readonly state: 'repeated'; readonly resultId: string }
  /** The key belongs to another operation or input. */
  | { readonly state: 'reused' };

/** Visible ASCII, so that a key means the same to every client; null when it is one. */
export function checkIdempotencyKey(key: string): InputIssue | null {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return null;
  return {
    path: 'idempotencyKey',
    code: 'BAD_KEY',
    text: {
      zh: '幂等键须为 1 到 255 个可见 ASCII 字符',
      en: 'An idempotency key has 1 to 255 visible ASCII characters',
    },
  };
}

export const idempotencyKeyReused = (): Problem =>
  wrongState('IDEMPOTENCY_KEY_REUSED', {
    zh: '该幂等键已用于另一内容的请求',
    en: 'This idempotency key was used for another request',
  });

/**
 * Claims a key in the transaction that does the work: key and work commit together or not at all. A second call with the key waits
 * for the first one's end. Keys older than {@link IDEMPOTENCY_HOURS} count as never used.
 */
async function claimIdempotencyKey(tx: Transaction, claim: IdempotencyClaim): Promise<ClaimOutcome> {
  const oldest = new Date(claim.now.getTime() - IDEMPOTENCY_HOURS * 3_600_000);
  await tx.query(
    `DELETE FROM idempotency_key WHERE (organisation_id, key) IN
       (SELECT organisation_id, key FROM idempotency_key WHERE organisation_id = $1 AND created_at < $2
         LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)`,
    [claim.organisationId, oldest],
  );
  const fingerprint = createHash('sha256').update(canonical(claim.input)).digest('hex');
  const claimed = await tx.query(
    `INSERT INTO idempotency_key AS k (organisation_id, key, operation, fingerprint, result_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (organisation_id, key) DO UPDATE SET operation = excluded.operation, fingerprint = excluded.fingerprint,
         result_id = excluded.result_id, created_at = excluded.created_at
       WHERE k.created_at < $7
     RETURNING 1`,
    [claim.organisationId, claim.key, claim.operation, fingerprint, claim.resultId, claim.now, oldest],
  );
  if (claimed.length > 0) return { state: 'new' };
  const rows = await tx.query<{ operation: string; fingerprint: string; result_id: string }>(
    'SELECT operation, fingerprint, result_id FROM idempotency_key WHERE organisation_id = $1 AND key = $2',
    [claim.organisationId, claim.key],
  );
  const before = rows[0];
  return before?.operation === claim.operation && before.fingerprint === fingerprint
    ? { state: 'repeated', resultId: before.result_id }
    : { state: 'reused' };
}

/** True when the key was used for anything, with whatever input, and is still remembered. */
export async function isIdempotencyKeyUsed(
  tx: Transaction,
  { organisationId, key, now }: Pick<IdempotencyClaim, 'organisationId' | 'key' | 'now'>,
): Promise<boolean> {
  const oldest = new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000);
  const rows = await tx.query(
    'SELECT 1 FROM idempotency_key WHERE organisation_id = $1 AND key = $2 AND created_at >= $3',
    [organisationId, key, oldest],
  );
  return rows.length > 0;
}

/** Gives a key back when the work ended in a problem: the corrected input may be sent with the same key. */
async function releaseIdempotencyKey(
  tx: Transaction,
  claim: Pick<IdempotencyClaim, 'organisationId' | 'key'>,
): Promise<void> {
  await tx.query('DELETE FROM idempotency_key WHERE organisation_id = $1 AND key = $2', [
    claim.organisationId,
    claim.key,
  ]);
}

/**
 * Does the work of a key once. Work that ends in a problem gives the key back; a second call waits for the first one's end.
 * @param claim null without a key: the work is done
 * @param again answers for what the same request made before
 * @returns what was made now or before, the problem of the work, or `IDEMPOTENCY_KEY_REUSED`
 */
export async function oncePerKey<T>(
  tx: Transaction,
  claim: IdempotencyClaim | null,
  work: (tx: Transaction) => Promise<Result<T>>,
  again: (tx: Transaction, resultId: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  if (claim === null) return work(tx);
  const outcome = await claimIdempotencyKey(tx, claim);
  if (outcome.state === 'reused') return idempotencyKeyReused();
  if (outcome.state === 'repeated') return again(tx, outcome.resultId);
  const result = await work(tx);
  if (isProblem(result)) await releaseIdempotencyKey(tx, claim);
  return result;
}

/** JSON with sorted keys: the same input gives the same text, in whatever order it was written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
