/** Collects the parameters of a statement that is put together: each value gets the next `$n`. */
export class Parameters {
  readonly values: unknown[] = [];

  /** @returns the place of the value, such as `$3` */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/**
 * SQL of "comes after the row with this id" in the order of the keys, all of them ascending, ties by id.
 * @param from the source of the keys, with alias `m` for the row and the column `id`
 */
export function afterRow(keys: readonly string[], from: string, place: string): string {
  const tuple = `(${[...keys, 'm.id'].join(', ')})`;
  return `${tuple} > (SELECT ${[...keys, 'm.id'].join(', ')} FROM ${from} WHERE m.id = ${place})`;
}

/** SQL: the document `alias` of the search table holds the term at `place`, as {@link tsqueryLiteral} writes it. */
export const holdsTerm = (alias: string, place: string): string =>
  `coalesce(${alias}.terms @@ CAST(${place} AS tsquery), false)`;
