/* Rows of the leak table (test/e2e/leak.spec.ts) for the dictionary of parameters: it holds nothing of any organisation. */
export const PARAMETER_CASES = {
  'Query.parameters': {
    document: '{ outcome: parameters(first: 1) { edges { node { code } } } }',
    for: 'everybody',
    attempts: [],
  },
  'Query.convertValue': {
    document: '{ outcome: convertValue(parameter: "额定电压", value: "10", unit: "kV") { value unit } }',
    for: 'everybody',
    attempts: [],
  },
  'Query.parseParameters': {
    document: '{ outcome: parseParameters(text: "额定电压12kV") { parameters { name } } }',
    for: [
      ...(['buyer', 'buyerColleague', 'otherBuyer'] as const),
      ...(['supplier', 'supplierColleague', 'otherSupplier', 'operator'] as const),
    ],
    attempts: [],
  },
} as const;
