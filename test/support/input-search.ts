/** Rows of wrong input (test/e2e/input.spec.ts) for search: the operation, and the place and code of its fault. */
const products = (filter: string) => `searchProducts(filter: { ${filter} }) { edges { cursor } }`;
const parameter = (given: string) => products(`parameters: [{ ${given} }]`);

export const SEARCH_FAULTS: readonly (readonly [string, string, string])[] = [
  [parameter('name: "甜度", op: GE, low: "1"'), 'filter.parameters.0.name', 'UNKNOWN_PARAMETER'],
  [parameter('name: "额定电压", op: GE, low: "1", unit: "kg"'), 'filter.parameters.0.unit', 'BAD_UNIT'],
  [parameter('name: "额定电压", op: GE, low: "十", unit: "kV"'), 'filter.parameters.0.low', 'BAD_NUMBER'],
  [parameter('name: "额定电压", op: LE, low: "1", unit: "kV"'), 'filter.parameters.0.high', 'MISSING_BOUND'],
  [
    parameter('name: "额定电压", op: RANGE, low: "2", high: "1", unit: "kV"'),
    'filter.parameters.0.low',
    'RANGE_ORDER',
  ],
  [products('price: { low: 2, high: 1 }'), 'filter.price.low', 'RANGE_ORDER'],
  [products('leadTimeDays: { low: -1 }'), 'filter.leadTimeDays.low', 'RANGE_ORDER'],
  [products(`regions: [${'"1",'.repeat(101)}]`), 'filter.regions', 'TOO_MANY'],
  [
    'searchNeeds(filter: { deadlineFrom: "2026-02-01T00:00:00Z", deadlineTo: "2026-01-01T00:00:00Z" }) { edges { cursor } }',
    'filter.deadlineFrom',
    'RANGE_ORDER',
  ],
  ['suggestTerms(text: "断", limit: 0) { items { text } }', 'limit', 'OUT_OF_RANGE'],
];
