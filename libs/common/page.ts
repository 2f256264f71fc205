import { type InputIssue, invalidInput, type Problem } from './problem.js';
import { isId } from './ids.js';

/** Design, section 6, rule 7. */
export const PAGE_DEFAULT = 20;
export const PAGE_MAX = 100;

export interface PageRequest {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** A checked request: at most {@link PAGE_MAX} rows after the row with the key `afterId`. */
export interface PageSpec {
  readonly first: number;
  readonly afterId: string | null;
}

/** One page of a keyset list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNext: boolean;
}

/** Opaque cursor of a row, of its id or other key; base64url so that clients do not build on its shape. */
export function encodeCursor(id: string): string {
  return Buffer.from(`id:${id}`, 'utf8').toString('base64url');
}

/**
 * Checks a page request.
 * @param isKey what a key of the list looks like; ids unless given
 * @returns the spec, or an `invalid_input` problem with the path `first` or `after`
 */
export function pageSpec(request: PageRequest, isKey: (text: string) => boolean = isId): PageSpec | Problem {
  const issues: InputIssue[] = [];
  const first = request.first ?? PAGE_DEFAULT;
  if (!Number.isInteger(first) || first < 1 || first > PAGE_MAX) {
    issues.push({
      path: 'first',
      code: 'OUT_OF_RANGE',
      text: { zh: 'first 必须在 1 到 {max} 之间', en: 'first must be between 1 and {max}' },
      params: { max: PAGE_MAX },
    });
  }
  let afterId: string | null = null;
  if (request.after != null) {
    const text = Buffer.from(request.after, 'base64url').toString('utf8');
    afterId = text.startsWith('id:') && isKey(text.slice(3)) ? text.slice(3) : null;
    if (afterId === null) {
      issues.push({
        path: 'after',
        code: 'BAD_CURSOR',
        text: { zh: '游标无效', en: 'The cursor is not one of ours' },
      });
    }
  }
  return issues.length > 0 ? invalidInput(issues) : { first, afterId };
}

/** Cuts `first + 1` fetched rows to a page. */
export function toPage<T>(rows: readonly T[], first: number): Page<T> {
  return { items: rows.slice(0, first), hasNext: rows.length > first };
}
