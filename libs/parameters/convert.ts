import { type Dec, decimalText, parseDecimal } from './decimal.js';
import { type ConversionProblem, type ParameterDefinition, type Quantity } from './types.js';
import { isCounter, type UnitInfo, unitInfo } from './units.js';

/** How one unit becomes another: exact up to the one division at the end. */
interface Step {
  readonly from: UnitInfo;
  readonly to: UnitInfo;
  /** Temperatures as points on the scale (25 ℃) carry the offset, differences (25 K rise) do not. */
  readonly absolute: boolean;
}

function apply(value: Dec, { from, to, absolute }: Step): Dec {
  const shifted = absolute ? value.plus(from.offset) : value;
  const scaled = shifted.times(from.num).times(to.den).div(from.den.times(to.num));
  return absolute ? scaled.minus(to.offset) : scaled;
}

function stepFor(definition: ParameterDefinition, unit: string): Step | ConversionProblem {
  const from = unitInfo(unit);
  const to = unitInfo(definition.baseUnit);
  if (from === null) return { problem: 'unknown_unit' };
  if (to === null)
    throw new Error(`Dictionary: unknown base unit ${definition.baseUnit} of ${definition.code}`);
  const counted = definition.dimension === 'count' && (from.canonical === '' || isCounter(from.canonical));
  if (counted) return { from: to, to, absolute: false };
  if (from.dims !== to.dims) return { problem: 'wrong_dimension' };
  return { from, to, absolute: definition.dimension !== 'temperature_difference' };
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
