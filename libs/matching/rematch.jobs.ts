import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, dayInChina } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { Batches, HandlesJob, type Job, Outbox, type VersionedId } from '#libs/messaging';
import { ruleSetOn } from './evaluate/index.js';

/** Needs of one outbox row: short enough that others come in between. */
const NEEDS_PER_JOB = 50;
/** A batch that nobody closed in so long was left by its process. */
const ABANDONED_AFTER_HOURS = 24;

/** Matching that time asks for, and the end of what was given up. */
@Injectable()
export class RematchJobs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly batches: Batches,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Once a day (China's) every open need: certificates and listings begin and end with days, rules with their dates, and the
   * statistics have moved. As one batch, so that people are told of it once. At any hour, those judged by other rules than
   * today's.
   */
  @HandlesJob('match.rematch')
  async rematch(job: Job<'match.rematch'>): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      // Two slots at once, or a slot while the last batch is at work, would ask for everything twice.
      await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('match.rematch', 0))");
      const busy = await tx.query(
        "SELECT 1 FROM bulk_batch WHERE cause = 'rematch' AND finished_at IS NULL LIMIT 1",
      );
      if (busy.length === 0) await this.#ask(tx, await this.#due(tx));
      await job.done(tx);
    });
  }

  /** Open needs that no forward run of today has judged by today's rules, the longest waiting first. */
  async #due(tx: Transaction): Promise<VersionedId[]> {
    const day = dayInChina(this.clock.now());
    return tx.query<VersionedId>(
      `SELECT n.id, n.version FROM need n
        WHERE n.status = 'open'
          AND NOT EXISTS (SELECT 1 FROM match_run r
                           WHERE r.need_id = n.id AND r.kind = 'forward' AND r.state = 'finished' AND r.rules_version = $2
                             AND (r.finished_at AT TIME ZONE 'Asia/Shanghai')::date >= $1::date)
        ORDER BY n.id`,
      [day, ruleSetOn(day).version],
    );
  }

  async #ask(tx: Transaction, needs: readonly VersionedId[]): Promise<void> {
    if (needs.length === 0) return;
    const batchId = await this.batches.open(tx, 'rematch');
    for (let start = 0; start < needs.length; start += NEEDS_PER_JOB) {
      await this.outbox.add(tx, {
        kind: 'match.need',
        cause: 'match.rematch',
        payload: { items: needs.slice(start, start + NEEDS_PER_JOB), cause: 'match.rematch', batchId },
      });
    }
    await this.batches.close(tx, batchId);
  }

  /** Runs whose work was given up or is gone end as `failed`; batches that were left open are closed. */
  @HandlesJob('match.tidy')
  async tidy(job: Job<'match.tidy'>): Promise<void> {
    const now = this.clock.now();
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await tx.query(
        `UPDATE match_run r SET state = 'failed', error = 'GIVEN_UP', finished_at = $1
          WHERE r.state IN ('queued', 'running')
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = r.outbox_id AND o.status IN ('pending', 'sent'))`,
        [now],
      );
      const left = await tx.query<{ id: string }>(
        `SELECT id FROM bulk_batch
          WHERE closed_at IS NULL AND created_at < $1::timestamptz - ${ABANDONED_AFTER_HOURS} * interval '1 hour' FOR UPDATE SKIP LOCKED`,
        [now],
      );
      for (const { id } of left) await this.batches.close(tx, id);
      await job.done(tx);
    });
  }
}
