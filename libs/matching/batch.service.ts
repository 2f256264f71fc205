import { Injectable } from '@nestjs/common';
import { isProblem, type Page, type PageRequest, pageSpec, type Result, toPage } from '#libs/common';
import { type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { type BatchCause } from '#libs/messaging';
import { type MatchClass } from './evaluate/index.js';
import { type MatchCounts } from './territory.service.js';

/** A bulk batch as one organisation sees it: the numbers are of its own news, as its summary tells them. */
export interface BatchView {
  readonly id: string;
  readonly cause: BatchCause;
  readonly createdAt: Date;
  /** When all its work was done; null before, while news may still come. */
  readonly finishedAt: Date | null;
  readonly needs: number;
  readonly matches: number;
  readonly toConfirm: number;
}

/** News of one need in a batch. `id` is that of the need. */
export interface BatchNeed {
  readonly id: string;
  /** New in their class by the batch: of a buyer's need its candidates; for a supplier, 1 for products that fit. */
  readonly matches: number;
  readonly toConfirm: number;
  /** Candidates that are kept now, by class; null for a need of another organisation. */
  readonly kept: MatchCounts | null;
}

/** What a summary of bulk work is about. */
@Injectable()
export class BatchService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** A batch of the own organisation, or with news for it; for operators also one of the platform, such as that of their imports; null else. */
  async find(scope: OrgScope, id: string): Promise<BatchView | null> {
    const rows = await this.unitOfWork.read(scope, (tx) =>
      tx.query<BatchView>(
        `SELECT b.id, b.cause, b.created_at AS "createdAt", b.finished_at AS "finishedAt",
                count(DISTINCT n.need_id)::int AS needs, coalesce(sum(n.matches), 0)::int AS matches,
                coalesce(sum(n.to_confirm), 0)::int AS "toConfirm"
           FROM bulk_batch b LEFT JOIN bulk_news n ON n.batch_id = b.id AND n.organisation_id = $2
          WHERE b.id = $1 AND (b.organisation_id = $2 OR b.organisation_id IS NULL OR n.batch_id IS NOT NULL) GROUP BY b.id`,
        [id, scope.organisationId],
      ),
    );
    return rows[0] ?? null;
  }

  /** The needs with news for the own organisation, oldest need first. Empty for a batch without any, or that nobody has. */
  async listNeeds(scope: OrgScope, batchId: string, request: PageRequest): Promise<Result<Page<BatchNeed>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const rows = await tx.query<Omit<BatchNeed, 'kept'>>(
        `SELECT need_id AS id, sum(matches)::int AS matches, sum(to_confirm)::int AS "toConfirm" FROM bulk_news
          WHERE batch_id = $1 AND organisation_id = $2 AND ($3::uuid IS NULL OR need_id > $3)
          GROUP BY need_id ORDER BY need_id LIMIT $4`,
        [batchId, scope.organisationId, spec.afterId, spec.first + 1],
      );
      const kept = await countKept(
        tx,
        scope,
        rows.map((row) => row.id),
      );
      return toPage(
        rows.map((row) => ({ ...row, kept: kept.get(row.id) ?? null })),
        spec.first,
      );
    });
  }
}

/** Kept candidates of those of these needs that are the own organisation's; a need without any has zeros. */
async function countKept(
  tx: Transaction,
  { organisationId }: OrgScope,
  needIds: readonly string[],
): Promise<Map<string, MatchCounts>> {
  const rows = await tx.query<{ needId: string; class: MatchClass | null; count: number }>(
    `SELECT n.id AS "needId", m.class, count(m.id)::int AS count FROM need n LEFT JOIN match m ON m.need_id = n.id
      WHERE n.id = ANY($1) AND n.organisation_id = $2 GROUP BY n.id, m.class`,
    [needIds, organisationId],
  );
  const kept = new Map<string, MatchCounts>();
  for (const row of rows) {
    const counts = kept.get(row.needId) ?? { match: 0, to_confirm: 0, near_miss: 0 };
    kept.set(row.needId, row.class === null ? counts : { ...counts, [row.class]: row.count });
  }
  return kept;
}
