/** One line of a CSV file as RFC 4180 has it, with its end. */
export function toCsvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  // A line that is one empty cell would be a blank line.
  return `${quoted.length === 1 && quoted[0] === '' ? '""' : quoted.join(',')}\r\n`;
}

/** What a spreadsheet takes for a formula, also behind blanks and the guard. The wide signs are those of Chinese input methods. */
const FORMULA = /^[\s']*[=+\-@＝＋－＠]/;

/**
 * A cell that no spreadsheet takes for a formula (CSV injection, CWE-1236): with an apostrophe before one that it might.
 * {@link unguardCell} takes that off again, whatever the cell is.
 */
export const guardCell = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);

/** A cell as it was before {@link guardCell}. */
export const unguardCell = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
