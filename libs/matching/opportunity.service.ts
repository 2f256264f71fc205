import { Injectable } from '@nestjs/common';
import {
  groupBy,
  invalidInput,
  isProblem,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
} from '#libs/common';
import { SqlParameters, type Transaction, UnitOfWork } from '#libs/database';
import { Clause } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { regionPatterns } from '#libs/reference';
import { queryGroups } from '#libs/search';
import { classify, type ClauseVerdict, type MatchClass, RULE_SETS, scoreOf } from './evaluate/index.js';
import { afterRow, saysWord } from './keyset.js';
import { Match } from './match.entity.js';
import {
  type CheckedOpportunityFilter,
  checkOpportunityFilter,
  type OpportunityFilter,
  type OpportunitySort,
} from './match-search.filter.js';
import { LIST_CHANGED } from './match-search.service.js';
import { CHAINS } from './match-search.sql.js';

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

/** A match of an own product, as the organisation that makes it sees it. */
const SOURCE = `match m
  LEFT JOIN need n ON n.id = m.need_id AND n.status = 'open'
  JOIN organisation b ON b.id = m.need_organisation_id
  LEFT JOIN product p ON p.id = m.product_id
  LEFT JOIN search_document nd ON nd.kind = 'need' AND nd.id = m.need_id
  LEFT JOIN search_document pd ON pd.kind = 'product' AND pd.id = m.product_id`;

/** {@link classify} over the clauses that row-level security shows, so that a list can be filtered by it. */
const SEEN_CLASS = `(
  SELECT CASE WHEN coalesce(bool_or(v.hard AND v.verdict = 'unmet'), false) THEN 'near_miss'
              WHEN NOT coalesce(bool_or(v.hard), false) OR bool_or(v.hard AND v.verdict = 'unknown') THEN 'to_confirm'
              ELSE 'match' END
    FROM jsonb_to_recordset(m.verdicts) AS v ("clauseId" uuid, hard boolean, verdict text)
    JOIN clause c ON c.id = v."clauseId")`;

const ORDER: Readonly<Record<OpportunitySort, readonly string[]>> = {
  oldest: [],
  newest: ['-extract(epoch FROM m.created_at)'],
  deadline: ["coalesce(n.deadline, 'infinity'::timestamptz)"],
};

export interface OpportunitySearch {
  readonly filter?: OpportunityFilter | null | undefined;
  readonly sort?: OpportunitySort | null | undefined;
}

/** An SME's side of matching: open needs that its products fit, never its competitors. */
@Injectable()
export class OpportunityService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Open needs that keep a product of the caller's organisation; those that have closed too when the filter asks for them.
   * @returns a page, or `INVALID_INPUT` of the filter or the page
   */
  async list(
    scope: OrgScope,
    request: PageRequest,
    { filter, sort }: OpportunitySearch = {},
  ): Promise<Result<Page<Opportunity>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    const checked = checkOpportunityFilter(filter ?? {});
    if (isProblem(checked)) return checked;
    const parameters = new SqlParameters();
    const conditions = conditionsOf(checked, scope, parameters);
    const keys = ORDER[sort ?? 'oldest'];
    return this.unitOfWork.read(scope, async (tx) => {
      if (spec.afterId !== null) {
        // The match of the cursor may have left since: an empty page would pass for the end of the list.
        const [kept] = await viewsOf(tx, scope, [spec.afterId]);
        if (kept === undefined) return invalidInput([LIST_CHANGED]);
        conditions.push(afterRow(keys, SOURCE, parameters.add(spec.afterId)));
      }
      const rows = await tx.query<{ id: string }>(
        `SELECT m.id FROM ${SOURCE} WHERE ${conditions.join(' AND ')}
          ORDER BY ${[...keys, 'm.id'].join(', ')} LIMIT ${parameters.add(spec.first + 1)}`,
        parameters.values,
      );
      const page = toPage(rows, spec.first);
      return {
        items: await viewsOf(
          tx,
          scope,
          page.items.map((row) => row.id),
        ),
        hasNext: page.hasNext,
      };
    });
  }

  /** One opportunity of the caller's organisation, also after its need has closed; null else. */
  async find(scope: OrgScope, id: string): Promise<Opportunity | null> {
    return this.unitOfWork.read(scope, async (tx) => (await viewsOf(tx, scope, [id]))[0] ?? null);
  }
}

function conditionsOf(
  filter: CheckedOpportunityFilter,
  scope: OrgScope,
  parameters: SqlParameters,
): string[] {
  const put = (value: unknown) => parameters.add(value);
  const conditions = [`m.product_organisation_id = ${put(scope.organisationId)}`];
  if (filter.includeClosed !== true) conditions.push('n.id IS NOT NULL');
  if (filter.classes != null) conditions.push(`${SEEN_CLASS} = ANY (${put(filter.classes)})`);
  if (filter.needKinds != null) conditions.push(`n.kind = ANY (${put(filter.needKinds)})`);
  if (filter.regions != null)
    conditions.push(`b.region_code LIKE ANY (${put(regionPatterns(filter.regions))})`);
  if (filter.chains != null) conditions.push(`${CHAINS} && ${put(filter.chains)}::text[]`);
  if (filter.unanswered != null) {
    const answered = `EXISTS (SELECT 1 FROM opportunity_answer a WHERE a.need_id = m.need_id AND a.product_id = m.product_id)`;
    conditions.push(filter.unanswered ? `NOT ${answered}` : answered);
  }
  if (filter.text) {
    const words = queryGroups(filter.text);
    // A text of no words finds nothing.
    if (words.length === 0) conditions.push('false');
    for (const one of words)
      conditions.push(`(${saysWord('nd', one, parameters)} OR ${saysWord('pd', one, parameters)})`);
  }
  return conditions;
}

/** Opportunities by the ids of their matches, in that order; those of others are left out. */
async function viewsOf(tx: Transaction, scope: OrgScope, ids: readonly string[]): Promise<Opportunity[]> {
  const matches = await tx.manager
    .createQueryBuilder(Match, 'm')
    .where('m.id = ANY(:ids) AND m.product_organisation_id = :own', { ids, own: scope.organisationId })
    .getMany();
  // Row-level security leaves out the clauses that this organisation may not see.
  const clauses = await tx.manager
    .createQueryBuilder(Clause, 'c')
    .where('c.need_id = ANY(:needIds)', { needIds: [...new Set(matches.map((match) => match.needId))] })
    .getMany();
  const visible = groupBy(clauses, (clause) => clause.needId);
  const byId = new Map(matches.map((match) => [match.id, match]));
  return ids.flatMap((id) => {
    const match = byId.get(id);
    if (match === undefined) return [];
    return [supplierView(match, new Set(visible.get(match.needId)?.map((clause) => clause.id) ?? []))];
  });
}
