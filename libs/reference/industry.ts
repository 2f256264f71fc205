import { SECTIONS } from './facts-industry.js';

const SECTION_OF = new Map(
  SECTIONS.flatMap((section) => Object.keys(section.divisions).map((code) => [code, section.code] as const)),
);

/**
 * Whether a class of GB/T 4754-2017 is within another: a section holds divisions, those groups, those classes, by their codes. Works on
 * codes that are in no table too, as far as their digits tell.
 * @param wanted e.g. `C`, `38`, `3823`, or `C3823`
 * @param stated the same forms
 * @returns `wider` when `wanted` is within `stated`: it may be, or not
 */
export function industryWithin(wanted: string, stated: string): 'within' | 'wider' | 'apart' {
  const [above, below] = [fullCode(wanted), fullCode(stated)];
  if (below.startsWith(above)) return 'within';
  return above.startsWith(below) ? 'wider' : 'apart';
}

/** Section and digits: `C3823`. A code that begins with no known division stands for itself. */
function fullCode(code: string): string {
  const plain = code.trim().toUpperCase();
  if (!/^\d/.test(plain)) return plain;
  return `${SECTION_OF.get(plain.slice(0, 2)) ?? ''}${plain}`;
}
