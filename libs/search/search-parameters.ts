import { Decimal } from 'decimal.js';
import { findParameter, toBase } from '#libs/parameters';
import { type IndexedParameter } from './search-document.js';
import { type ParameterFilter } from './search-filter.js';

/** A row of `search_parameter`; numbers as decimal text in the parameter's base unit. */
export interface ParameterRow {
  readonly code: string;
  readonly low: string | null;
  readonly high: string | null;
  /** What a lower bound is compared with, and an upper one; null where the statement can never meet it. */
  readonly at_least: string | null;
  readonly at_most: string | null;
}

/**
 * What a product states, in a form in which one comparison answers as `compareParameter` does (libs/parameters): a range is what the
 * product can provide, but its worst end where lower is better; an open side may lie anywhere on it.
 * @returns null when the code is unknown or the unit does not fit: as if nothing were stated
 */
export function parameterRow({ code, low, high, unit }: IndexedParameter): ParameterRow | null {
  const definition = findParameter(code);
  if (definition === null) return null;
  const ends = [low, high].map((end) => (end === null ? null : toBase(definition, end, unit)));
  if (ends.some((end) => end !== null && 'problem' in end)) return null;
  const [from = null, to = null] = ends.map((end) =>
    end === null ? null : (end as { value: string }).value,
  );
  if (from === null && to === null) return null;
  // A reversed range says nothing that can be compared.
  if (from !== null && to !== null && new Decimal(from).gt(to))
    return { code, low: null, high: null, at_least: null, at_most: null };
  return {
    code,
    low: from,
    high: to,
    at_least: from === null ? null : (to ?? from),
    at_most: to === null ? null : definition.better === 'lower' ? to : (from ?? to),
  };
}

/** SQL that holds for rows of `search_parameter` which meet the filter. @param add puts a value in and gives its place, `$n` */
export function parameterCondition(
  { op, low, high }: ParameterFilter,
  add: (value: unknown) => string,
): string {
  const number = (value: string | null) => `${add(value)}::numeric`;
  switch (op) {
    case '>=':
    case '>':
      return `at_least ${op} ${number(low)}`;
    case '<=':
    case '<':
      return `at_most ${op} ${number(high)}`;
    case '=':
      return `low <= ${number(low)} AND high >= ${number(high)}`;
    case 'range': {
      const [from, to] = [number(low), number(high)];
      // A single value must lie inside, a range must cover.
      return `CASE WHEN low = high THEN low BETWEEN ${from} AND ${to} ELSE low <= ${from} AND high >= ${to} END`;
    }
  }
}
