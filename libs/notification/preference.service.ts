import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, invalidInput, type Result } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { notificationMandatory, unknownKind } from './notification.errors.js';
import { type NotificationKind, NotificationRenderers } from './renderers.js';

/** A kind with the person's choice. */
export interface Preference {
  readonly kind: NotificationKind;
  readonly inApp: boolean;
}

/** What each person wants to be told, organisation by organisation. */
@Injectable()
export class PreferenceService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly renderers: NotificationRenderers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Every kind there is, with the acting user's choice; on unless switched off. */
  async list(scope: OrgScope): Promise<Preference[]> {
    const rows = await this.unitOfWork.read(scope, (tx) =>
      tx.query<{ kind: string }>(
        `SELECT kind FROM notification_preference WHERE user_id = $1 AND organisation_id = $2 AND NOT in_app`,
        [scope.userId, scope.organisationId],
      ),
    );
    const off = new Set(rows.map((row) => row.kind));
    return this.renderers.list().map((kind) => ({ kind, inApp: kind.mandatory || !off.has(kind.kind) }));
  }

  /**
   * Switches a kind on or off from now on. What happened while it was off is never told later.
   * @returns the choice, `INVALID_INPUT` for a kind that is none, or `NOTIFICATION_MANDATORY`
   */
  async set(scope: OrgScope, kindName: string, inApp: boolean): Promise<Result<Preference>> {
    const kind = this.renderers.find(kindName);
    if (kind === null) return invalidInput([unknownKind(kindName.slice(0, 100))]);
    if (kind.mandatory && !inApp) return notificationMandatory(kindName);
    await this.unitOfWork.run(scope, (tx) =>
      tx.query(
        `INSERT INTO notification_preference (user_id, organisation_id, kind, in_app, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (user_id, organisation_id, kind) DO UPDATE SET in_app = excluded.in_app, changed_at = excluded.changed_at`,
        [scope.userId, scope.organisationId, kindName, inApp, this.clock.now()],
      ),
    );
    return { kind, inApp };
  }
}
