import { isDeepStrictEqual } from 'node:util';

/** One place where two versions differ; `undefined` where a version has nothing there. */
export interface FieldChange {
  /** Such as `name`, `price.low`, `parameters.额定电压.high`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** How the lists of a kind of snapshot are compared. */
export interface SnapshotShape {
  /** What tells one entry of a list from another: entries are compared with their own kind, not by place. */
  readonly identity: Readonly<Record<string, (entry: Fields) => string>>;
  /** Lists whose order says nothing. */
  readonly sets: ReadonlySet<string>;
}

/**
 * What changed from one version to the other, leaf by leaf. Entries of lists are known by their identity, so that one put in front
 * does not change all that follow; a whole entry, or object that comes or goes, is one change. Ordered by path.
 */
export function diffFields(before: object, after: object, shape: SnapshotShape): FieldChange[] {
  return differences('', keyed(before, shape), keyed(after, shape)).sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

function keyed(snapshot: object, { identity, sets }: SnapshotShape): Fields {
  return Object.fromEntries(
    Object.entries(snapshot as Fields).map(([field, value]) => {
      const name = identity[field];
      if (name !== undefined) return [field, byIdentity(value as readonly Fields[], name)];
      return [field, sets.has(field) && Array.isArray(value) ? [...(value as string[])].sort() : value];
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

function differences(prefix: string, before: Fields, after: Fields): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (isDeepStrictEqual(old, now)) return [];
    const path = `${prefix}${name}`;
    return isFields(old) && isFields(now)
      ? differences(`${path}.`, old, now)
      : [{ path, before: old, after: now }];
  });
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
