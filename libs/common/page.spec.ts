import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from './ids.js';
import { encodeCursor, PAGE_DEFAULT, PAGE_MAX, pageSpec, toPage } from './page.js';
import { isProblem } from './problem.js';

/** `path code` of each issue; the spec itself when there is none. */
function faults(request: Parameters<typeof pageSpec>[0]): string[] {
  const found = pageSpec(request);
  if (!isProblem(found)) return [];
  expect(found.kind).toBe('invalid_input');
  return found.issues.map((issue) => `${issue.path} ${issue.code}`);
}

describe('pageSpec', () => {
  it('takes the default and no cursor when nothing is asked', () => {
    expect(PAGE_DEFAULT).toBe(20);
    for (const request of [{}, { first: null, after: null }, { first: undefined, after: undefined }])
      expect(pageSpec(request)).toEqual({ first: 20, afterId: null });
  });

  it('takes 1 to 100 rows', () => {
    expect(PAGE_MAX).toBe(100);
    expect(pageSpec({ first: 1 })).toEqual({ first: 1, afterId: null });
    expect(pageSpec({ first: 100 })).toEqual({ first: 100, afterId: null });
  });

  it.each([0, -1, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses first: %s', (first) => {
    expect(faults({ first })).toEqual(['first OUT_OF_RANGE']);
  });

  it('reads its own cursors back', () => {
    const id = newId();
    expect(encodeCursor(id)).not.toContain(id);
    expect(pageSpec({ after: encodeCursor(id) })).toEqual({ first: 20, afterId: id });
  });

  it.each([
    ['empty', ''],
    ['no base64', '***'],
    ['a bare id', Buffer.from('01890000-0000-7000-8000-000000000000').toString('base64url')],
    ['no id inside', encodeCursor("1' OR true")],
    ['a cursor of a search', Buffer.from('at:20').toString('base64url')],
    ['an id with a tail', encodeCursor('01890000-0000-7000-8000-000000000000;')],
  ])('refuses a cursor that is %s', (_, after) => {
    expect(faults({ after })).toEqual(['after BAD_CURSOR']);
  });

  it('names both faults at once', () => {
    expect(faults({ first: 0, after: 'x' })).toEqual(['first OUT_OF_RANGE', 'after BAD_CURSOR']);
  });

  it('never takes a stranger’s text as an id', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(faults({ after: text })).toEqual(['after BAD_CURSOR']);
        expect(faults({ after: encodeCursor(text) })).toEqual(['after BAD_CURSOR']);
      }),
    );
  });
});

describe('toPage', () => {
  it('cuts the row that only tells of a next page', () => {
    expect(toPage(['a', 'b', 'c'], 2)).toEqual({ items: ['a', 'b'], hasNext: true });
    expect(toPage(['a', 'b'], 2)).toEqual({ items: ['a', 'b'], hasNext: false });
    expect(toPage([], 2)).toEqual({ items: [], hasNext: false });
  });
});
