import { messageOf } from '#libs/common';
import { SYSTEM_SCOPE, type UnitOfWork } from '#libs/database';
import { jobSeconds, jobsHandled, type Logger } from '#libs/observability';
import { type AnyJobHandler } from './handler-map.js';
import { type Job } from './job-handler.js';
import { JOB_REGISTRY, type JobKind, type JobPayloads } from './job-registry.js';
import { AlreadyDoneError, type Outbox } from './outbox.js';

interface DueRow {
  kind: JobKind;
  cause: string;
  payload: JobPayloads[JobKind];
  failures: number;
}

/** Takes one delivery from the job store through its handler to the end of its outbox row. */
export class JobRunner {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly handlers: ReadonlyMap<JobKind, AnyJobHandler>,
    private readonly leaseMs: number,
    private readonly logger: Logger,
  ) {}

  /**
   * Runs the handler of the row, unless the row is done. The lease is kept while it runs.
   * @throws what the handler threw, after the failure is written to the row, so that the store shows it as failed too
   */
  async run(outboxId: string): Promise<void> {
    const row = await this.#claim(outboxId);
    if (row === null) return;
    const stopTimer = jobSeconds.startTimer({ kind: row.kind });
    const heartbeat = setInterval(() => void this.#extendLease(outboxId), this.leaseMs / 3);
    try {
      const outcome = await this.#handle(outboxId, row);
      jobsHandled.inc({ kind: row.kind, outcome });
    } catch (error) {
      jobsHandled.inc({ kind: row.kind, outcome: 'failed' });
      this.logger.error({ outboxId, kind: row.kind, err: error }, 'job failed');
      // When even this cannot be written, the lease runs out and the row is handed over again.
      await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
        this.outbox.markFailure(tx, outboxId, row.kind, messageOf(error)),
      );
      throw error;
    } finally {
      clearInterval(heartbeat);
      stopTimer();
    }
  }

  async #handle(outboxId: string, row: DueRow): Promise<'done' | 'skipped'> {
    const state = { done: false };
    const job: Job<JobKind> = {
      outboxId,
      kind: row.kind,
      cause: row.cause,
      payload: row.payload,
      lastTry: row.failures + 1 >= JOB_REGISTRY[row.kind].maxFailures,
      done: async (tx) => {
        await this.outbox.markDone(tx, outboxId);
        state.done = true;
      },
    };
    const handler = this.handlers.get(row.kind);
    if (handler === undefined) throw new Error(`No handler for ${row.kind}`);
    try {
      await handler(job);
    } catch (error) {
      if (error instanceof AlreadyDoneError) return 'skipped';
      throw error;
    }
    if (!state.done) throw new Error(`The handler of ${row.kind} returned without job.done(tx)`);
    return 'done';
  }

  /** Reads the row and renews its lease: the time it waited in the store must not count against its work. */
  async #claim(outboxId: string): Promise<DueRow | null> {
    const rows = await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      tx.query<DueRow>(
        `UPDATE outbox SET lease_until = now() + $2 * interval '1 millisecond'
          WHERE id = $1 AND status IN ('pending', 'sent') RETURNING kind, cause, payload, failures`,
        [outboxId, this.leaseMs],
      ),
    );
    return rows[0] ?? null;
  }

  async #extendLease(outboxId: string): Promise<void> {
    await this.unitOfWork
      .run(SYSTEM_SCOPE, (tx) =>
        tx.query(
          `UPDATE outbox SET lease_until = now() + $2 * interval '1 millisecond' WHERE id = $1 AND status = 'sent'`,
          [outboxId, this.leaseMs],
        ),
      )
      .catch((error: unknown) =>
        this.logger.warn({ outboxId, reason: messageOf(error) }, 'lease not extended'),
      );
  }
}
