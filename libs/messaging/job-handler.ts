import { SetMetadata } from '@nestjs/common';
import { type Transaction } from '#libs/database';
import { type JobKind, type JobPayloads } from './job-registry.js';

/** One delivery of an outbox row to its handler. */
export interface Job<K extends JobKind> {
  readonly outboxId: string;
  readonly kind: K;
  readonly cause: string;
  readonly payload: JobPayloads[K];
  /** A failure now is the last: the row is then given up. For handlers that show their state to people. */
  readonly lastTry?: boolean;
  /** Ends the job in the handler's last transaction; see Outbox.markDone. A handler that returns without it has failed. */
  done(tx: Transaction): Promise<void>;
}

export const JOB_HANDLER_METADATA = 'gonglian:job-handler';

/**
 * Marks the method that does the work of a job kind: `handle(job: Job<K>): Promise<void>`. It must be idempotent (jobs are
 * delivered at least once), re-read its rows, and call `job.done(tx)` in its last transaction.
 */
export const HandlesJob = (kind: JobKind): MethodDecorator => SetMetadata(JOB_HANDLER_METADATA, kind);
