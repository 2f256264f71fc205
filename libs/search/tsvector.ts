import { type QueryGroup } from './query-terms.js';
import { indexTerms } from './segment.js';

/** PostgreSQL's weight labels; A counts most in ts_rank. */
export type FieldWeight = 'A' | 'B' | 'C' | 'D';

export interface WeightedText {
  readonly weight: FieldWeight;
  readonly text: string;
  /** True for names: parts of them that no dictionary knows are found too. */
  readonly isName?: boolean;
}

/** PostgreSQL's own limits: positions end at 16,383 and a lexeme keeps at most 255 of them. */
const MAX_POSITION = 16_383;
const MAX_POSITIONS = 255;
/** Between fields, so that words of two fields are never neighbours. */
const FIELD_GAP = 10;

/**
 * The text of a `tsvector` literal. We write it ourselves because PostgreSQL's parser would cut our terms again
 * (`yjv22-8.7/15kv`) and knows no Chinese words.
 */
export function tsvectorLiteral(fields: readonly WeightedText[]): string {
  const positions = new Map<string, string[]>();
  let position = 0;
  for (const field of fields) {
    const { words, others } = indexTerms(field.text, field.isName ?? false);
    const put = (term: string) => {
      const place = `${Math.max(position, 1)}${field.weight}`;
      const list = positions.get(term);
      if (list === undefined) positions.set(term, [place]);
      else if (list.length < MAX_POSITIONS) list.push(place);
    };
    for (const term of words) {
      position = Math.min(position + 1, MAX_POSITION);
      put(term);
    }
    others.forEach(put);
    position = Math.min(position + FIELD_GAP, MAX_POSITION);
  }
  return [...positions]
    .map(
      ([term, list]) => `${quoteLexeme(term)}:${list.length === 1 ? list[0] : [...new Set(list)].join(',')}`,
    )
    .join(' ');
}

/** The text of a `tsquery` literal that asks for all (`&`) or any (`|`) of the terms; empty for no terms. */
export function tsqueryLiteral(terms: readonly string[], operator: '&' | '|', label = ''): string {
  return terms.map((term) => `${quoteLexeme(term)}${label}`).join(` ${operator} `);
}

/**
 * A `tsquery` literal: all (`&`) or any (`|`) of the words of a planned query, each in one of its forms.
 * @param label `:A` finds them in fields of that weight only
 */
export function groupsLiteral(groups: readonly QueryGroup[], operator: '&' | '|', label = ''): string {
  const oneOf = ({ alternatives }: QueryGroup) =>
    `(${alternatives.map((terms) => `(${tsqueryLiteral(terms, '&', label)})`).join(' | ')})`;
  return groups.map(oneOf).join(` ${operator} `);
}

function quoteLexeme(term: string): string {
  if (!/['\\]/.test(term)) return `'${term}'`;
  return `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
