/**
 * Whether a region of GB/T 2260 is within another: two digits each for province, prefecture and county, zeros for "all of it".
 * @returns `wider` when `wanted` holds more than `stated`
 */
export function regionWithin(wanted: string, stated: string): 'within' | 'wider' | 'apart' {
  const [inner, outer] = [regionPrefix(wanted), regionPrefix(stated)];
  if (inner.startsWith(outer)) return 'within';
  return outer.startsWith(inner) ? 'wider' : 'apart';
}

/** The digits that all codes within a region share: `320000` (江苏省) → `32`, `320500` (苏州市) → `3205`, `320505` as it is. */
export function regionPrefix(code: string): string {
  return code.replace(/^(\d{2}(?:\d{2})??)(?:00)+$/, '$1');
}

/** LIKE patterns of the codes within these regions, one each: `32%` for 320000. */
export function regionPatterns(regions: readonly string[]): string[] {
  return regions.map((code) => `${regionPrefix(code)}%`);
}
