import { Injectable } from '@nestjs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job } from './job-handler.js';

/** How long a done row is kept for people who ask what happened. */
const KEEP_DAYS = 7;
/** As pollers leave a row every few seconds, theirs is gone within an hour or two. */
const POLLERS = "('search.push', 'search.build')";
const BATCH = 5_000;

@Injectable()
export class OutboxJobs {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Removes old done rows, a batch each transaction; failed ones stay until somebody has looked at them. */
  @HandlesJob('outbox.purge')
  async purge(job: Job<'outbox.purge'>): Promise<void> {
    let removed = BATCH;
    while (removed === BATCH) removed = await this.#purgeBatch();
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
  }

  async #purgeBatch(): Promise<number> {
    const rows = await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      tx.query(
        `DELETE FROM outbox WHERE id IN (SELECT id FROM outbox
          WHERE status = 'done' AND (done_at < now() - ${KEEP_DAYS} * interval '1 day'
            OR (kind IN ${POLLERS} AND done_at < now() - interval '1 hour')) LIMIT ${BATCH}) RETURNING id`,
      ),
    );
    return rows.length;
  }
}
