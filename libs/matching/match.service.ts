import { Injectable } from '@nestjs/common';
import {
  isProblem,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
} from '#libs/common';
import { READABLE, UnitOfWork } from '#libs/database';
import { Need, needWrongState } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { Match } from './match.entity.js';
import { MatchRun } from './match-run.entity.js';
import { MatchSearchService } from './match-search.service.js';

/** What a buyer sees of the matching of its needs, and the admin of a group of its subsidiaries'. */
@Injectable()
export class MatchService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly search: MatchSearchService,
  ) {}

  /** Kept matches of a need of the own group in rank order: matches, then those to confirm, then near misses. */
  async listForNeed(scope: OrgScope, needId: string, request: PageRequest): Promise<Result<Page<Match>>> {
    return this.search.list(scope, { needId }, request);
  }

  /** One match of a need of the own group. */
  async find(scope: OrgScope, id: string): Promise<Match | null> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(Match, 'm')
        .where(`m.id = :id AND m.need_organisation_id = ${READABLE}`, { id })
        .getOne(),
    );
  }

  /** Runs of a need of the own group, newest first: what changed and why. */
  async listRuns(scope: OrgScope, needId: string, request: PageRequest): Promise<Result<Page<MatchRun>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(MatchRun, 'r')
        .where(`r.need_id = :needId AND r.organisation_id = ${READABLE}`, { needId })
        .orderBy('r.id', 'DESC')
        .limit(spec.first + 1);
      if (spec.afterId !== null) query.andWhere('r.id < :afterId', { afterId: spec.afterId });
      return toPage(await query.getMany(), spec.first);
    });
  }

  /** Runs by id, of needs of the own group only; a subscription re-reads with it. */
  async findRuns(scope: OrgScope, ids: readonly string[]): Promise<MatchRun[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(MatchRun, 'r')
        .where(`r.id = ANY(:ids) AND r.organisation_id = ${READABLE}`, { ids })
        .orderBy('r.id')
        .getMany(),
    );
  }

  /** Asks for a new matching of an own open need, in the background; one that waits already is enough. */
  async request(scope: OrgScope, needId: string): Promise<Result<Need>> {
    return this.unitOfWork.run(scope, async (tx) => {
      const need = await tx.manager.findOneBy(Need, { id: needId, organisationId: scope.organisationId });
      if (need === null) return notFound(needId);
      if (need.status !== 'open') return needWrongState(need.status);
      const items = [{ id: need.id, version: need.version }];
      // Asking again before the last request was taken up adds nothing, and must not hold up the needs of others.
      const waiting = await tx.query(
        `SELECT 1 FROM outbox
          WHERE status = 'pending' AND cause = 'match.requested' AND payload->'items'->0->>'id' = $1 LIMIT 1`,
        [need.id],
      );
      if (waiting.length > 0) return need;
      await this.outbox.add(tx, {
        kind: 'match.need',
        cause: 'match.requested',
        payload: { items, cause: 'requested' },
      });
      return need;
    });
  }
}
