import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  dayInChina,
  type InputIssue,
  invalidInput,
  isProblem,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
} from '#libs/common';
import { SqlParameters, type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { ReferenceService, type ReferenceTables } from '#libs/reference';
import { type FacetValue } from '#libs/search';
import { type Verdict } from './evaluate/index.js';
import { afterRow } from './keyset.js';
import { Match } from './match.entity.js';
import { checkMatchFilter, type MatchFilter, type MatchSort } from './match-search.filter.js';
import { matchFacetName, type NamedDimension } from './match-search.names.js';
import {
  ANSWER,
  CHAINS,
  type Dimension,
  DIMENSIONS,
  listedOn,
  MATCH_ORDER,
  MATCH_SOURCE,
  matchConditions,
  OWN_MATCHES,
  STATE,
  tiersOn,
} from './match-search.sql.js';

export interface MatchSearch {
  /** Null is every need of the group. */
  readonly needId: string | null;
  readonly filter?: MatchFilter | null | undefined;
  readonly sort?: MatchSort | null | undefined;
}

/** How many matches each value would leave, all other parts of the filter given. */
export interface MatchFacets {
  readonly total: number;
  readonly classes: readonly FacetValue[];
  /** By province: codes that end in four zeros. */
  readonly regions: readonly FacetValue[];
  readonly chains: readonly FacetValue[];
  readonly tiers: readonly FacetValue[];
  readonly firstUnitKinds: readonly FacetValue[];
  readonly decisionStates: readonly FacetValue[];
  readonly answers: readonly FacetValue[];
  readonly verdicts: readonly {
    readonly clauseId: string;
    readonly verdict: Verdict;
    readonly count: number;
  }[];
}

export const LIST_CHANGED: InputIssue = {
  path: 'after',
  code: 'BAD_CURSOR',
  text: { zh: '列表已变化，请从头读取', en: 'The list has changed since: read it from the start' },
};

/** Values of a facet at most: a chain or region table has more than anybody reads. */
const MAX_VALUES = 100;
/** Verdicts on clauses at most: those of a need of 100 clauses, and not those of every need of a group. */
const MAX_VERDICTS = 400;

/** Staff's search within the kept matches of their own group. All of it in SQL, with as many statements for one row as for many. */
@Injectable()
export class MatchSearchService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reference: ReferenceService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Matches that fit the filter, in the order asked for. @returns a page, or `INVALID_INPUT` of the filter or the page */
  async list(scope: OrgScope, search: MatchSearch, request: PageRequest): Promise<Result<Page<Match>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    const parameters = new SqlParameters();
    const where = this.#where(search, parameters);
    if (isProblem(where)) return where;
    const keys = MATCH_ORDER[search.sort ?? 'rank'];
    const conditions = [...where.fixed, ...Object.values(where.of)];
    return this.unitOfWork.read(scope, async (tx) => {
      if (spec.afterId !== null) {
        // The match of the cursor may have left since; beginning again unasked would show rows twice.
        if (!(await isKept(tx, search.needId, spec.afterId))) return invalidInput([LIST_CHANGED]);
        conditions.push(afterRow(keys, MATCH_SOURCE, parameters.add(spec.afterId)));
      }
      const rows = await tx.query<{ id: string }>(
        `SELECT m.id FROM ${MATCH_SOURCE} WHERE ${conditions.join(' AND ')}
          ORDER BY ${[...keys, 'm.id'].join(', ')} LIMIT ${parameters.add(spec.first + 1)}`,
        parameters.values,
      );
      const page = toPage(rows, spec.first);
      return { items: await byIds(tx, page.items), hasNext: page.hasNext };
    });
  }

  /** Counts for {@link list} with the same search. Titles and listings count when they are valid today. */
  async facets(scope: OrgScope, search: MatchSearch): Promise<Result<MatchFacets>> {
    const parameters = new SqlParameters();
    const where = this.#where(search, parameters);
    if (isProblem(where)) return where;
    const today = parameters.add(this.#today());
    const fits = DIMENSIONS.map((one) => `coalesce(${where.of[one] ?? 'true'}, false) AS "fits_${one}"`);
    const sql = `
WITH base AS MATERIALIZED (
  SELECT m.class AS "of_class", left(o.region_code, 2) || '0000' AS "of_region", ${CHAINS} AS "of_chain", ${tiersOn(today)} AS "of_tier",
         CASE WHEN ${listedOn(today)} THEN p.first_unit->>'kind' END AS "of_firstUnit", ${STATE} AS "of_state", ${ANSWER} AS "of_answer",
         m.verdicts, ${fits.join(', ')}
    FROM ${MATCH_SOURCE} WHERE ${where.fixed.join(' AND ')})
SELECT 'total' AS facet, '' AS value, NULL AS clause, count(*)::int AS count FROM base WHERE ${fitsAllBut(null)}
${DIMENSIONS.map(facetSql).join('\n')}`;
    const rows = await this.unitOfWork.read(scope, (tx) => tx.query<FacetRow>(sql, parameters.values));
    return toFacets(rows, await this.reference.tables(scope));
  }

  #where({ filter, needId }: MatchSearch, parameters: SqlParameters) {
    const checked = checkMatchFilter(filter ?? {});
    return isProblem(checked) ? checked : matchConditions(checked, needId, this.#today(), parameters);
  }

  #today(): string {
    return dayInChina(this.clock.now());
  }
}

interface FacetRow {
  readonly facet: Dimension | 'total';
  readonly value: string;
  readonly clause: string | null;
  readonly count: number;
}

const fitsAllBut = (except: Dimension | null) =>
  DIMENSIONS.filter((one) => one !== except)
    .map((one) => `"fits_${one}"`)
    .join(' AND ');

/** One facet of `base`: rows that all other parts leave, counted by value, the most frequent first. */
function facetSql(dimension: Dimension): string {
  const where = `WHERE ${fitsAllBut(dimension)}`;
  if (dimension === 'verdict') {
    return `UNION ALL (SELECT 'verdict', v->>'verdict', v->>'clauseId', count(*)::int
      FROM base, jsonb_array_elements(base.verdicts) AS v ${where} GROUP BY 3, 2 ORDER BY 4 DESC, 3, 2 LIMIT ${MAX_VERDICTS})`;
  }
  const isArray = dimension === 'chain' || dimension === 'tier';
  const from = isArray
    ? `base, unnest("of_${dimension}") AS value`
    : `(SELECT *, "of_${dimension}" AS value FROM base) AS base`;
  return `UNION ALL (SELECT '${dimension}', value, NULL, count(*)::int FROM ${from}
    ${where} AND value IS NOT NULL GROUP BY value ORDER BY 4 DESC, 2 LIMIT ${MAX_VALUES})`;
}

function toFacets(rows: readonly FacetRow[], tables: ReferenceTables): MatchFacets {
  const of = (facet: FacetRow['facet']) => rows.filter((row) => row.facet === facet);
  const values = (facet: NamedDimension): FacetValue[] =>
    of(facet)
      .map(({ value, count }) => ({ code: value, name: matchFacetName(facet, value, tables), count }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  return {
    total: of('total')[0]?.count ?? 0,
    ...{
      classes: values('class'),
      regions: values('region'),
      chains: values('chain'),
      tiers: values('tier'),
    },
    ...{ firstUnitKinds: values('firstUnit'), decisionStates: values('state'), answers: values('answer') },
    verdicts: of('verdict')
      .map(({ clause, value, count }) => ({ clauseId: clause ?? '', verdict: value as Verdict, count }))
      .sort((a, b) => (a.clauseId + a.verdict < b.clauseId + b.verdict ? -1 : 1)),
  };
}

async function isKept(tx: Transaction, needId: string | null, id: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM match m WHERE m.id = $1 AND ($2::uuid IS NULL OR m.need_id = $2) AND ${OWN_MATCHES}`,
    [id, needId],
  );
  return rows.length > 0;
}

/** The matches in the order of the ids. */
async function byIds(tx: Transaction, rows: readonly { id: string }[]): Promise<Match[]> {
  const found = await tx.manager
    .createQueryBuilder(Match, 'm')
    .where('m.id = ANY(:ids)', { ids: rows.map((row) => row.id) })
    .getMany();
  const byId = new Map(found.map((match) => [match.id, match]));
  return rows.map((row) => byId.get(row.id)).filter((match) => match !== undefined);
}
