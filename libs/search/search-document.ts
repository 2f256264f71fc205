import { type Transaction } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { type WeightedText } from './tsvector.js';

/** What is indexed of an entity: public fields only. */
export interface SearchDocument {
  readonly kind: SearchKind;
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly fields: readonly WeightedText[];
}

/** An entity's present document; null when it may not be found (draft, withdrawn, deleted). */
export interface SourceEntry {
  readonly id: string;
  readonly document: SearchDocument | null;
}

/**
 * How a feature library gives its documents to the index. `load` serves updates and rebuilds alike, so a document is built
 * in one way only (design, rule 8). Ids it does not return are gone, and are removed from the index.
 */
export interface SearchSource {
  readonly kind: SearchKind;
  load(tx: Transaction, ids: readonly string[]): Promise<readonly SourceEntry[]>;
}
