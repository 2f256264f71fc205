import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, invalidInput, isProblem, newId, type Problem, type Result } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { limitReached } from './daily-limit.js';
import { fault, tooMany } from './dialogue.errors.js';
import {
  type AnswerKind,
  ANSWERS,
  OpportunityAnswer,
  REFUSAL_REASONS,
  type RefusalReason,
} from './opportunity-answer.entity.js';
import { actingPair, IN_PAIRS, lockPair, type Pair, pairParameters } from './pair.js';

export interface AnswerInput {
  readonly matchId: string;
  readonly answer: AnswerKind;
  /** `not_for_us` needs it; the others take none. */
  readonly reasonCode?: RefusalReason | null | undefined;
  /** More words, at most 1,000 characters; the code `other` needs them. */
  readonly reason?: string | null | undefined;
}

/** What suppliers answer to their opportunities: interested, a question, not for us. Append-only; the latest counts. */
@Injectable()
export class OpportunityAnswerService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Answers an opportunity of the own organisation while its need is open; the buyer is told. The same answer again is the same row.
   * @returns the answer; `INVALID_INPUT`, `NOT_FOUND`, `NEED_STATE`, or `DAILY_LIMIT` (setting ANSWERS_PER_DAY)
   */
  async answer(scope: OrgScope, input: AnswerInput): Promise<Result<OpportunityAnswer>> {
    const problem = checkAnswer(input);
    if (problem !== null) return problem;
    return this.unitOfWork.run(scope, async (tx) => {
      const pair = await actingPair(tx, scope, input.matchId, 'supplier');
      if (isProblem(pair)) return pair;
      await lockPair(tx, pair);
      const latest = await latestAnswer(tx, pair);
      const reason = input.reason?.trim() ?? '';
      const said = {
        answer: input.answer,
        reasonCode: input.reasonCode ?? null,
        reason: reason === '' ? null : reason,
      };
      if (latest !== null && same(latest, said)) return latest;
      const limit = this.config.dialogue.answersPerDay;
      const now = this.clock.now();
      if (await limitReached(tx, 'answer', scope.organisationId, now, limit)) return tooMany('answer', limit);
      const { needId, needOrganisationId, productId, productOrganisationId } = pair;
      const answer = Object.assign(new OpportunityAnswer(), {
        ...{ id: newId(), needId, needOrganisationId, productId, productOrganisationId, ...said },
        ...{ actorUserId: scope.userId, createdAt: now },
      });
      await tx.manager.insert(OpportunityAnswer, answer);
      await this.outbox.add(tx, {
        kind: 'dialogue.tell',
        cause: 'opportunity.answered',
        payload: { event: 'answer', id: answer.id },
      });
      return answer;
    });
  }

  /** Answers on these pairs that the caller is a party of, oldest first. */
  async findFor(scope: OrgScope, pairs: readonly Pair[]): Promise<OpportunityAnswer[]> {
    if (pairs.length === 0) return [];
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(OpportunityAnswer, 'a')
        .where(IN_PAIRS, pairParameters(pairs))
        .orderBy('a.id')
        .getMany(),
    );
  }
}

/** The answer that counts; null before the first. */
export async function latestAnswer(
  tx: Transaction,
  { needId, productId }: Pair,
): Promise<OpportunityAnswer | null> {
  return tx.manager.findOne(OpportunityAnswer, { where: { needId, productId }, order: { id: 'DESC' } });
}

type Said = Pick<OpportunityAnswer, 'answer' | 'reasonCode' | 'reason'>;
const same = (a: Said, b: Said) =>
  a.answer === b.answer && a.reasonCode === b.reasonCode && a.reason === b.reason;

function checkAnswer({ answer, reasonCode, reason }: AnswerInput): Problem | null {
  const refuses = answer === 'not_for_us';
  const text = reason?.trim() ?? '';
  const issues = [];
  if (!ANSWERS.includes(answer))
    issues.push(fault('answer', 'BAD_VALUE', '答复无效', 'Not one of the answers'));
  if (refuses ? !REFUSAL_REASONS.some((code) => code === reasonCode) : reasonCode != null) {
    issues.push(
      fault(
        'reasonCode',
        'REASON_CODE',
        '“不适合”须选择原因，其他答复不带原因',
        'Not for us needs a reason code, the other answers take none',
      ),
    );
  }
  if (text.length > 1_000 || (reasonCode === 'other' && text === '')) {
    issues.push(
      fault(
        'reason',
        'REASON_NEEDED',
        '原因为“其他”时须写明，最多 1000 字',
        'The code "other" needs words, at most 1,000 characters',
      ),
    );
  }
  return issues.length > 0 ? invalidInput(issues) : null;
}
