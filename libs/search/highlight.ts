import { isHan, quantitiesOf, tokensOf } from './segment.js';
import { mapText, type TextRange } from './text-map.js';
import { type QueryGroup, termsOf } from './query-terms.js';

/**
 * Where a text says what a query asks for.
 * @param text as it is shown
 * @returns ranges of the text itself, in order, none overlapping another: UTF-16 offsets, end exclusive. Full-width and traditional
 * characters are found by their other forms.
 */
export function highlight(text: string, groups: readonly QueryGroup[]): TextRange[] {
  if (groups.length === 0 || text === '') return [];
  const mapped = mapText(text);
  // Single letters and digits are parts of codes, which would light up all over.
  const wanted = new Set(termsOf(groups).filter((term) => isHan(term) || term.length > 1));
  groups.forEach((group) => wanted.add(group.word));
  const ranges = [...tokensOf(mapped.text), ...quantitiesOf(mapped)]
    .filter((token) => wanted.has(token.term))
    .map(({ start, end }): TextRange => ({ start, end }));
  for (const { word } of groups.filter((group) => isHan(group.word))) {
    for (let at = mapped.text.indexOf(word); at >= 0; at = mapped.text.indexOf(word, at + 1))
      ranges.push({ start: at, end: at + word.length });
  }
  return merge(ranges.map(({ start, end }) => mapped.original(start, end)));
}

function merge(ranges: readonly TextRange[]): TextRange[] {
  const merged: { start: number; end: number }[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}
