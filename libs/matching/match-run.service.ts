import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  invalidInput,
  isProblem,
  type LocalizedText,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
  wrongState,
  type Problem,
} from '#libs/common';
import { keysetPage, READABLE, type Transaction, UnitOfWork } from '#libs/database';
import { Need, needWrongState } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { Outbox, sendWakeUp } from '#libs/messaging';
import { MatchRun, type RunError, type RunState } from './match-run.entity.js';
import { LIST_CHANGED } from './match-search.service.js';
import { changesOf, type MatchChange } from './run-diff.js';

/** Problem codes of runs, for the GraphQL enum. */
export const RUN_CODES = ['RUN_ENDED'] as const;

const STATES: Readonly<Record<RunState, string>> = {
  queued: '排队中',
  running: '进行中',
  finished: '已完成',
  cancelled: '已取消',
  failed: '已失败',
};

const runEnded = (state: RunState): Problem =>
  wrongState(
    'RUN_ENDED',
    { zh: `该次匹配${STATES[state]}，不能取消`, en: 'The run has ended ({state}) and cannot be cancelled' },
    { state },
  );

const ERRORS: Readonly<Record<RunError, LocalizedText>> = {
  RETRYING: { zh: '本次匹配出错，将自动重试', en: 'It went wrong and will be tried again' },
  GIVEN_UP: {
    zh: '本次匹配多次出错，已停止；可重新发起，平台运维人员也会看到',
    en: 'It went wrong several times and was given up; ask again, and the operators see it too',
  },
  NEED_NOT_OPEN: {
    zh: '需求已不再公开征集，未作匹配',
    en: 'The need is not open any more; nothing was matched',
  },
};

/** What went wrong with a run, for people; null when nothing did. */
export function runErrorText(error: RunError | null): LocalizedText | null {
  return error === null ? null : ERRORS[error];
}

/** Runs of the needs of the own group: asking for them, watching, cancelling, and what each changed. */
@Injectable()
export class MatchRunService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Runs of a need of the own group, newest first. */
  async list(scope: OrgScope, needId: string, request: PageRequest): Promise<Result<Page<MatchRun>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(MatchRun, 'r')
        .where(`r.need_id = :needId AND r.organisation_id = ${READABLE}`, { needId });
      return keysetPage(query, spec, 'r.id', 'DESC');
    });
  }

  /** Runs by id, of needs of the own group only; a subscription re-reads with it. */
  async findMany(scope: OrgScope, ids: readonly string[]): Promise<MatchRun[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(MatchRun, 'r')
        .where(`r.id = ANY(:ids) AND r.organisation_id = ${READABLE}`, { ids })
        .orderBy('r.id')
        .getMany(),
    );
  }

  /** One run of a need of the own group. */
  async find(scope: OrgScope, id: string): Promise<MatchRun | null> {
    return (await this.findMany(scope, [id]))[0] ?? null;
  }

  /** The newest run of each of these needs, whatever its state. */
  async findLatest(scope: OrgScope, needIds: readonly string[]): Promise<MatchRun[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(MatchRun, 'r')
        .where(
          `r.id IN (SELECT newest.id FROM unnest(CAST(:needIds AS uuid[])) AS wanted(need_id), LATERAL (
              SELECT id FROM match_run WHERE need_id = wanted.need_id AND organisation_id = ${READABLE}
               ORDER BY id DESC LIMIT 1) AS newest)`,
          { needIds },
        )
        .getMany(),
    );
  }

  /** What a run of the own group changed, and why; of other runs nothing. */
  async listChanges(
    scope: OrgScope,
    runId: string,
    request: PageRequest,
  ): Promise<Result<Page<MatchChange>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    const run = await this.find(scope, runId);
    // Bounded by the kept set, so the whole of it is read and cut here. Each product stands in it once.
    const changes = run === null ? [] : changesOf(run);
    const at = changes.findIndex((change) => change.productId === spec.afterId);
    if (run !== null && spec.afterId !== null && at < 0) return invalidInput([LIST_CHANGED]);
    return toPage(changes.slice(at + 1, at + 2 + spec.first), spec.first);
  }

  /**
   * Asks for a new matching of an own open need, in the background.
   * @returns the need; its newest run ({@link findLatest}) is the one asked for, or one that waits already and will do
   */
  async request(scope: OrgScope, needId: string): Promise<Result<Need>> {
    const asked = await this.unitOfWork.run(scope, async (tx) => {
      const need = await tx.manager.findOneBy(Need, { id: needId, organisationId: scope.organisationId });
      if (need === null) return notFound(needId);
      if (need.status !== 'open') return needWrongState(need.status);
      return { need, runId: await this.#queue(tx, scope, need) };
    });
    if (isProblem(asked)) return asked;
    if (asked.runId !== null) await this.#wake(needId, asked.runId);
    return asked.need;
  }

  /**
   * Stops a run: one that waits never starts, one that runs stops at its next step and changes nothing. Cancelling twice is as
   * once.
   * @returns the run, `NOT_FOUND`, or `RUN_ENDED` when it finished or failed before
   */
  async cancel(scope: OrgScope, runId: string): Promise<Result<MatchRun>> {
    const cancelled = await this.unitOfWork.run(scope, async (tx) => {
      const { organisationId } = scope;
      const rows = await tx.query(
        `UPDATE match_run SET state = 'cancelled', finished_at = $3
          WHERE id = $1 AND organisation_id = $2 AND state IN ('queued', 'running') RETURNING id`,
        [runId, organisationId, this.clock.now()],
      );
      const run = await tx.manager.findOneBy(MatchRun, { id: runId, organisationId });
      if (run === null) return notFound(runId);
      return run.state === 'cancelled' ? { run, news: rows.length > 0 } : runEnded(run.state);
    });
    if (isProblem(cancelled)) return cancelled;
    if (cancelled.news) await this.#wake(cancelled.run.needId, runId);
    return cancelled.run;
  }

  /** @returns the id of the new run; null when one that was asked for waits already */
  async #queue(tx: Transaction, scope: OrgScope, need: Need): Promise<string | null> {
    // Two at once would both find that none waits.
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('match.request:' || $1, 0))", [need.id]);
    const waiting = await tx.query(
      "SELECT 1 FROM match_run WHERE need_id = $1 AND state = 'queued' AND kind = 'forward' LIMIT 1",
      [need.id],
    );
    if (waiting.length > 0) return null;
    const outboxId = await this.outbox.add(tx, {
      kind: 'match.need',
      cause: 'match.requested',
      payload: { items: [{ id: need.id, version: need.version }], cause: 'requested' },
    });
    const id = newId();
    await tx.query(
      `INSERT INTO match_run (id, need_id, organisation_id, need_version, outbox_id, cause, kind, state, requested_by,
                              sequence, finished_at, queued_at)
       VALUES ($1, $2, $3, $4, $5, 'requested', 'forward', 'queued', $6, NULL, NULL, $7)`,
      [id, need.id, scope.organisationId, need.version, outboxId, scope.userId, this.clock.now()],
    );
    return id;
  }

  /** A hint to those who watch; a lost one costs freshness only. */
  async #wake(needId: string, runId: string): Promise<void> {
    await sendWakeUp(this.unitOfWork, 'match.progress', [{ key: needId, id: runId }]).catch(() => undefined);
  }
}
