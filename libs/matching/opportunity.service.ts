import { Injectable } from '@nestjs/common';
import { groupBy, isProblem, type Page, type PageRequest, pageSpec, type Result, toPage } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { Clause, Need } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { classify, type ClauseVerdict, type MatchClass, RULE_SETS, scoreOf } from './evaluate/index.js';
import { Match } from './match.entity.js';

/** What a supplier is shown of a match of its product: everything computed from clauses that it may see. */
export interface Opportunity {
  readonly id: string;
  readonly needId: string;
  readonly productId: string;
  readonly class: MatchClass;
  readonly score: number;
  readonly verdicts: readonly ClauseVerdict[];
  /** "n further conditions". */
  readonly hiddenClauses: number;
}

/**
 * The supplier's view of a match. Class and score are computed again from the visible verdicts: the stored ones would tell
 * about clauses that the supplier may not see.
 */
export function supplierView(match: Match, visibleClauseIds: ReadonlySet<string>): Opportunity {
  const verdicts = match.verdicts.filter((verdict) => visibleClauseIds.has(verdict.clauseId));
  const rules =
    RULE_SETS.find((set) => set.version === match.rulesVersion) ?? RULE_SETS[RULE_SETS.length - 1];
  if (rules === undefined) throw new Error('There is no rule set');
  return {
    id: match.id,
    needId: match.needId,
    productId: match.productId,
    class: classify(verdicts),
    score: scoreOf(match.relevance, verdicts, rules.weights),
    verdicts,
    hiddenClauses: match.verdicts.length - verdicts.length,
  };
}

/** An SME's side of matching: open needs that its products fit, never its competitors. */
@Injectable()
export class OpportunityService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Open needs that keep a product of the caller's organisation, oldest match first. */
  async list(scope: OrgScope, request: PageRequest): Promise<Result<Page<Opportunity>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(Match, 'm')
        .innerJoin(Need, 'n', "n.id = m.need_id AND n.status = 'open'")
        .where('m.product_organisation_id = :organisationId', { organisationId: scope.organisationId })
        .orderBy('m.id')
        .limit(spec.first + 1);
      if (spec.afterId !== null) query.andWhere('m.id > :afterId', { afterId: spec.afterId });
      const page = toPage(await query.getMany(), spec.first);
      const needIds = [...new Set(page.items.map((match) => match.needId))];
      // Row-level security leaves out the clauses that this organisation may not see.
      const clauses = await tx.manager
        .createQueryBuilder(Clause, 'c')
        .where('c.need_id = ANY(:needIds)', { needIds })
        .getMany();
      const visible = groupBy(clauses, (clause) => clause.needId);
      const items = page.items.map((match) =>
        supplierView(match, new Set(visible.get(match.needId)?.map((c) => c.id) ?? [])),
      );
      return { items, hasNext: page.hasNext };
    });
  }
}
