import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, invalidInput, newId, notFound, type Result } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Decision, DECISION_KINDS, type DecisionKind } from './decision.entity.js';
import { Match } from './match.entity.js';

export interface DecisionInput {
  readonly matchId: string;
  readonly kind: DecisionKind;
  readonly reason?: string | null | undefined;
}

/** Append-only decisions of buyers on pairs: who, what, why, when. */
@Injectable()
export class DecisionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Records a decision on a match of an own need. A decline needs a reason: the supplier is owed one. */
  async record(scope: OrgScope, input: DecisionInput): Promise<Result<Decision>> {
    const reason = input.reason?.trim() ?? '';
    if (
      (input.kind === 'decline' && reason === '') ||
      reason.length > 1_000 ||
      !DECISION_KINDS.includes(input.kind)
    ) {
      return invalidInput([
        {
          path: 'reason',
          code: 'REASON_NEEDED',
          text: {
            zh: '不予采用须说明理由（最多 1000 字）',
            en: 'A decline needs a reason (at most 1,000 characters)',
          },
        },
      ]);
    }
    return this.unitOfWork.run(scope, async (tx) => {
      const match = await tx.manager.findOneBy(Match, {
        id: input.matchId,
        needOrganisationId: scope.organisationId,
      });
      if (match === null) return notFound(input.matchId);
      const decision = Object.assign(new Decision(), {
        id: newId(),
        organisationId: scope.organisationId,
        actorUserId: scope.userId,
        needId: match.needId,
        productId: match.productId,
        kind: input.kind,
        reason: reason === '' ? null : reason,
        createdAt: this.clock.now(),
      });
      await tx.manager.insert(Decision, decision);
      return decision;
    });
  }

  /** Decisions on these pairs of own needs, oldest first. */
  async findFor(
    scope: OrgScope,
    pairs: readonly { needId: string; productId: string }[],
  ): Promise<Decision[]> {
    if (pairs.length === 0) return [];
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(Decision, 'd')
        .where(
          '(d.need_id, d.product_id) IN (SELECT * FROM unnest(CAST(:needIds AS uuid[]), CAST(:productIds AS uuid[])))',
          {
            needIds: pairs.map((pair) => pair.needId),
            productIds: pairs.map((pair) => pair.productId),
          },
        )
        .orderBy('d.id')
        .getMany(),
    );
  }
}
