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
import { READABLE, type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { Clause } from './clause.entity.js';
import { Need, type NeedStatus } from './need.entity.js';
import { deadlinePassed, needWrongState } from './need.errors.js';
import { needsChanged } from './need.events.js';
import { checkNeed, type NeedInput } from './need.input.js';

/** An SOE's needs: draft → open → closed. */
@Injectable()
export class NeedService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Writes a draft with its clauses. @returns the need, or `INVALID_INPUT` with paths */
  async create(scope: OrgScope, input: NeedInput): Promise<Result<Need>> {
    const fields = checkNeed(input);
    if (isProblem(fields)) return fields;
    const { clauses, ...own } = fields;
    const now = this.clock.now();
    const need = Object.assign(new Need(), own, {
      id: newId(),
      organisationId: scope.organisationId,
      status: 'draft' satisfies NeedStatus,
      version: 1,
      createdAt: now,
      updatedAt: now,
      publishedAt: null,
    });
    await this.unitOfWork.run(scope, async (tx) => {
      await tx.manager.insert(Need, need);
      if (clauses.length === 0) return;
      await tx.manager.insert(
        Clause,
        clauses.map((clause, position) => ({
          ...clause,
          id: newId(),
          needId: need.id,
          organisationId: scope.organisationId,
          position,
        })),
      );
    });
    return need;
  }

  /** Opens the need: it is indexed and matched in the background. @returns the need, or why it cannot be */
  async publish(scope: OrgScope, id: string): Promise<Result<Need>> {
    return this.unitOfWork.run(scope, async (tx) => {
      const need = await lockOwn(tx, scope, id);
      if (need === null) return notFound(id);
      if (need.status === 'open') return need;
      if (need.status !== 'draft') return needWrongState(need.status);
      const now = this.clock.now();
      if (need.deadline !== null && need.deadline <= now) return deadlinePassed();
      return this.#change(tx, need, { status: 'open', publishedAt: now });
    });
  }

  /** Ends an open need: it leaves search and the matches stay as they were. */
  async close(scope: OrgScope, id: string): Promise<Result<Need>> {
    return this.unitOfWork.run(scope, async (tx) => {
      const need = await lockOwn(tx, scope, id);
      if (need === null) return notFound(id);
      if (need.status === 'closed') return need;
      if (need.status !== 'open') return needWrongState(need.status);
      return this.#change(tx, need, { status: 'closed' });
    });
  }

  /** A need the caller may see: an own one, one of its group's, or any open one. */
  async find(scope: OrgScope, id: string): Promise<Need | null> {
    return this.unitOfWork.read(scope, (tx) => tx.manager.findOneBy(Need, { id }));
  }

  /** Rows by id under the caller's scope; ids it may not see are left out. */
  async findMany(scope: OrgScope, ids: readonly string[]): Promise<Need[]> {
    if (ids.length === 0) return [];
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager.createQueryBuilder(Need, 'n').where('n.id = ANY(:ids)', { ids }).getMany(),
    );
  }

  /** Clauses of these needs that the caller may see, in their order; row-level security leaves out the others. */
  async findClauses(scope: OrgScope, needIds: readonly string[]): Promise<Clause[]> {
    if (needIds.length === 0) return [];
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(Clause, 'c')
        .where('c.need_id = ANY(:needIds)', { needIds })
        .orderBy('c.need_id')
        .addOrderBy('c.position')
        .getMany(),
    );
  }

  /**
   * The caller's own needs, oldest first.
   * @param includeSubsidiaries those of the group's other organisations too, as far as the caller may read them: the admin of
   * a group may
   */
  async listOwn(
    scope: OrgScope,
    request: PageRequest,
    includeSubsidiaries = false,
  ): Promise<Result<Page<Need>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(Need, 'n')
        .orderBy('n.id')
        .limit(spec.first + 1);
      if (includeSubsidiaries) query.where(`n.organisation_id = ${READABLE}`);
      else query.where('n.organisation_id = :organisationId', { organisationId: scope.organisationId });
      if (spec.afterId !== null) query.andWhere('n.id > :afterId', { afterId: spec.afterId });
      return toPage(await query.getMany(), spec.first);
    });
  }

  async #change(tx: Transaction, need: Need, change: Partial<Need>): Promise<Need> {
    const full = { ...change, version: need.version + 1, updatedAt: this.clock.now() };
    await tx.manager.update(Need, { id: need.id }, full);
    const event = change.status === 'closed' ? 'need.closed' : 'need.published';
    await needsChanged(tx, this.outbox, event, [{ id: need.id, version: full.version }]);
    return Object.assign(need, full);
  }
}

/** The row, locked for the change; null for a missing or a foreign one. */
async function lockOwn(tx: Transaction, scope: OrgScope, id: string): Promise<Need | null> {
  return tx.manager.findOne(Need, {
    where: { id, organisationId: scope.organisationId },
    lock: { mode: 'pessimistic_write' },
  });
}
