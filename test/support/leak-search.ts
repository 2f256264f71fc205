/** Rows of the leak table (test/e2e/leak.spec.ts) for search: everybody who searches sees published rows only, read with every field there. */
const EVERYONE = [
  'buyer',
  'buyerColleague',
  'otherBuyer',
  'supplier',
  'supplierColleague',
  'otherSupplier',
  'operator',
] as const;

/** In the form of the table's `Case`. */
export const SEARCH_CASES = {
  'Query.searchNeeds': {
    document:
      '{ outcome: searchNeeds(text: "断路器") { edges { node { id } } facets { facet } estimatedTotal } }',
    for: EVERYONE,
    attempts: [],
  },
  'Query.suggestTerms': {
    document: '{ outcome: suggestTerms(text: "断") { items { text } } }',
    for: EVERYONE,
    attempts: [],
  },
} as const;
