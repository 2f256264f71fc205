/** Rows of the leak table (test/e2e/leak.spec.ts) for territories: who asks; what is shown of others is read with every field there. */
const PAGE = '{ edges { node { id } } }';
const WATCHERS = ['operator', 'chainLead'] as const;

/** In the form of the table's `Case`. */
export const TERRITORY_CASES = {
  'Query.territory': {
    document: '{ outcome: territory { products openNeeds } }',
    for: WATCHERS,
    attempts: [],
  },
  'Query.territoryOrganisations': {
    document: `{ outcome: territoryOrganisations ${PAGE} }`,
    for: WATCHERS,
    attempts: [],
  },
  'Query.territoryProducts': {
    document: `{ outcome: territoryProducts ${PAGE} }`,
    for: WATCHERS,
    attempts: [],
  },
  'Query.territoryNeeds': {
    document: `{ outcome: territoryNeeds ${PAGE} }`,
    for: WATCHERS,
    attempts: [],
  },
} as const;
