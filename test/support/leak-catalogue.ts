/*
 * Rows of the leak table (test/e2e/leak.spec.ts) for the operations of the catalogue: what the wrong role, the other organisation and
 * a stranger get. `attempts` name rows of that file.
 */
const SUPPLIERS = ['supplier', 'supplierColleague', 'otherSupplier'] as const;
const OWN_PRODUCTS = ['draftProduct', 'publishedProduct', 'withdrawnProduct'] as const;
const PAGE = '{ edges { node { __typename } } }';
const PROBLEM = '__typename ... on Problem { code message }';

const byOther = <A extends 'null' | 'empty' | 'missing'>(answer: A) =>
  OWN_PRODUCTS.map((row) => ({ by: ['otherSupplier'] as const, row, answer }));
const forAll = (field: string) => ({
  document: `{ outcome: ${field} ${PAGE} }`,
  for: 'everybody' as const,
  attempts: [],
});

export const CATALOGUE_CASES = {
  'Query.regions': forAll('regions'),
  'Query.industries': forAll('industries'),
  'Query.chains': forAll('chains'),
  'Query.chainNodes': forAll('chainNodes'),
  'Query.chainRelations': forAll('chainRelations'),
  // Of a published product too: its drafts are among the versions.
  'Query.productVersions': {
    document: `query ($id: UUID!) { outcome: productVersions(productId: $id) ${PAGE} }`,
    for: SUPPLIERS,
    attempts: byOther('empty'),
  },
  'Query.productDiff': {
    document: 'query ($id: UUID!) { outcome: productDiff(productId: $id) { changes { path } } }',
    for: SUPPLIERS,
    attempts: byOther('null'),
  },
  'Mutation.updateProduct': {
    document: `mutation ($id: UUID!) { outcome: updateProduct(id: $id, expectedVersion: 1, input: { sku: "LEAK", name: "不应出现的产品" })
      { ${PROBLEM} ... on Product { id version } } }`,
    for: SUPPLIERS,
    attempts: byOther('missing'),
  },
} as const;
