import { Decimal } from 'decimal.js';

/** Decimal arithmetic of this library: 64 significant digits, so that no realistic product of factors is rounded. */
export const Dec = Decimal.clone({ precision: 64, toExpNeg: -200, toExpPos: 200 });
export type Dec = Decimal;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?$/;

/**
 * Reads decimal text (`12`, `-0.5`, `1e-5`).
 * @returns the number, or null for anything else, such as thousands marks, NaN, or more than 50 characters
 */
export function parseDecimal(text: string): Dec | null {
  const trimmed = text.trim();
  return trimmed.length <= 50 && NUMBER.test(trimmed) ? new Dec(trimmed) : null;
}

/** Plain decimal text without exponent or trailing zeros; zero has no sign. */
export function decimalText(value: Dec): string {
  return value.isZero() ? '0' : value.toFixed();
}
