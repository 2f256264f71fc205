import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, messageOf, newId } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { type Job, sendWakeUp, type WakeUpTopic } from '#libs/messaging';
import { LOGGER, type Logger } from '#libs/observability';
import { type RunError } from './match-run.entity.js';
import { RunCancelledError } from './match.store.js';

/** Between two writings of how far a run is. */
const PROGRESS_EVERY_MS = 250;

/** A run under way, as the one who runs it holds it. */
export interface WatchedRun {
  readonly id: string;
  readonly needId: string;
  /** Says how far it is; written by and by in transactions of their own, so that others see it before the end. */
  report(candidates: number, judged: number): void;
  /** @throws RunCancelledError when somebody has cancelled it */
  check(tx: Transaction): Promise<void>;
}

/**
 * Carries a run through its states where others can see them. Its work is one transaction, which shows nothing before its
 * end; state and progress are written beside it, in short ones.
 */
@Injectable()
export class RunWatch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Sets the run of this job and need to `running`, and does its work.
   * @param work its transaction; its answer is the id of the finished run, or null when there was nothing to do
   * @throws what the work threw, when the run is to be tried again or was given up
   */
  async carry(
    job: Job<'match.need'>,
    needId: string,
    work: (run: WatchedRun) => Promise<string | null>,
  ): Promise<void> {
    const id = await this.#begin(job, needId);
    if (id === null) return;
    await this.wake('match.progress', needId, id);
    const progress = this.#progress(id, needId);
    try {
      const finished = await work({
        id,
        needId,
        report: progress.report,
        check: async (tx) => {
          const rows = await tx.query("SELECT 1 FROM match_run WHERE id = $1 AND state = 'running'", [id]);
          if (rows.length === 0) throw new RunCancelledError();
        },
      });
      if (finished !== null) await this.wake('match', needId, finished);
    } catch (error) {
      if (error instanceof RunCancelledError) return;
      await this.#setBack(id, job.lastTry === true);
      throw error;
    } finally {
      await progress.stop();
      await this.wake('match.progress', needId, id);
    }
  }

  /** Ends a run whose need is not open any more. */
  async endForClosedNeed(tx: Transaction, needId: string, outboxId: string): Promise<void> {
    await tx.query(
      `UPDATE match_run SET state = 'cancelled', error = $3, finished_at = $4
        WHERE need_id = $1 AND outbox_id = $2 AND state IN ('queued', 'running')`,
      [needId, outboxId, 'NEED_NOT_OPEN' satisfies RunError, this.clock.now()],
    );
  }

  async wake(topic: WakeUpTopic, needId: string, runId: string): Promise<void> {
    await sendWakeUp(this.unitOfWork, topic, [{ key: needId, id: runId }]).catch((error: unknown) =>
      this.logger.warn({ reason: messageOf(error) }, 'wake-up not sent'),
    );
  }

  /**
   * The run that was asked for, or a new one; one of a worker that died begins again.
   * @returns null when it has ended, was cancelled, or its need is not open
   */
  async #begin(job: Job<'match.need'>, needId: string): Promise<string | null> {
    const now = this.clock.now();
    return this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const rows = await tx.query<{ id: string }>(
        `INSERT INTO match_run (id, need_id, organisation_id, need_version, outbox_id, cause, kind, state, batch_id,
                                queued_at, started_at, finished_at)
         SELECT $1, id, organisation_id, version, $3, $4, 'forward', 'running', $5, $6, $6, NULL
           FROM need WHERE id = $2 AND status = 'open'
         ON CONFLICT ON CONSTRAINT match_run_need_outbox_key DO UPDATE
           SET state = 'running', started_at = $6, finished_at = NULL, candidates = 0, evaluated = 0, error = NULL
           WHERE match_run.state IN ('queued', 'running', 'failed')
         RETURNING id`,
        [newId(), needId, job.outboxId, job.payload.cause, job.payload.batchId ?? null, now],
      );
      if (rows[0] === undefined) await this.#endIfClosed(tx, needId, job.outboxId);
      return rows[0]?.id ?? null;
    });
  }

  async #endIfClosed(tx: Transaction, needId: string, outboxId: string): Promise<void> {
    const open = await tx.query("SELECT 1 FROM need WHERE id = $1 AND status = 'open'", [needId]);
    if (open.length === 0) await this.endForClosedNeed(tx, needId, outboxId);
  }

  /** After a failure: waits for its next try, or is given up. */
  async #setBack(id: string, lastTry: boolean): Promise<void> {
    const [state, error]: [string, RunError] = lastTry ? ['failed', 'GIVEN_UP'] : ['queued', 'RETRYING'];
    await this.unitOfWork
      .run(SYSTEM_SCOPE, (tx) =>
        tx.query(
          `UPDATE match_run SET state = $2, error = $3, finished_at = CASE WHEN $2 = 'failed' THEN $4::timestamptz END
            WHERE id = $1 AND state = 'running'`,
          [id, state, error, this.clock.now()],
        ),
      )
      .catch((failure: unknown) =>
        // `match.tidy` ends it when its work is given up.
        this.logger.warn({ runId: id, reason: messageOf(failure) }, 'state of the run not written'),
      );
  }

  /**
   * Writes what was reported at most four times a second. Its timer starts outside of the run's transaction, so what it writes
   * is in transactions of its own; the run never waits for it, and so holds no connection while it wants another.
   */
  #progress(id: string, needId: string) {
    let [candidates, judged] = [0, 0];
    let written = '';
    let last: Promise<void> = Promise.resolve();
    let busy = false;
    const write = async () => {
      const now = `${candidates}/${judged}`;
      if (busy || now === written) return;
      busy = true;
      try {
        await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
          tx.query(
            `UPDATE match_run SET candidates = $2, evaluated = $3 WHERE id = $1 AND state = 'running'`,
            [id, candidates, judged],
          ),
        );
        written = now;
        await this.wake('match.progress', needId, id);
      } catch (error) {
        this.logger.warn({ runId: id, reason: messageOf(error) }, 'progress not written');
      } finally {
        busy = false;
      }
    };
    const timer = setInterval(() => {
      last = last.then(write);
    }, PROGRESS_EVERY_MS);
    return {
      report: (all: number, done: number) => {
        [candidates, judged] = [all, done];
      },
      stop: async () => {
        clearInterval(timer);
        await last;
      },
    };
  }
}
