import { isDeepStrictEqual } from 'node:util';
import { type ProductSnapshot } from './product-version.entity.js';

/** One place where two versions differ; `undefined` where a version has nothing there. */
export interface FieldChange {
  /** Such as `name`, `price.low`, `parameters.额定电压.high`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** What tells one entry of a list from another: entries are compared with their own kind, not by place. */
const IDENTITY: Readonly<Record<string, (entry: Fields) => string>> = {
  parameters: ({ name, condition }) =>
    typeof condition === 'string' ? `${String(name)}@${condition}` : String(name),
  certificates: ({ name, number }) =>
    typeof number === 'string' ? `${String(name)}#${number}` : String(name),
};
/** Sets: their order says nothing. */
const SETS = new Set(['chainNodes', 'regionsServed', 'stages']);

/**
 * What changed from one version to the other, leaf by leaf. Entries of lists are known by name (and condition or number), so that
 * one put in front does not change all that follow; a whole entry, price or listing that comes or goes is one change. Ordered by path.
 */
export function diffSnapshots(before: ProductSnapshot, after: ProductSnapshot): FieldChange[] {
  return diffFields('', keyed(before), keyed(after)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function keyed(snapshot: ProductSnapshot): Fields {
  return Object.fromEntries(
    Object.entries(snapshot).map(([field, value]) => {
      const identity = IDENTITY[field];
      if (identity !== undefined) return [field, byIdentity(value as readonly Fields[], identity)];
      return [field, SETS.has(field) && Array.isArray(value) ? [...(value as string[])].sort() : value];
    }),
  );
}

/** Entries by identity; a second one of the same gets `~2`. */
function byIdentity(entries: readonly Fields[], identity: (entry: Fields) => string): Fields {
  const named = new Map<string, Fields>();
  for (const entry of entries) {
    const name = identity(entry);
    let key = name;
    for (let n = 2; named.has(key); n += 1) key = `${name}~${n}`;
    named.set(key, entry);
  }
  return Object.fromEntries(named);
}

function diffFields(prefix: string, before: Fields, after: Fields): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (isDeepStrictEqual(old, now)) return [];
    const path = `${prefix}${name}`;
    return isFields(old) && isFields(now)
      ? diffFields(`${path}.`, old, now)
      : [{ path, before: old, after: now }];
  });
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
