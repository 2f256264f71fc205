import { type Transaction } from '#libs/database';
import { type SearchKind, type VersionedId } from '#libs/messaging';
import { type Tags } from './facets.js';
import { type WeightedText } from './tsvector.js';

/** Price in fen; null is an open side. */
export interface IndexedPrice {
  readonly low: number | null;
  readonly high: number | null;
  readonly currency: string;
  readonly per: string;
}

/** What is stated of a parameter of the dictionary, as written; the index converts. */
export interface IndexedParameter {
  readonly code: string;
  readonly low: string | null;
  readonly high: string | null;
  readonly unit: string;
}

/** What is indexed of an entity: public fields only. */
export interface SearchDocument {
  readonly kind: SearchKind;
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly fields: readonly WeightedText[];
  readonly organisationId?: string;
  /** Facets and whatever else is filtered by value. */
  readonly tags?: Tags;
  readonly publishedAt?: Date | null;
  readonly price?: IndexedPrice | null;
  readonly leadTimeDays?: number | null;
  readonly deadline?: Date | null;
  readonly parameters?: readonly IndexedParameter[];
  /** Last day (in China) on which all this holds; it is made again after it. */
  readonly freshUntil?: string | null;
}

/** An entity's present document; null when it may not be found (draft, withdrawn, deleted, of a suspended organisation). */
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
  /**
   * Entities that are public by their own state, by id.
   * @param organisationId of this organisation; null for everybody's
   * @param afterId those after it
   */
  idsOf(
    tx: Transaction,
    organisationId: string | null,
    afterId: string | null,
    limit: number,
  ): Promise<readonly VersionedId[]>;
  /** Version of the tables that documents take names from: when it changes, all are made again. */
  basis(tx: Transaction): Promise<string>;
}
