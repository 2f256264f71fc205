import { type Facet } from './facets.js';
import { MAX_STATED, parameterField } from './meili-document.js';
import { encodeTerm } from './meili-terms.js';
import { type QueryGroup } from './query-terms.js';
import { type NumberRange, type ParameterFilter, type SearchFilter } from './search-filter.js';
import { groupsOf, type SearchMode, type SearchPlan } from './search-sql.js';

/**
 * The plan as a filter: an array, all of which must hold. Fields are names of ours; every value from outside is quoted, a number or a
 * code of the dictionary, so nothing that a user writes is read as part of the expression.
 * @param ignore the facet whose own filter is left out
 */
export function meiliFilter(plan: SearchPlan, mode: SearchMode, ignore: Facet | null = null): string[] {
  const words = groupsOf(plan, mode).map(groupFilter);
  return [
    ...(mode === 'all' ? words : words.length === 0 ? [] : [anyOf(words)]),
    ...baseFilter(plan.filter, ignore),
  ];
}

/** What the words of one group ask for: all terms of one of its alternatives. */
export function groupFilter({ alternatives }: QueryGroup): string {
  return anyOf(alternatives.map((terms) => allOf(terms.map((term) => is('terms', encodeTerm(term))))));
}

/** The filter without the words. */
export function baseFilter(filter: SearchFilter, ignore: Facet | null = null): string[] {
  const conditions: string[] = [];
  for (const { facet, anyOf: values } of filter.tags)
    if (facet !== ignore) conditions.push(anyOf(values.map(({ name, value }) => is(name, value))));
  if (filter.price !== null && ignore !== 'price_band') conditions.push(...priceFilter(filter.price));
  if (filter.leadTimeDays !== null) conditions.push(...within('lead_time_days', filter.leadTimeDays));
  if (filter.deadline?.from != null)
    conditions.push(compare('deadline', '>=', filter.deadline.from.getTime()));
  if (filter.deadline?.to != null) conditions.push(compare('deadline', '<=', filter.deadline.to.getTime()));
  return [...conditions, ...filter.parameters.map(parameterFilter)];
}

function priceFilter(price: NonNullable<SearchFilter['price']>): string[] {
  const orOpen = (field: string, condition: string) => anyOf([condition, `${field} NOT EXISTS`]);
  return [
    is('currency', price.currency),
    ...(price.per === null ? [] : [is('price_per', price.per)]),
    ...(price.low == null ? [] : [orOpen('price_high', compare('price_high', '>=', price.low))]),
    ...(price.high == null ? [] : [orOpen('price_low', compare('price_low', '<=', price.high))]),
  ];
}

function within(field: string, { low, high }: NumberRange): string[] {
  return [
    ...(low == null ? [] : [compare(field, '>=', low)]),
    ...(high == null ? [] : [compare(field, '<=', high)]),
  ];
}

function parameterFilter(filter: ParameterFilter): string {
  const met = Array.from({ length: MAX_STATED }, (_, place) =>
    conditionOf(filter, `p.${parameterField(filter.code, place)}`),
  );
  return anyOf([...met, ...(filter.includeUnstated ? [`NOT ${is('params', filter.code)}`] : [])]);
}

/** As `parameterCondition` says it in SQL. */
function conditionOf({ op, low, high }: ParameterFilter, field: string): string {
  const [from, to] = [Number(low), Number(high)];
  switch (op) {
    case '>=':
    case '>':
      return compare(`${field}.at_least`, op, from);
    case '<=':
    case '<':
      return compare(`${field}.at_most`, op, to);
    case '=':
      return allOf([compare(`${field}.low`, '<=', from), compare(`${field}.high`, '>=', to)]);
    case 'range':
      // A single value must lie inside, a range must cover.
      return anyOf([
        allOf([compare(`${field}.value`, '>=', from), compare(`${field}.value`, '<=', to)]),
        allOf([
          `${field}.value NOT EXISTS`,
          compare(`${field}.low`, '<=', from),
          compare(`${field}.high`, '>=', to),
        ]),
      ]);
  }
}

const is = (field: string, value: string) => `${field} = ${quoted(value)}`;
const compare = (field: string, op: string, value: number) => `${field} ${op} ${value}`;

/** In double quotes, which end at the next one that is not escaped. */
export function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A condition that holds for nothing stands where nothing is asked for: an empty list is no filter to Meilisearch. */
const NOTHING = 'id NOT EXISTS';

const anyOf = (conditions: readonly string[]) =>
  conditions.length === 0 ? NOTHING : `(${conditions.join(' OR ')})`;
const allOf = (conditions: readonly string[]) =>
  conditions.length === 0 ? NOTHING : `(${conditions.join(' AND ')})`;
