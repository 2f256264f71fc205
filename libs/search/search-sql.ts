import { SqlParameters } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { type Facet } from './facets.js';
import { type QueryGroup, termsOf } from './query-terms.js';
import { isEmptyFilter, type ParameterFilter, type SearchFilter } from './search-filter.js';
import { parameterCondition } from './search-parameters.js';
import { tagOf } from './facets.js';
import { groupsLiteral, tsqueryLiteral } from './tsvector.js';

export const SEARCH_SORTS = ['relevance', 'newest', 'price_low', 'price_high', 'name', 'deadline'] as const;
/** Best first; newest first; cheapest first by low end; dearest first by high end; by title (code points); next to close first. */
export type SearchSort = (typeof SEARCH_SORTS)[number];

/** `all`: every term was found together; `any`: that found nothing, and some term is enough. */
export type SearchMode = 'all' | 'any';

/** What is looked for, planned. */
export interface SearchPlan {
  readonly kind: SearchKind;
  readonly groups: readonly QueryGroup[];
  readonly filter: SearchFilter;
  readonly sort: SearchSort;
}

/** A statement with its parameters. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/**
 * Hits that are ranked. A common word has hundreds of thousands of hits, and ranking reads each: the newest of them are ranked, found
 * along an index. So many that only words that tell little have more; ranking them took at most 80 ms among 200,000 documents on two
 * busy cores. Never less than the 1,000 that can be paged, and one that tells that there are more.
 */
export const RANKED_HITS = 10_000;

/** Words of which any is enough, at most: some engine asks for each by itself. */
const ANY_WORDS = 10;

/** The words that count in a mode. */
export function groupsOf({ groups }: Pick<SearchPlan, 'groups'>, mode: SearchMode): readonly QueryGroup[] {
  return mode === 'any' ? groups.slice(0, ANY_WORDS) : groups;
}

/** One page of ids. */
export function pageStatement(plan: SearchPlan, mode: SearchMode, take: number, offset: number): Statement {
  const { values, add } = new SqlParameters();
  const where = whereOf(plan, mode, add);
  const range = () => `LIMIT ${add(take)} OFFSET ${add(offset)}`;
  if (plan.sort !== 'relevance' || plan.groups.length === 0) {
    const order = orderOf(plan, add);
    return {
      sql: `SELECT id FROM search_document WHERE ${where} ORDER BY ${order}, id ${range()}`,
      parameters: values,
    };
  }
  return {
    sql: `SELECT id FROM (SELECT id, terms, published_at FROM search_document WHERE ${where}
            ORDER BY published_at DESC, id LIMIT ${RANKED_HITS}) AS hits
           ORDER BY ${rankOf(plan, mode, add)}, id ${range()}`,
    parameters: values,
  };
}

/**
 * All words: by the weight of the fields that have them. Any word: documents with more of the words first, then with more of them in
 * the name, then the newest; every engine can answer so, and a word that is everywhere lifts nothing above a document with two.
 */
function rankOf(plan: SearchPlan, mode: SearchMode, add: (value: unknown) => string): string {
  if (mode === 'all')
    return `ts_rank(terms, ${add(tsqueryLiteral(termsOf(plan.groups), '|'))}::tsquery) DESC`;
  const having = (label: string) =>
    groupsOf(plan, mode)
      .map((group) => `(terms @@ ${add(groupsLiteral([group], '|', label))}::tsquery)::int`)
      .join(' + ');
  return `${having('')} DESC, ${having(':A')} DESC, published_at DESC`;
}

export function countStatement(plan: SearchPlan, mode: SearchMode): Statement {
  const { values, add } = new SqlParameters();
  return {
    sql: `SELECT count(*)::int AS total FROM search_document WHERE ${whereOf(plan, mode, add)}`,
    parameters: values,
  };
}

/** Values of a facet beyond these are not listed. */
export const FACET_VALUES = 50;

/**
 * Values of these facets with the number of hits that have them, most first. One pass for those that ignore the same filter.
 * @param ignore the facet whose own filter is left out; null for facets that are not filtered by
 */
export function facetStatement(
  plan: SearchPlan,
  mode: SearchMode,
  facets: readonly Facet[],
  ignore: Facet | null,
): Statement {
  const { values, add } = new SqlParameters();
  const where = whereOf(plan, mode, add, ignore);
  // OFFSET 0: tags are counted first and taken apart after, once each instead of once a document.
  return {
    sql: `SELECT facet, value, documents FROM (
            SELECT split_part(tag, ':', 1) AS facet, substr(tag, strpos(tag, ':') + 1) AS value, documents,
                   row_number() OVER (PARTITION BY split_part(tag, ':', 1) ORDER BY documents DESC, tag COLLATE "C") AS place
              FROM (SELECT tag, count(*)::int AS documents FROM search_document, unnest(tags) AS tag WHERE ${where} GROUP BY tag OFFSET 0) AS counted
             WHERE split_part(tag, ':', 1) = ANY (${add(facets)}::text[])) AS placed
           WHERE place <= ${FACET_VALUES} ORDER BY facet, place`,
    parameters: values,
  };
}

/** True when nothing is asked for: such a search finds nothing. */
export function asksNothing({ groups, filter }: SearchPlan): boolean {
  return groups.length === 0 && isEmptyFilter(filter);
}

/** Facets that the plan filters by: each is counted without its own filter, as shops do. */
export function filteredFacets({ filter }: SearchPlan): Set<string> {
  const facets = new Set<string>(filter.tags.map((tag) => tag.facet));
  if (filter.price !== null) facets.add('price_band');
  return facets;
}

function whereOf(
  { kind, groups, filter }: SearchPlan,
  mode: SearchMode,
  add: (value: unknown) => string,
  ignore: Facet | null = null,
): string {
  // The kind as a word of the text: it is one of two, and the planner knows how many documents each has.
  const conditions = [`kind = '${kind}'`];
  const asked = groupsOf({ groups }, mode);
  if (asked.length > 0)
    conditions.push(`terms @@ ${add(groupsLiteral(asked, mode === 'all' ? '&' : '|'))}::tsquery`);
  for (const { facet, anyOf } of filter.tags) {
    if (facet === ignore) continue;
    conditions.push(`tags && ${add(anyOf.map(({ name, value }) => tagOf(name, value)))}::text[]`);
  }
  if (filter.price !== null && ignore !== 'price_band')
    conditions.push(...priceConditions(filter.price, add));
  if (filter.leadTimeDays !== null) conditions.push(...within('lead_time_days', filter.leadTimeDays, add));
  if (filter.deadline?.from != null) conditions.push(`deadline >= ${add(filter.deadline.from)}`);
  if (filter.deadline?.to != null) conditions.push(`deadline <= ${add(filter.deadline.to)}`);
  for (const parameter of filter.parameters) conditions.push(parameterExists(kind, parameter, add));
  return conditions.join(' AND ');
}

function priceConditions(
  price: NonNullable<SearchFilter['price']>,
  add: (value: unknown) => string,
): string[] {
  return [
    `currency = ${add(price.currency)}`,
    ...(price.per === null ? [] : [`price_per = ${add(price.per)}`]),
    ...(price.low == null ? [] : [`(price_high >= ${add(price.low)} OR price_high IS NULL)`]),
    ...(price.high == null ? [] : [`(price_low <= ${add(price.high)} OR price_low IS NULL)`]),
  ];
}

function within(
  column: string,
  { low, high }: { readonly low?: number | null | undefined; readonly high?: number | null | undefined },
  add: (value: unknown) => string,
): string[] {
  return [
    ...(low == null ? [] : [`${column} >= ${add(low)}`]),
    ...(high == null ? [] : [`${column} <= ${add(high)}`]),
  ];
}

function parameterExists(kind: SearchKind, filter: ParameterFilter, add: (value: unknown) => string): string {
  const of = `FROM search_parameter p WHERE p.kind = '${kind}' AND p.code = ${add(filter.code)}`;
  const met = `id IN (SELECT document_id ${of} AND ${parameterCondition(filter, add)})`;
  return filter.includeUnstated ? `(${met} OR id NOT IN (SELECT document_id ${of}))` : met;
}

function orderOf({ sort, filter }: SearchPlan, add: (value: unknown) => string): string {
  const inCurrency = (amount: string) =>
    `CASE WHEN currency = ${add(filter.price?.currency ?? 'CNY')} THEN ${amount} END`;
  switch (sort) {
    case 'relevance':
    case 'newest':
      return 'published_at DESC';
    case 'price_low':
      return `${inCurrency('coalesce(price_low, price_high)')} NULLS LAST`;
    case 'price_high':
      return `${inCurrency('coalesce(price_high, price_low)')} DESC NULLS LAST`;
    case 'name':
      return 'title_key';
    case 'deadline':
      return 'deadline NULLS LAST';
  }
}
