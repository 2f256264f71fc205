/**
 * Whether a region of GB/T 2260 is within another: two digits each for province, prefecture and county, zeros for "all of it".
 * @returns `wider` when `wanted` holds more than `stated`
 */
export function regionWithin(wanted: string, stated: string): 'within' | 'wider' | 'apart' {
  const [inner, outer] = [significant(wanted), significant(stated)];
  if (inner.startsWith(outer)) return 'within';
  return outer.startsWith(inner) ? 'wider' : 'apart';
}

/** `320000` → `32`, `320500` → `3205`, `320505` as it is. */
function significant(code: string): string {
  return code.replace(/(?:00)+$/, '');
}
