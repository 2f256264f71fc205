import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, messageOf } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job, sendWakeUp } from '#libs/messaging';
import { LOGGER, type Logger } from '#libs/observability';

@Injectable()
export class NotificationJobs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Delivers rows in the application: marks them, then wakes their readers' subscriptions. */
  @HandlesJob('notification.deliver')
  async deliver(job: Job<'notification.deliver'>): Promise<void> {
    const delivered = await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const rows = await tx.query<{ key: string; id: string }>(
        `UPDATE notification SET delivered_at = $2 WHERE id = ANY($1) AND delivered_at IS NULL
          RETURNING recipient_user_id AS key, id`,
        [job.payload.notificationIds, this.clock.now()],
      );
      await job.done(tx);
      return rows;
    });
    // After the commit, and a failure is only a missed hint: the rows are there and the lists show them.
    await sendWakeUp(this.unitOfWork, 'notification', delivered).catch((error: unknown) =>
      this.logger.warn({ reason: messageOf(error) }, 'wake-up not sent'),
    );
  }
}
