import { type Dec, Dec as D, decimalText, parseDecimal } from './decimal.js';
import { type ConversionProblem, type ParameterDefinition, type Quantity } from './types.js';
import { isCounter, type UnitInfo, unitInfo } from './units.js';

/** How one unit becomes another: exact up to the one division at the end. */
interface Step {
  readonly times: Dec;
  readonly by: Dec;
  /** Temperatures as points on the scale (25 ℃) carry the offsets, differences (25 K rise) do not. */
  readonly before: Dec;
  readonly after: Dec;
}

const ZERO = new D(0);
const ONE = new D(1);
const SAME: Step = { times: ONE, by: ONE, before: ZERO, after: ZERO };

function apply(value: Dec, { times, by, before, after }: Step): Dec {
  const scaled = (before === ZERO ? value : value.plus(before)).times(times);
  const divided = by === ONE ? scaled : scaled.div(by);
  return after === ZERO ? divided : divided.minus(after);
}

/**
 * Designations that count as a unit for one kind of parameter only: DN n is a bore of about n mm (GB/T 1047, ISO 6708), PN n a
 * pressure of n bar at the reference temperature (GB/T 1048, EN 1333). Both are written with and without the letters.
 */
const DESIGNATIONS: Readonly<Record<string, readonly [string, string]>> = {
  nominal_diameter: ['DN', 'mm'],
  nominal_pressure: ['PN', 'bar'],
};

/** Designations that a kind of parameter takes beside its units. */
export function designationsOf(dimension: string): readonly string[] {
  return DESIGNATIONS[dimension]?.slice(0, 1) ?? [];
}

function sourceUnit({ dimension }: ParameterDefinition, unit: string): UnitInfo | null {
  const [designation, meant = ''] = DESIGNATIONS[dimension] ?? [];
  const info = unitInfo(unit);
  return info !== null && info.canonical === designation ? unitInfo(meant) : info;
}

function findStep(definition: ParameterDefinition, unit: string): Step | ConversionProblem {
  const from = sourceUnit(definition, unit);
  const to = unitInfo(definition.baseUnit);
  if (from === null) return { problem: 'unknown_unit' };
  if (to === null)
    throw new Error(`Dictionary: unknown base unit ${definition.baseUnit} of ${definition.code}`);
  const counted = definition.dimension === 'count' && (from.canonical === '' || isCounter(from.canonical));
  if (counted) return SAME;
  if (from.dims !== to.dims) return { problem: 'wrong_dimension' };
  const onScale = definition.dimension !== 'temperature_difference';
  return {
    ...ratio(from.num.times(to.den), from.den.times(to.num)),
    before: onScale && !from.offset.isZero() ? from.offset : ZERO,
    after: onScale && !to.offset.isZero() ? to.offset : ZERO,
  };
}

/** One factor where it is a finite decimal (kV to V), else the pair (r/s to rpm the other way is 1/60). */
function ratio(times: Dec, by: Dec): Pick<Step, 'times' | 'by'> {
  const factor = times.div(by);
  const finite = factor.precision() <= 32 && by.precision() <= 32 && factor.times(by).equals(times);
  return finite ? { times: factor, by: ONE } : { times, by };
}

const STEPS = new WeakMap<ParameterDefinition, Map<string, Step | ConversionProblem>>();
/** Spellings kept for one definition; matching asks for the same few again and again. */
const STEPS_MAX = 500;

function stepFor(definition: ParameterDefinition, unit: string): Step | ConversionProblem {
  let steps = STEPS.get(definition);
  if (steps === undefined || steps.size >= STEPS_MAX) {
    steps = new Map<string, Step | ConversionProblem>();
    STEPS.set(definition, steps);
  }
  let step = steps.get(unit);
  if (step === undefined) steps.set(unit, (step = findStep(definition, unit)));
  return step;
}

/**
 * Converts exactly, as far as 64 significant digits go.
 * @returns the number in `definition.baseUnit`, or the problem: 'not_a_number' for text that is no decimal number,
 *   'unknown_unit', or 'wrong_dimension' (also dB against dB(A), 台 against m, Hz against rpm)
 */
export function toBaseDecimal(
  definition: ParameterDefinition,
  value: string,
  unit: string,
): Dec | ConversionProblem {
  const number = parseDecimal(value);
  if (number === null) return { problem: 'not_a_number' };
  const step = stepFor(definition, unit);
  return 'problem' in step ? step : apply(number, step);
}

/**
 * Puts a value in the base unit of a parameter. Percent and ratio convert ('%' is 0.01 of ''), temperatures carry
 * their offset (0 ℃ = 273.15 K) unless the parameter is a temperature difference, logarithmic units (dB, dB(A),
 * dBm …) are only themselves.
 * @param value decimal text
 * @param unit any spelling that {@link normalizeUnit} knows, '' for dimensionless
 * @returns decimal text in `definition.baseUnit`, or the problem
 */
export function toBase(
  definition: ParameterDefinition,
  value: string,
  unit: string,
): Quantity | ConversionProblem {
  const converted = toBaseDecimal(definition, value, unit);
  return 'problem' in converted ? converted : { value: decimalText(converted), unit: definition.baseUnit };
}
