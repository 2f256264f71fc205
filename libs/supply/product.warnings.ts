import { type InputIssue } from '#libs/common';
import { type ReferenceTables, unknownCode } from '#libs/reference';
import { type ProductFields } from './product.input.js';
import { EVERYWHERE } from './product.types.js';

/**
 * Codes of a product that are in no table now. Worked out on reading, so that they go when the table is loaded.
 * @returns a warning with a path for each; none means that every code is known
 */
export function productWarnings(
  product: Pick<ProductFields, 'industryCode' | 'chainNodes' | 'regionsServed'>,
  tables: ReferenceTables,
): InputIssue[] {
  const { industryCode, chainNodes, regionsServed } = product;
  const warnings: InputIssue[] = [];
  if (industryCode !== null && tables.findIndustry(industryCode) === null)
    warnings.push(unknownCode('UNKNOWN_INDUSTRY', 'industryCode', industryCode));
  chainNodes.forEach((code, index) => {
    if (tables.findChainNode(code) === null)
      warnings.push(unknownCode('UNKNOWN_CHAIN_NODE', `chainNodes.${index}`, code));
  });
  (regionsServed ?? []).forEach((code, index) => {
    if (code !== EVERYWHERE && tables.findRegion(code) === null)
      warnings.push(unknownCode('UNKNOWN_REGION', `regionsServed.${index}`, code));
  });
  return warnings;
}
