import { createHash } from 'node:crypto';
import { type Settings } from 'meilisearch';
import { type SearchKind } from '#libs/messaging';
import { NEED_FACETS, PRODUCT_FACETS, type TagName } from './facets.js';

/** Tags that each kind is filtered by. */
const TAGS: Readonly<Record<SearchKind, readonly TagName[]>> = {
  product: [...PRODUCT_FACETS, 'serves', 'serves_in', 'chain_node', 'organisation'],
  need: [...NEED_FACETS, 'serves', 'serves_in', 'chain_node', 'organisation'],
};

/** Numbers that are compared. */
const NUMBERS = ['published_at', 'price_low', 'price_high', 'lead_time_days', 'deadline', 'p.*'];

const SORTABLE = [
  ...['published_at', 'title_key', 'deadline', 'id'],
  ...['sort_low', 'sort_high', 'cny_low', 'cny_high'],
];

/** Most values that one facet can have here: the regions of three levels. */
const MAX_FACET_VALUES = 5_000;

/**
 * Settings of an index, as code. Typing errors, prefixes and synonyms are off and no dictionary or separator is given: the fields that are
 * searched hold terms of ours, each one word (see `encodeTerm`), cut by our segmentation with our dictionary of words.
 */
export function indexSettings(kind: SearchKind): Settings {
  return {
    // Names before codes and categories, these before the rest; `every` where it weighs alike in all; below it the title as written, for
    // people who look into the index. The text as written is left out: no query of ours reads it, and it would double the index.
    searchableAttributes: ['a', 'b', 'c', 'd', 'every', 'title'],
    displayedAttributes: ['id', 'version', 'title', 'published_at', 'name_terms'],
    filterableAttributes: [
      filterable([...TAGS[kind], 'terms', 'name_terms', 'currency', 'price_per', 'params'], false),
      filterable(NUMBERS, true),
      filterable(['id'], true),
    ] as unknown as string[],
    sortableAttributes: SORTABLE,
    rankingRules: ['sort', 'words', 'attributeRank', 'published_at:desc'],
    typoTolerance: { enabled: false },
    prefixSearch: 'disabled',
    facetSearch: false,
    proximityPrecision: 'byAttribute',
    localizedAttributes: [{ attributePatterns: ['*'], locales: ['cmn'] }],
    pagination: { maxTotalHits: 1_000 },
    faceting: { maxValuesPerFacet: MAX_FACET_VALUES, sortFacetValuesBy: { '*': 'count' } },
    synonyms: {},
    stopWords: [],
    dictionary: [],
    separatorTokens: [],
    nonSeparatorTokens: [],
  };
}

/** Granular form of filterable attributes: comparison is off unless a range is asked for, which halves what is kept of a field. */
function filterable(attributePatterns: readonly string[], comparison: boolean): object {
  return { attributePatterns, features: { facetSearch: false, filter: { equality: true, comparison } } };
}

/** Names the settings and the form of documents: an index made with another is built anew. Raise FORM when `meiliDocument` changes. */
export function settingsVersion(kind: SearchKind): string {
  const text = JSON.stringify([FORM, indexSettings(kind)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const FORM = 1;
