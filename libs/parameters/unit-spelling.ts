import { ATOMS, type Atom, COMPOUNDS, SPELLINGS } from './unit-table.js';

/** A unit symbol: a named unit with its prefix. */
export interface Factor {
  readonly symbol: string;
  readonly atom: Atom;
  readonly prefix: string;
}

/** A unit symbol raised to a power. */
export interface Power extends Factor {
  /** Exponent as written without sign: '', '2' or '1/2'. */
  readonly exponent: string;
  readonly below: boolean;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = { '⁻': '-', '²': '2', '³': '3', '¹': '1' };

function buildSymbols(): Map<string, Factor> {
  const symbols = new Map<string, Factor>();
  for (const atom of ATOMS) {
    for (const prefix of ['', ...Array.from(atom.prefixes)]) {
      const symbol = prefix + atom.symbol;
      if (!symbols.has(symbol)) symbols.set(symbol, { symbol, atom, prefix });
    }
  }
  for (const [spelling, symbol] of Object.entries(SPELLINGS)) {
    const factor = symbols.get(symbol);
    if (factor !== undefined) symbols.set(spelling, factor);
  }
  return symbols;
}

const SYMBOLS = buildSymbols();
const LONGEST = Math.max(...[...SYMBOLS.keys()].map((symbol) => symbol.length));

function buildCaseVariants(): Map<string, Factor[]> {
  const variants = new Map<string, Factor[]>();
  for (const factor of new Set(SYMBOLS.values())) {
    const key = factor.symbol.toLowerCase();
    variants.set(key, [...(variants.get(key) ?? []), factor]);
  }
  return variants;
}

const CASE_VARIANTS = buildCaseVariants();

/** `KW`, `Mhz`, `Mpa`: other letter case, accepted only when it can mean one unit. */
function byCase(word: string): Factor | null {
  if (word.length < 2) return null;
  const all = CASE_VARIANTS.get(word.toLowerCase()) ?? [];
  if (all.length === 1) return all[0] ?? null;
  const same =
    word === word.toLowerCase() ? [] : all.filter((factor) => factor.symbol.startsWith(word.charAt(0)));
  return same.length === 1 ? (same[0] ?? null) : null;
}

const LATIN = /^[A-Za-zμΩ]+/;

/** Longest unit symbol at the start of `rest`; a Latin run is taken whole or not at all. */
function symbolAt(rest: string): { factor: Factor; length: number } | null {
  const latin = LATIN.exec(rest)?.[0] ?? '';
  for (let length = Math.min(LONGEST, rest.length); length > 0; length--) {
    const factor = SYMBOLS.get(rest.slice(0, length));
    if (factor !== undefined) return length >= latin.length ? { factor, length } : null;
    if (length === latin.length) {
      const variant = byCase(latin);
      if (variant !== null) return { factor: variant, length };
    }
  }
  return null;
}

/** Exponents: `m2`, `s-1`, `m1/2`, `m^(0.5)`. Only metres, seconds and temperatures take a bare digit (12V2A is no V²). */
const EXPONENT = /^(?:\^\(?(-?)(\d\/2|0\.5|\d)\)?|(-)([1-9])|()(1\/2|[2-9]))/;
const BARE_EXPONENT = /^(?:[kdcmμn]?m|[mμ]?s|K|℃|h|in|ft|rad|°)$/;
/** At most one level of brackets, closed. */
const BALANCED = /^[^()]*(?:\([^()]+\)[^()]*)*$/;
const SEPARATOR = /^[·⋅∙.*×]/;

interface Exponent {
  readonly size: string;
  readonly negative: boolean;
  readonly length: number;
}

/** Exponent at the start of `rest`, of length 0 if there is none. */
function readExponent(rest: string, symbol: string): Exponent {
  const match = EXPONENT.exec(rest);
  if (match === null || (match[6] !== undefined && !BARE_EXPONENT.test(symbol))) {
    return { size: '', negative: false, length: 0 };
  }
  const size = match[2] ?? match[4] ?? match[6] ?? '';
  const negative = (match[1] ?? match[3]) === '-';
  return { size: size === '1' ? '' : size.replace('0.5', '1/2'), negative, length: match[0].length };
}

/** Splits a unit into powers; everything after the first `/` divides (`W/m·K` is read as `W/(m·K)`). */
export function powersOf(text: string): Power[] | null {
  const powers: Power[] = [];
  let rest = text.startsWith('1/') ? text.slice(1) : text;
  let below = false;
  let joined = true;
  while (rest !== '') {
    if (rest.startsWith('/')) {
      below = true;
      joined = true;
      rest = rest.slice(1);
      continue;
    }
    const separator = SEPARATOR.exec(rest) ?? /^[()]/.exec(rest);
    if (separator !== null) {
      joined = true;
      rest = rest.slice(1);
      continue;
    }
    const found = joined ? symbolAt(rest) : null;
    if (found === null) return null;
    rest = rest.slice(found.length);
    const raised = readExponent(rest, found.factor.symbol);
    rest = rest.slice(raised.length);
    powers.push({ ...found.factor, exponent: raised.size, below: below !== raised.negative });
    joined = raised.length > 0;
  }
  const whole = text === '' || (powers.length > 0 && !/[·⋅∙.*×/(]$/.test(text) && BALANCED.test(text));
  return whole ? powers : null;
}

/** Exponent with its sign. */
export function exponentOf(power: Power): number {
  const size = power.exponent === '' ? 1 : power.exponent === '1/2' ? 0.5 : Number(power.exponent);
  return power.below ? -size : size;
}

/** Canonical spelling: products with `·`, one `/`, brackets round several divisors. */
export function spell(powers: readonly Power[]): string {
  const write = (list: readonly Power[]): string => list.map((one) => one.symbol + one.exponent).join('·');
  const above = powers.filter((power) => !power.below);
  const below = powers.filter((power) => power.below);
  if (below.length === 0) return write(above);
  return `${write(above)}/${below.length > 1 ? `(${write(below)})` : write(below)}`;
}

/** Folds width, superscripts and spellings that stand for a compound. */
export function prepare(unit: string): string {
  const plain = unit.replace(/[⁻²³¹]/g, (mark) => SUPERSCRIPTS[mark] ?? mark).replace(/℃/g, '\u0001');
  let text = plain.normalize('NFKC').replaceAll('\u0001', '℃').replace(/\s+/g, '').replace(/[−–]/g, '-');
  text = text
    .replace(/[ºo˚°][Cc](?![A-Za-z])/g, (mark) => (mark.startsWith('o') ? mark : '℃'))
    .replace(/[／∕]/g, '/');
  for (const [pattern, compound] of COMPOUNDS) text = text.replace(pattern, compound);
  return text;
}
