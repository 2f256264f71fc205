import { diffFields, type FieldChange, type SnapshotShape } from '#libs/common';
import { type ProductSnapshot } from './product-version.entity.js';

/** Parameters are known by name and condition, certificates by name and number. */
const SHAPE: SnapshotShape = {
  identity: {
    parameters: ({ name, condition }) =>
      typeof condition === 'string' ? `${String(name)}@${condition}` : String(name),
    certificates: ({ name, number }) =>
      typeof number === 'string' ? `${String(name)}#${number}` : String(name),
  },
  sets: new Set(['chainNodes', 'regionsServed', 'stages']),
};

/** What changed from one version of a product to the other ({@link diffFields}). */
export function diffSnapshots(before: ProductSnapshot, after: ProductSnapshot): FieldChange[] {
  return diffFields(before, after, SHAPE);
}
