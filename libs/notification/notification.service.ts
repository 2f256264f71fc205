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
} from '#libs/common';
import { keysetPage, type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { MAX_ITEMS, Outbox } from '#libs/messaging';
import { Notification } from './notification.entity.js';
import { NotificationRenderers } from './renderers.js';

/** A notification to write. */
export interface NewNotification {
  readonly organisationId: string;
  readonly recipientUserId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly data: Readonly<Record<string, string | number>>;
}

export interface NotificationFilter {
  readonly kind?: string | null | undefined;
  readonly unreadOnly?: boolean | null | undefined;
}

export interface UnreadCounts {
  readonly total: number;
  readonly byKind: readonly { readonly kind: string; readonly unread: number }[];
}

/** Those that the acting user is shown. */
const OWN = 'n.recipient_user_id = :userId AND n.organisation_id = :organisationId AND NOT n.muted';
const ownOf = ({ userId, organisationId }: OrgScope) => ({ userId, organisationId });

const toRecord = (row: NewNotification) => ({
  id: newId(),
  organisation_id: row.organisationId,
  recipient_user_id: row.recipientUserId,
  kind: row.kind,
  subject_id: row.subjectId,
  subject_version: row.subjectVersion,
  data: row.data,
});

/** Rows first, delivery after: a person is told once however often a job runs. */
@Injectable()
export class NotificationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly renderers: NotificationRenderers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Writes rows and their delivery in the caller's (system) transaction. A row that exists is left alone; one of a kind that
   * its recipient has switched off is written as told, and not delivered.
   * @returns how many are new and shown
   */
  async record(tx: Transaction, rows: readonly NewNotification[]): Promise<number> {
    if (rows.length === 0) return 0;
    const mandatory = this.renderers.list().filter((kind) => kind.mandatory);
    const inserted = await tx.query<{ id: string; muted: boolean }>(
      `INSERT INTO notification (id, organisation_id, recipient_user_id, kind, subject_id, subject_version, data, muted)
       SELECT r.id, r.organisation_id, r.recipient_user_id, r.kind, r.subject_id, r.subject_version, r.data,
              r.kind <> ALL($2) AND EXISTS (
                SELECT 1 FROM notification_preference p
                 WHERE p.user_id = r.recipient_user_id AND p.organisation_id = r.organisation_id AND p.kind = r.kind AND NOT p.in_app)
         FROM jsonb_populate_recordset(NULL::notification, $1) AS r
       ON CONFLICT ON CONSTRAINT notification_once_key DO NOTHING RETURNING id, muted`,
      [JSON.stringify(rows.map(toRecord)), mandatory.map((kind) => kind.kind)],
    );
    const ids = inserted.filter((row) => !row.muted).map((row) => row.id);
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
  async list(
    scope: OrgScope,
    request: PageRequest,
    filter: NotificationFilter = {},
  ): Promise<Result<Page<Notification>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager.createQueryBuilder(Notification, 'n').where(OWN, ownOf(scope));
      if (filter.kind != null) query.andWhere('n.kind = :kind', { kind: filter.kind });
      if (filter.unreadOnly === true) query.andWhere('n.read_at IS NULL');
      return keysetPage(query, spec, 'n.id', 'DESC');
    });
  }

  async unreadCount(scope: OrgScope): Promise<number> {
    return (await this.unreadCounts(scope)).total;
  }

  /** How many of the acting user's own notifications are unread, in all and by kind; kinds without any are left out. */
  async unreadCounts(scope: OrgScope): Promise<UnreadCounts> {
    const byKind = await this.unitOfWork.read(scope, (tx) =>
      tx.query<{ kind: string; unread: number }>(
        `SELECT kind, count(*)::int AS unread FROM notification
          WHERE recipient_user_id = $1 AND organisation_id = $2 AND read_at IS NULL AND NOT muted GROUP BY kind ORDER BY kind`,
        [scope.userId, scope.organisationId],
      ),
    );
    return { total: byKind.reduce((sum, row) => sum + row.unread, 0), byKind };
  }

  /**
   * Marks every own notification read that was written up to a moment: one that comes while its reader presses the button
   * stays unread.
   * @returns what is unread after it
   */
  async markAllRead(scope: OrgScope, before: Date, kind: string | null = null): Promise<UnreadCounts> {
    await this.unitOfWork.run(scope, (tx) =>
      tx.query(
        `UPDATE notification SET read_at = $4
          WHERE recipient_user_id = $1 AND organisation_id = $2 AND created_at <= $3 AND read_at IS NULL AND NOT muted
            AND ($5::text IS NULL OR kind = $5)`,
        [scope.userId, scope.organisationId, before, this.clock.now(), kind],
      ),
    );
    return this.unreadCounts(scope);
  }

  /** Marks an own notification read; doing it again keeps the first time. */
  async markRead(scope: OrgScope, id: string): Promise<Result<Notification>> {
    return this.unitOfWork.run(scope, async (tx) => {
      await tx.query('UPDATE notification SET read_at = coalesce(read_at, $2) WHERE id = $1 AND NOT muted', [
        id,
        this.clock.now(),
      ]);
      return (await tx.manager.findOneBy(Notification, { id, muted: false })) ?? notFound(id);
    });
  }

  /** Those of these notifications that are the acting user's own, oldest first; a subscription re-reads with it. */
  async findOwn(scope: OrgScope, ids: readonly string[]): Promise<Notification[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(Notification, 'n')
        .where(`n.id = ANY(:ids) AND ${OWN}`, { ids, ...ownOf(scope) })
        .orderBy('n.id')
        .getMany(),
    );
  }
}
