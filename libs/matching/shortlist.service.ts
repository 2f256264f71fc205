import { Injectable } from '@nestjs/common';
import { isProblem, type Page, type PageRequest, pageSpec, type Result, toPage } from '#libs/common';
import { READABLE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { type DecisionKind, type DecisionState, STATE_AFTER } from './decision.entity.js';
import { type MatchClass } from './evaluate/index.js';

/** A candidate on the shortlist of a need (备选清单), with who put it there, when and why. */
export interface ShortlistEntry {
  /** Of the decision that put it on the list; the list is in the order of these. */
  readonly id: string;
  readonly needId: string;
  readonly productId: string;
  /** Null when the pair is no longer among the kept matches. */
  readonly matchId: string | null;
  readonly class: MatchClass | null;
  readonly score: number | null;
  readonly state: DecisionState;
  readonly reason: string | null;
  readonly actorUserId: string;
  readonly createdAt: Date;
}

/**
 * Decisions since a candidate was last taken off: it is on the list when there is one, and stands where the first of them put it.
 * $1 is the need, $2 the entry to begin after, $3 how many.
 */
const ON_THE_LIST = `
WITH said AS (SELECT * FROM decision WHERE need_id = $1 AND organisation_id = ${READABLE}),
listed AS (
  SELECT DISTINCT ON (s.product_id) s.*,
         (SELECT l.kind FROM said l WHERE l.product_id = s.product_id ORDER BY l.id DESC LIMIT 1) AS latest
    FROM said s
   WHERE NOT EXISTS (SELECT 1 FROM said o
           WHERE o.product_id = s.product_id AND o.kind IN ('decline', 'withdraw') AND o.id >= s.id)
   ORDER BY s.product_id, s.id)
SELECT l.id, l.need_id AS "needId", l.product_id AS "productId", l.reason, l.actor_user_id AS "actorUserId",
       l.created_at AS "createdAt", l.latest, m.id AS "matchId", m.class, m.score
  FROM listed l LEFT JOIN match m ON m.need_id = l.need_id AND m.product_id = l.product_id
 WHERE $2::uuid IS NULL OR l.id > $2 ORDER BY l.id LIMIT $3`;

/** Who is on the shortlist of a need. */
@Injectable()
export class ShortlistService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The shortlist of a need of the own group, in the order of being put on it. Those contacted stay on it. */
  async list(scope: OrgScope, needId: string, request: PageRequest): Promise<Result<Page<ShortlistEntry>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    const rows = await this.unitOfWork.read(scope, (tx) =>
      tx.query<Omit<ShortlistEntry, 'state'> & { latest: DecisionKind }>(ON_THE_LIST, [
        needId,
        spec.afterId,
        spec.first + 1,
      ]),
    );
    return toPage(
      rows.map(({ latest, ...row }) => ({ ...row, state: STATE_AFTER[latest] })),
      spec.first,
    );
  }
}
