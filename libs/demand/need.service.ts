import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  invalidInput,
  isProblem,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
} from '#libs/common';
import {
  checkIdempotencyKey,
  oncePerKey,
  keysetPage,
  READABLE,
  type Transaction,
  UnitOfWork,
} from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { type Clause } from './clause.entity.js';
import { Need, type NeedStatus } from './need.entity.js';
import { deadlinePassed, needVersionConflict, needWrongState } from './need.errors.js';
import { type NeedEvent, needsChanged } from './need.events.js';
import { checkNeed, type NeedFields, type NeedInput } from './need.input.js';
import { longReason } from './need.issues.js';
import { type NeedPart } from './need-part.entity.js';
import {
  fieldsOf,
  keepVersion,
  keptClause,
  loadClauses,
  loadParts,
  lockOwn,
  rowOf,
  writeClauses,
  writeParts,
} from './need.store.js';

/** Longest reason for a withdrawal. */
const MAX_REASON = 500;

/** An SOE's needs: draft → open → closed. */
@Injectable()
export class NeedService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Writes a draft with its parts and clauses.
   * @param idempotencyKey the same key with the same input gives the same need for 24 hours, however often it is sent
   * @returns the need, `INVALID_INPUT` with paths, or `IDEMPOTENCY_KEY_REUSED`
   */
  async create(
    scope: OrgScope,
    input: NeedInput,
    idempotencyKey: string | null = null,
  ): Promise<Result<Need>> {
    const badKey = idempotencyKey === null ? null : checkIdempotencyKey(idempotencyKey);
    if (badKey !== null) return invalidInput([badKey]);
    const fields = checkNeed(input);
    if (isProblem(fields)) return fields;
    const need = this.#draft(scope, fields);
    const claim =
      idempotencyKey === null
        ? null
        : {
            ...{ organisationId: scope.organisationId, key: idempotencyKey, operation: 'createNeed' },
            ...{ input: fields, resultId: need.id, now: need.createdAt },
          };
    const write = async (tx: Transaction) => {
      await tx.manager.insert(Need, need);
      await writeParts(tx, need, fields);
      await keepVersion(tx, need, fields, await writeClauses(tx, need, [], fields.clauses));
      return need;
    };
    return this.unitOfWork.run(scope, (tx) =>
      oncePerKey<Need>(tx, claim, write, (_, id) => tx.manager.findOneByOrFail(Need, { id })),
    );
  }

  /**
   * Replaces everything that is said of a draft or an open need; an open one is indexed and matched anew. Clauses that say what they
   * said keep their ids.
   * @param expectedVersion the version the change was made on
   * @returns the need (unchanged when the input says what it says already), `INVALID_INPUT`, `NOT_FOUND`, `VERSION_CONFLICT`,
   * `NEED_STATE` for a closed one, or `DEADLINE_PASSED` for an open one that would close at once
   */
  async update(
    scope: OrgScope,
    id: string,
    expectedVersion: number,
    input: NeedInput,
  ): Promise<Result<Need>> {
    const fields = checkNeed(input);
    if (isProblem(fields)) return fields;
    return this.unitOfWork.run(scope, async (tx) => {
      const need = await lockOwn(tx, scope, id);
      if (need === null) return notFound(id);
      if (need.version !== expectedVersion) return needVersionConflict(need.version);
      if (need.status === 'closed') return needWrongState(need.status);
      const now = this.clock.now();
      const open = need.status === 'open';
      if (open && fields.deadline !== null && fields.deadline <= now) return deadlinePassed();
      const clauses = await loadClauses(tx, [id]);
      if (isDeepStrictEqual(fieldsOf(need, await loadParts(tx, [id]), clauses), fields)) return need;
      const row = { ...rowOf(fields), version: need.version + 1, updatedAt: now };
      await tx.manager.update(Need, { id }, row);
      const changed = Object.assign(need, row);
      await writeParts(tx, changed, fields);
      await keepVersion(tx, changed, fields, await writeClauses(tx, changed, clauses, fields.clauses));
      if (open) await this.#tell(tx, 'need.updated', changed);
      return changed;
    });
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
      return this.#change(tx, need, { status: 'open', publishedAt: now }, 'need.published');
    });
  }

  /**
   * Ends an open need: it leaves search and the matches stay as they were.
   * @param reason why it is withdrawn, for its owners; at most 500 characters
   */
  async close(scope: OrgScope, id: string, reason: string | null = null): Promise<Result<Need>> {
    const closeReason = reason?.trim() === '' ? null : (reason?.trim() ?? null);
    if (closeReason !== null && closeReason.length > MAX_REASON)
      return invalidInput([longReason(MAX_REASON)]);
    return this.unitOfWork.run(scope, async (tx) => {
      const need = await lockOwn(tx, scope, id);
      if (need === null) return notFound(id);
      if (need.status === 'closed') return need;
      if (need.status !== 'open') return needWrongState(need.status);
      return this.#change(tx, need, { status: 'closed', closeReason }, 'need.closed');
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
    return this.unitOfWork.read(scope, (tx) => loadClauses(tx, needIds));
  }

  /** Parts of these needs that the caller may see; row-level security leaves out the others. */
  async findParts(scope: OrgScope, needIds: readonly string[]): Promise<NeedPart[]> {
    if (needIds.length === 0) return [];
    return this.unitOfWork.read(scope, (tx) => loadParts(tx, needIds));
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
      const query = tx.manager.createQueryBuilder(Need, 'n');
      if (includeSubsidiaries) query.where(`n.organisation_id = ${READABLE}`);
      else query.where('n.organisation_id = :organisationId', { organisationId: scope.organisationId });
      return keysetPage(query, spec, 'n.id');
    });
  }

  /** Writes a change of state as the next version, keeps that version, and tells index and matching. */
  async #change(tx: Transaction, need: Need, change: Partial<Need>, event: NeedEvent): Promise<Need> {
    const full = { ...change, version: need.version + 1, updatedAt: this.clock.now() };
    await tx.manager.update(Need, { id: need.id }, full);
    const changed = Object.assign(need, full);
    const clauses = await loadClauses(tx, [need.id]);
    const fields = fieldsOf(changed, await loadParts(tx, [need.id]), clauses);
    await keepVersion(tx, changed, fields, clauses.map(keptClause));
    await this.#tell(tx, event, changed);
    return changed;
  }

  async #tell(tx: Transaction, event: NeedEvent, { id, version }: Need): Promise<void> {
    await needsChanged(tx, this.outbox, event, [{ id, version }]);
  }

  #draft(scope: OrgScope, fields: NeedFields): Need {
    const now = this.clock.now();
    return Object.assign(new Need(), rowOf(fields), {
      id: newId(),
      organisationId: scope.organisationId,
      externalRef: null,
      status: 'draft' satisfies NeedStatus,
      version: 1,
      closeReason: null,
      createdAt: now,
      updatedAt: now,
      publishedAt: null,
    });
  }
}
