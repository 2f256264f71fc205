import { type Dec, Dec as D } from './decimal.js';
import { measure } from './unit-library.js';
import { type Power, powersOf, prepare, spell } from './unit-spelling.js';
import { COUNTERS } from './unit-table.js';

/** A unit taken apart: `(value + offset) · num / den` is the value in SI units of `dims`. */
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

function analyse(powers: readonly Power[]): UnitInfo {
  const { factor, offset, dims } = measure(powers);
  return {
    canonical: spell(powers),
    num: new D(factor.n.toString()),
    den: new D(factor.d.toString()),
    dims,
    offset: new D(offset.n.toString()).div(offset.d.toString()),
  };
}

const CACHE = new Map<string, UnitInfo | null>();
const CACHE_MAX = 5_000;

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
