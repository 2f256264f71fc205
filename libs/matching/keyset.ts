import { type SqlParameters } from '#libs/database';
import { groupsLiteral, type QueryGroup } from '#libs/search';

/**
 * SQL of "comes after the row with this id" in the order of the keys, all of them ascending, ties by id.
 * @param from the source of the keys, with alias `m` for the row and the column `id`
 */
export function afterRow(keys: readonly string[], from: string, place: string): string {
  const tuple = `(${[...keys, 'm.id'].join(', ')})`;
  return `${tuple} > (SELECT ${[...keys, 'm.id'].join(', ')} FROM ${from} WHERE m.id = ${place})`;
}

/**
 * SQL: the document `alias` of the search table says one word of a planned query, in any form that a search finds it in.
 * @param word see `queryGroups`
 */
export const saysWord = (alias: string, word: QueryGroup, parameters: SqlParameters): string =>
  `coalesce(${alias}.terms @@ CAST(${parameters.add(groupsLiteral([word], '&'))} AS tsquery), false)`;
