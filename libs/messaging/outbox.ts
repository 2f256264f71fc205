import { Injectable } from '@nestjs/common';
import { newId } from '#libs/common';
import { type Transaction } from '#libs/database';
import {
  JOB_REGISTRY,
  type JobKind,
  type JobPayloads,
  MAX_BACKOFF_MS,
  MAX_ITEMS,
  type VersionedId,
} from './job-registry.js';

/** Another delivery of the same row finished first; the transaction must roll back. */
export class AlreadyDoneError extends Error {
  override readonly name = 'AlreadyDoneError';
  constructor(readonly outboxId: string) {
    super(`Outbox row ${outboxId} is done already`);
  }
}

export interface OutboxEntry<K extends JobKind> {
  readonly kind: K;
  /** Past-tense name of the event, e.g. `need.published`. */
  readonly cause: string;
  readonly payload: JobPayloads[K];
  /** At most one row with this key is ever written; for schedules. */
  readonly dedupeKey?: string;
  /** Not handed over before so many milliseconds have passed. */
  readonly delayMs?: number;
}

/** Writes and finishes outbox rows. All verbs work inside the caller's transaction. */
@Injectable()
export class Outbox {
  /**
   * Adds one piece of work; it exists if and only if the transaction commits.
   * @returns the id of the row; nothing was written under it when the dedupe key was taken
   */
  async add<K extends JobKind>(tx: Transaction, entry: OutboxEntry<K>): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO outbox (id, kind, cause, organisation_id, payload, dedupe_key, available_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 millisecond')
       ON CONFLICT DO NOTHING`,
      [
        id,
        entry.kind,
        entry.cause,
        tx.scope.organisationId,
        JSON.stringify(entry.payload),
        entry.dedupeKey ?? null,
        entry.delayMs ?? 0,
      ],
    );
    return id;
  }

  /** Adds rows of at most {@link MAX_ITEMS} pairs each. */
  async addItems(
    tx: Transaction,
    items: readonly VersionedId[],
    entry: (chunk: readonly VersionedId[]) => OutboxEntry<JobKind>,
  ): Promise<void> {
    for (let start = 0; start < items.length; start += MAX_ITEMS) {
      await this.add(tx, entry(items.slice(start, start + MAX_ITEMS)));
    }
  }

  /**
   * Marks a row done; call it last in the handler's transaction, so that its effects and the mark are one.
   * @throws AlreadyDoneError when another delivery was faster: the caller's effects roll back
   */
  async markDone(tx: Transaction, outboxId: string): Promise<void> {
    const rows = await tx.query(
      `UPDATE outbox SET status = 'done', done_at = now(), lease_until = NULL, last_error = NULL
        WHERE id = $1 AND status <> 'done' RETURNING id`,
      [outboxId],
    );
    if (rows.length === 0) throw new AlreadyDoneError(outboxId);
  }

  /** Records a failure: back to `pending` after a growing delay, or `failed` when the kind's patience is used up. */
  async markFailure(tx: Transaction, outboxId: string, kind: JobKind, message: string): Promise<void> {
    const { maxFailures, backoffMs } = JOB_REGISTRY[kind];
    await tx.query(
      `UPDATE outbox SET failures = failures + 1, last_error = $2, lease_until = NULL,
              status = CASE WHEN failures + 1 >= $3 THEN 'failed' ELSE 'pending' END,
              available_at = now() + least($4 * power(2, failures), $5) * interval '1 millisecond'
        WHERE id = $1 AND status IN ('pending', 'sent')`,
      [outboxId, message.slice(0, 2_000), maxFailures, backoffMs, MAX_BACKOFF_MS],
    );
  }

  /**
   * Sets failed rows back to work.
   * @param kind only those of this kind; all when left out
   * @returns how many
   */
  async redrive(tx: Transaction, kind: JobKind | null = null): Promise<number> {
    const rows = await tx.query(
      `UPDATE outbox SET status = 'pending', failures = 0, available_at = now()
        WHERE status = 'failed' AND ($1::text IS NULL OR kind = $1) RETURNING id`,
      [kind],
    );
    return rows.length;
  }
}
