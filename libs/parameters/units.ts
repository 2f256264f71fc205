import { type Dec, Dec as D } from './decimal.js';
import { ATOMS, type Atom, COMPOUNDS, COUNTERS, PREFIXES, SPELLINGS } from './unit-table.js';

/** A unit taken apart: `value · num / den` is the value in SI units of `dims`. */
export interface UnitInfo {
  /** Canonical spelling: products with `·`, one `/`, brackets round several divisors, exponents as `m2`. */
  readonly canonical: string;
  readonly num: Dec;
  readonly den: Dec;
  /** Key of the dimension: two units convert into each other iff their keys are equal. */
  readonly dims: string;
  /** Added to the value before scaling for a temperature on the scale (273.15 for ℃); zero for all other units. */
  readonly offset: Dec;
}

interface Factor {
  readonly symbol: string;
  readonly atom: Atom;
  readonly prefix: string;
}

interface Power extends Factor {
  /** Exponent as written without sign: '', '2' or '1/2'. */
  readonly exponent: string;
  readonly below: boolean;
}

const ONE = new D(1);
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
function powersOf(text: string): Power[] | null {
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

function exponentOf(power: Power): number {
  const size = power.exponent === '' ? 1 : power.exponent === '1/2' ? 0.5 : Number(power.exponent);
  return power.below ? -size : size;
}

function spell(powers: readonly Power[]): string {
  const write = (list: readonly Power[]): string => list.map((one) => one.symbol + one.exponent).join('·');
  const above = powers.filter((power) => !power.below);
  const below = powers.filter((power) => power.below);
  if (below.length === 0) return write(above);
  return `${write(above)}/${below.length > 1 ? `(${write(below)})` : write(below)}`;
}

function dimsOf(powers: readonly Power[]): string {
  const totals = new Map<string, number>();
  for (const power of powers) {
    for (const part of power.atom.dims.split(' ').filter((word) => word !== '')) {
      const [, base = part, size = '1'] = /^([A-Za-z]+)(-?\d+)$/.exec(part) ?? [];
      totals.set(base, (totals.get(base) ?? 0) + Number(size) * exponentOf(power));
    }
  }
  const present = [...totals].filter(([, size]) => size !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return present.map(([base, size]) => `${base}^${size}`).join(' ');
}

function analyse(powers: readonly Power[]): UnitInfo {
  let num = ONE;
  let den = ONE;
  for (const power of powers) {
    const [top = '1', bottom = '1'] = power.atom.factor.split('/');
    const size = exponentOf(power);
    const up = new D(top).times(PREFIXES[power.prefix] ?? '1').pow(Math.abs(size));
    const down = new D(bottom).pow(Math.abs(size));
    num = num.times(size > 0 ? up : down);
    den = den.times(size > 0 ? down : up);
  }
  const alone = powers.length === 1 && powers[0]?.exponent === '' && !powers[0].below ? powers[0].symbol : '';
  const offset = alone === '℃' ? new D('273.15') : alone === '℉' ? new D('459.67') : new D(0);
  return { canonical: spell(powers), num, den, dims: dimsOf(powers), offset };
}

const CACHE = new Map<string, UnitInfo | null>();
const CACHE_MAX = 5_000;

function prepare(unit: string): string {
  const plain = unit.replace(/[⁻²³¹]/g, (mark) => SUPERSCRIPTS[mark] ?? mark).replace(/℃/g, '\u0001');
  let text = plain.normalize('NFKC').replaceAll('\u0001', '℃').replace(/\s+/g, '').replace(/[−–]/g, '-');
  text = text
    .replace(/[ºo˚°][Cc](?![A-Za-z])/g, (mark) => (mark.startsWith('o') ? mark : '℃'))
    .replace(/[／∕]/g, '/');
  for (const [pattern, compound] of COMPOUNDS) text = text.replace(pattern, compound);
  return text;
}

/**
 * Takes a unit apart. Results are cached by spelling.
 * @param unit any spelling, '' for dimensionless
 * @returns null if it is not a unit we know
 */
export function unitInfo(unit: string): UnitInfo | null {
  const known = CACHE.get(unit);
  if (known !== undefined) return known;
  const text = prepare(unit);
  const powers = text.length > 40 ? null : powersOf(text);
  const info = powers === null ? null : analyse(powers);
  if (CACHE.size >= CACHE_MAX) CACHE.clear();
  CACHE.set(unit, info);
  return info;
}

/**
 * Canonical spelling of a unit: 千伏 → kV, ㎡ → m2, 转/分 → rpm, 摄氏度 → ℃, W/m²K → W/(m2·K).
 * @returns '' for an empty text (dimensionless), null for what is not a unit we know; case is never guessed where
 *   it decides (mW or MW)
 */
export function normalizeUnit(unit: string): string | null {
  return unitInfo(unit)?.canonical ?? null;
}

/** True for counters such as 台, 个, 路 (canonical spelling). */
export function isCounter(unit: string): boolean {
  return COUNTER_SET.has(unit);
}

const COUNTER_SET = new Set(COUNTERS);
