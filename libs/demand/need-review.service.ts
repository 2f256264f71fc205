import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, groupBy, isProblem, type Result } from '#libs/common';
import { READABLE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { type Completeness, completenessOf } from './need.completeness.js';
import { Need } from './need.entity.js';
import { type Finding } from './need.finding.js';
import { checkNeed, type NeedFields, type NeedInput } from './need.input.js';
import { lintNeed } from './need.linter.js';
import { fieldsOf, loadClauses, loadParts } from './need.store.js';

/** What the linter says of a need, and how complete it is. */
export interface NeedReview {
  readonly findings: readonly Finding[];
  readonly completeness: Completeness;
}

/** Advice to the authors of needs. */
@Injectable()
export class NeedReviewService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Reviews a draft that is not stored. @returns `INVALID_INPUT` for one that could not be */
  review(_scope: OrgScope, input: NeedInput): Result<NeedReview> {
    const fields = checkNeed(input);
    return isProblem(fields) ? fields : this.#reviewOf(fields);
  }

  /** Reviews of these needs, by id: of the caller's group only, as a finding quotes all parts. */
  async findReviews(scope: OrgScope, needIds: readonly string[]): Promise<Map<string, NeedReview>> {
    const read = await this.unitOfWork.read(scope, async (tx) => {
      const needs = await tx.manager
        .createQueryBuilder(Need, 'n')
        .where(`n.id = ANY(:needIds) AND n.organisation_id = ${READABLE}`, { needIds })
        .getMany();
      const ids = needs.map((need) => need.id);
      const parts = groupBy(await loadParts(tx, ids), (part) => part.needId);
      const clauses = groupBy(await loadClauses(tx, ids), (clause) => clause.needId);
      return needs.map((need) => ({
        id: need.id,
        fields: fieldsOf(need, parts.get(need.id) ?? [], clauses.get(need.id) ?? []),
      }));
    });
    return new Map(read.map(({ id, fields }) => [id, this.#reviewOf(fields)]));
  }

  #reviewOf(fields: NeedFields): NeedReview {
    return { findings: lintNeed(fields, this.clock.now()), completeness: completenessOf(fields) };
  }
}
