import { decimalText, parseDecimal } from './decimal.js';
import { unitInfo } from './units.js';

/**
 * One text for all spellings of a quantity: 12 kV, 12000V and 12千伏 give the same. For finding, not for comparing: apparent (VA),
 * reactive (var) and active power stay apart, though their dimensions are the same.
 * @param value decimal text
 * @param unit any spelling that is known; '' and counters (台, 个) are no units here
 * @returns the value in SI units with its dimensions, or null when it is no number or no unit
 */
export function quantityKey(value: string, unit: string): string | null {
  // The unit first: most of what follows a number is none, and is known to be none.
  const info = unit === '' ? null : unitInfo(unit);
  if (info === null || /^\[\p{Script=Han}+\]$/u.test(info.dims)) return null;
  const number = parseDecimal(value);
  if (number === null) return null;
  const base = number.plus(info.offset).times(info.num).div(info.den);
  const power = /VA|var/.exec(info.canonical)?.[0] ?? '';
  return `${decimalText(base.toSignificantDigits(30))} ${info.dims}${power}`;
}
