import { type DocumentNode, Kind, visit } from 'graphql';

/** NUL and halves of surrogate pairs: PostgreSQL stores neither, and would answer with an error of its own. */
const UNSTORABLE = /[\u{0}\p{Surrogate}]/u;

/** True when every text in these coerced variables can be stored. */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isStorable);
}

/** True when every text that stands in the document itself can be stored. */
export function hasStorableTexts(document: DocumentNode): boolean {
  let storable = true;
  visit(document, { [Kind.STRING]: (node) => void (storable &&= isStorable(node.value)) });
  return storable;
}
