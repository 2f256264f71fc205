import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  isProblem,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
} from '#libs/common';
import { type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { MAX_ITEMS, Outbox } from '#libs/messaging';
import { Notification } from './notification.entity.js';

/** A notification to write. */
export interface NewNotification {
  readonly organisationId: string;
  readonly recipientUserId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly data: Readonly<Record<string, string | number>>;
}

/** Rows first, delivery after: a person is told once however often a job runs. */
@Injectable()
export class NotificationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Writes rows and their delivery in the caller's (system) transaction. A row that exists is left alone.
   * @returns how many are new
   */
  async record(tx: Transaction, rows: readonly NewNotification[]): Promise<number> {
    const ids: string[] = [];
    for (const row of rows) {
      const inserted = await tx.query<{ id: string }>(
        `INSERT INTO notification (id, organisation_id, recipient_user_id, kind, subject_id, subject_version, data)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT notification_once_key DO NOTHING RETURNING id`,
        [
          newId(),
          row.organisationId,
          row.recipientUserId,
          row.kind,
          row.subjectId,
          row.subjectVersion,
          JSON.stringify(row.data),
        ],
      );
      ids.push(...inserted.map((one) => one.id));
    }
    for (let start = 0; start < ids.length; start += MAX_ITEMS) {
      const notificationIds = ids.slice(start, start + MAX_ITEMS);
      await this.outbox.add(tx, {
        kind: 'notification.deliver',
        cause: 'notification.recorded',
        payload: { notificationIds },
      });
    }
    return ids.length;
  }

  /** The acting user's own notifications, newest first. */
  async list(scope: OrgScope, request: PageRequest): Promise<Result<Page<Notification>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(Notification, 'n')
        .where('n.recipient_user_id = :userId AND n.organisation_id = :organisationId', {
          userId: scope.userId,
          organisationId: scope.organisationId,
        })
        .orderBy('n.id', 'DESC')
        .limit(spec.first + 1);
      if (spec.afterId !== null) query.andWhere('n.id < :afterId', { afterId: spec.afterId });
      return toPage(await query.getMany(), spec.first);
    });
  }

  async unreadCount(scope: OrgScope): Promise<number> {
    const rows = await this.unitOfWork.read(scope, (tx) =>
      tx.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM notification WHERE recipient_user_id = $1 AND organisation_id = $2 AND read_at IS NULL',
        [scope.userId, scope.organisationId],
      ),
    );
    return rows[0]?.count ?? 0;
  }

  /** Marks an own notification read; doing it again keeps the first time. */
  async markRead(scope: OrgScope, id: string): Promise<Result<Notification>> {
    return this.unitOfWork.run(scope, async (tx) => {
      await tx.query('UPDATE notification SET read_at = coalesce(read_at, $2) WHERE id = $1', [
        id,
        this.clock.now(),
      ]);
      return (await tx.manager.findOneBy(Notification, { id })) ?? notFound(id);
    });
  }

  /** Those of these notifications that are the acting user's own, oldest first; a subscription re-reads with it. */
  async findOwn(scope: OrgScope, ids: readonly string[]): Promise<Notification[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(Notification, 'n')
        .where('n.id = ANY(:ids) AND n.recipient_user_id = :userId AND n.organisation_id = :organisationId', {
          ids,
          userId: scope.userId,
          organisationId: scope.organisationId,
        })
        .orderBy('n.id')
        .getMany(),
    );
  }
}
