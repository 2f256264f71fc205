import { createHash } from 'node:crypto';

/** Longest word that Meilisearch keeps, in bytes (MAX_WORD_LENGTH); ours are ASCII. */
const MAX_WORD = 250;
/** Of a longer one so much is kept, and a digest of the whole. */
const KEPT = 180;
/** Digits of a code point: Unicode ends below 36⁴. */
const CODE_DIGITS = 4;

/**
 * A term of ours as one word of Meilisearch. Its tokenizer would cut our terms again (`yjv22-8.7/15kv`, 断路器), fold characters and join
 * digits with what stands before them; what consists of a–y and digits alone it leaves as it is. Every other character is `z` and its
 * code point in four digits of base 36, so no two terms become one.
 */
export function encodeTerm(term: string): string {
  let encoded = '';
  for (const character of term)
    encoded += /^[a-y0-9]$/.test(character)
      ? character
      : `z${(character.codePointAt(0) ?? 0).toString(36).padStart(CODE_DIGITS, '0')}`;
  if (encoded.length <= MAX_WORD) return encoded;
  return encoded.slice(0, KEPT) + createHash('sha256').update(encoded).digest('hex');
}

/**
 * A word that every document has and no term becomes. It stands first in a query whose words only order the hits: Meilisearch drops words
 * from the end and never the first one, so the filter alone decides what is found.
 */
export const EVERY = 'zall';
