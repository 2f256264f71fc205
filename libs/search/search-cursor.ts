import { createHash } from 'node:crypto';
import { type InputIssue } from '#libs/common';
import { type SearchMode, type SearchPlan } from './search-sql.js';

/** How deep any search may page, on every engine (design, rule 7). */
export const SEARCH_DEPTH = 1_000;

/** Where a page begins. */
export interface Position {
  readonly mode: SearchMode;
  readonly offset: number;
}

/** Short mark of what is looked for: a cursor goes on in its own search only. */
export function markOf({ kind, groups, filter, sort }: SearchPlan): string {
  const asked = JSON.stringify([kind, groups, filter, sort]);
  return createHash('sha256').update(asked).digest('base64url').slice(0, 12);
}

export function encodePosition({ mode, offset }: Position, mark: string): string {
  return Buffer.from(`${mode}:${offset}:${mark}`, 'utf8').toString('base64url');
}

/** @returns null when it is none of ours, of another search, or past {@link SEARCH_DEPTH} */
export function decodePosition(cursor: string | null, mark: string): Position | null {
  if (cursor === null) return { mode: 'all', offset: 0 };
  const match = /^(all|any):(\d{1,6}):([\w-]{12})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (match?.[3] !== mark || Number(match[2]) >= SEARCH_DEPTH) return null;
  return { mode: match[1] as SearchMode, offset: Number(match[2]) };
}

export const BAD_CURSOR: InputIssue = {
  path: 'after',
  code: 'BAD_CURSOR',
  text: {
    zh: '游标无效、属于另一次搜索，或已超过可翻页的 1000 条结果，请缩小搜索范围',
    en: 'The cursor is not one of ours, belongs to another search, or lies past the first 1,000 hits: refine the search',
  },
};
