import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job, MAX_ITEMS, Outbox, type VersionedId } from '#libs/messaging';
import { needsChanged } from './need.events.js';

@Injectable()
export class NeedJobs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Closes open needs whose deadline has passed, a batch each transaction, so that a backlog holds no long locks. */
  @HandlesJob('need.close_due')
  async closeDue(job: Job<'need.close_due'>): Promise<void> {
    let more = await this.#closeBatch(job);
    while (more) more = await this.#closeBatch(job);
  }

  /** @returns true when more may be due; the last batch ends the job */
  async #closeBatch(job: Job<'need.close_due'>): Promise<boolean> {
    return this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const closed = await tx.query<VersionedId>(
        `UPDATE need SET status = 'closed', version = version + 1, updated_at = $1
          WHERE id IN (SELECT id FROM need WHERE status = 'open' AND deadline <= $1
                        ORDER BY id LIMIT ${MAX_ITEMS} FOR UPDATE SKIP LOCKED)
          RETURNING id, version`,
        [this.clock.now()],
      );
      if (closed.length > 0) {
        // The version before says everything but the state; nobody made this one.
        await tx.query(
          `INSERT INTO need_version (need_id, version, organisation_id, data, changed_at)
           SELECT v.need_id, n.version, v.organisation_id, v.data || '{"status": "closed"}', n.updated_at
             FROM need n JOIN need_version v ON v.need_id = n.id AND v.version = n.version - 1 WHERE n.id = ANY($1)`,
          [closed.map((need) => need.id)],
        );
        await needsChanged(tx, this.outbox, 'need.closed', closed);
      }
      const full = closed.length === MAX_ITEMS;
      if (!full) await job.done(tx);
      return full;
    });
  }
}
