import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, invalidInput, isProblem, newId, type Problem, type Result } from '#libs/common';
import { type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import {
  Decision,
  DECISION_KINDS,
  type DecisionKind,
  DECLINE_REASONS,
  type DeclineReason,
} from './decision.entity.js';
import { fault, notShortlisted } from './dialogue.errors.js';
import { actingPair, IN_PAIRS, lockPair, type Pair, pairParameters } from './pair.js';

export interface DecisionInput {
  readonly matchId: string;
  readonly kind: DecisionKind;
  /** Of a decline; `other` when left out. */
  readonly reasonCode?: DeclineReason | null | undefined;
  readonly reason?: string | null | undefined;
}

/** What became of one match of a call on several. */
export interface DecisionOutcome {
  readonly matchId: string;
  readonly result: Result<Decision>;
}

/** Matches that one call may decide on. */
export const MAX_DECISIONS = 100;

const MAX_REASON = 1_000;

/** Append-only decisions of buyers on pairs: who, what, why, when. */
@Injectable()
export class DecisionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Records a decision on a match of an own need, which may be closed by now. A decline needs a reason: the supplier is owed one.
   * @returns the decision; `INVALID_INPUT`, `NOT_FOUND`, `NEED_STATE` of a draft, `NOT_SHORTLISTED` when there is nothing to withdraw
   */
  async record(scope: OrgScope, input: DecisionInput): Promise<Result<Decision>> {
    const problem = checkDecision(input);
    if (problem !== null) return problem;
    return this.unitOfWork.run(scope, (tx) => this.#record(tx, scope, input));
  }

  /**
   * Puts several matches on the shortlist. Each has its own outcome; those that cannot be put there do not stand in the way of the
   * others, and one that is there already answers with the decision that put it there.
   * @returns outcomes in the order given, or `INVALID_INPUT` and nothing is written
   */
  async shortlist(
    scope: OrgScope,
    matchIds: readonly string[],
    reason: string | null = null,
  ): Promise<Result<readonly DecisionOutcome[]>> {
    const [first] = matchIds;
    if (first === undefined || matchIds.length > MAX_DECISIONS || new Set(matchIds).size < matchIds.length) {
      return invalidInput([
        fault(
          'matchIds',
          'BAD_COUNT',
          `一次可处理 1 到 ${MAX_DECISIONS} 个候选，且不得重复`,
          `Between 1 and ${MAX_DECISIONS} candidates at once, each of them once`,
        ),
      ]);
    }
    const problem = checkDecision({ matchId: first, kind: 'shortlist', reason });
    if (problem !== null) return problem;
    return this.unitOfWork.run(scope, async (tx) => {
      const outcomes = new Map<string, DecisionOutcome>();
      // In one order, whoever asks: two calls on the same candidates would wait for each other else.
      for (const matchId of [...matchIds].sort()) {
        const result = await this.#record(tx, scope, { matchId, kind: 'shortlist', reason }, true);
        outcomes.set(matchId, { matchId, result });
      }
      return matchIds.map((matchId) => outcomes.get(matchId)).filter((one) => one !== undefined);
    });
  }

  /** Decisions on these pairs of needs of the own group, oldest first: the history of their states. */
  async findFor(scope: OrgScope, pairs: readonly Pair[]): Promise<Decision[]> {
    if (pairs.length === 0) return [];
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(Decision, 'd')
        .where(IN_PAIRS, pairParameters(pairs))
        .orderBy('d.id')
        .getMany(),
    );
  }

  async #record(
    tx: Transaction,
    scope: OrgScope,
    input: DecisionInput,
    once = false,
  ): Promise<Result<Decision>> {
    const pair = await actingPair(tx, scope, input.matchId, 'buyer');
    if (isProblem(pair)) return pair;
    await lockPair(tx, pair);
    const latest = await latestDecision(tx, pair);
    if (once && latest?.kind === 'shortlist') return latest;
    if (input.kind === 'withdraw' && latest?.kind !== 'shortlist' && latest?.kind !== 'contact')
      return notShortlisted();
    const reason = input.reason?.trim() ?? '';
    const decision = Object.assign(new Decision(), {
      id: newId(),
      organisationId: scope.organisationId,
      actorUserId: scope.userId,
      needId: pair.needId,
      productId: pair.productId,
      kind: input.kind,
      reasonCode: input.kind === 'decline' ? (input.reasonCode ?? 'other') : null,
      reason: reason === '' ? null : reason,
      createdAt: this.clock.now(),
    });
    await tx.manager.insert(Decision, decision);
    return decision;
  }
}

/** The decision that says how the pair stands; null before the first. */
export async function latestDecision(tx: Transaction, { needId, productId }: Pair): Promise<Decision | null> {
  return tx.manager.findOne(Decision, { where: { needId, productId }, order: { id: 'DESC' } });
}

function checkDecision({ kind, reasonCode, reason }: DecisionInput): Problem | null {
  const text = reason?.trim() ?? '';
  const bad =
    !DECISION_KINDS.includes(kind) ||
    text.length > MAX_REASON ||
    (kind === 'decline' && text === '' && (reasonCode == null || reasonCode === 'other'));
  if (bad) {
    return invalidInput([
      fault(
        'reason',
        'REASON_NEEDED',
        '不予采用须选择原因或写明理由（最多 1000 字）；原因为“其他”时须写明',
        'A decline needs a reason code or words (at most 1,000 characters); the code "other" needs words',
      ),
    ]);
  }
  if (reasonCode != null && (kind !== 'decline' || !DECLINE_REASONS.includes(reasonCode))) {
    return invalidInput([
      fault(
        'reasonCode',
        'NOT_A_DECLINE',
        '只有“不予采用”可带原因代码',
        'Only a decline takes a reason code',
      ),
    ]);
  }
  return null;
}
