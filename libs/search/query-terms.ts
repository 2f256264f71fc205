import { isHan, isTelling, pairsOf, quantitiesOf, type Token, type Unit, unitsOf } from './segment.js';
import { mapText } from './text-map.js';

/** Words of a query beyond these are dropped: a pasted page of text is not a search. */
const MAX_GROUPS = 32;
/** Characters beyond these are not looked at: cutting a megabyte into words would hold up everybody else's requests. */
const MAX_TEXT = 2_000;

/** One word of a query: a document has it when it has all terms of one of the alternatives. */
export interface QueryGroup {
  /** As asked for, normalised. */
  readonly word: string;
  readonly alternatives: readonly (readonly string[])[];
}

/**
 * Plans a query. A word is found whole, by the words that make it up (真空断路器 in 户内真空断路器, which is cut differently), or in
 * names by its neighbouring characters; a code whole or by all its parts; a number with its unit in any unit.
 */
export function queryGroups(text: string): QueryGroup[] {
  const mapped = mapText(text.slice(0, MAX_TEXT));
  const quantities = quantitiesOf(mapped);
  const groups = new Map<string, QueryGroup>();
  const add = (group: QueryGroup) => {
    if (!groups.has(group.word) && groups.size < MAX_GROUPS) groups.set(group.word, group);
  };
  for (const unit of unitsOf(mapped.text).filter(isTelling)) {
    const quantity = quantities.find((one) => one.start < unit.end && unit.start < one.end);
    if (quantity !== undefined) add(quantityGroup(quantity));
    // 8.7/15kV asks for more than 15 kV; what a quantity covers wholly (12, kV) would find every other 12.
    if (quantity === undefined || unit.start < quantity.start || unit.end > quantity.end)
      add(isHan(unit.term) ? wordGroup(unit) : codeGroup(unit));
  }
  return [...groups.values()];
}

/** Every term that an answer to the query may have. */
export function termsOf(groups: readonly QueryGroup[]): string[] {
  return [...new Set(groups.flatMap((group) => group.alternatives.flat()))];
}

function wordGroup(unit: Unit): QueryGroup {
  const alternatives: string[][] = [[unit.term]];
  const covered = new Set(unit.parts.flatMap((part) => places(part)));
  if (covered.size === unit.term.length) alternatives.push(telling(unit.parts));
  const pairs = pairsOf(unit.term);
  if (pairs.length > 0) alternatives.push([...new Set(pairs)]);
  return { word: unit.term, alternatives };
}

function codeGroup(unit: Unit): QueryGroup {
  const alternatives: string[][] = [[unit.term]];
  // The finest parts: those that have no parts themselves.
  const finest = unit.parts.filter(
    (part) =>
      !unit.parts.some((other) => other !== part && part.start <= other.start && other.end <= part.end),
  );
  if (telling(finest).length > 0) alternatives.push(telling(finest));
  return { word: unit.term, alternatives };
}

function quantityGroup({ term }: Token): QueryGroup {
  return { word: term, alternatives: [[term]] };
}

/** Stop words are in no index, so that asking for them would find nothing. */
const telling = (parts: readonly Token[]) => [...new Set(parts.filter(isTelling).map((part) => part.term))];

function places({ start, end }: Token): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
