import { type LocalizedText, type RowFault, type SourceRecord } from '#libs/common';
import { tooLong } from './import.faults.js';

/* What cells of every kind of row have in common. A cell that cannot be read is a fault, and empty to the checks that follow. */

const YES = /^(yes|y|true|1|是)$/i;
const NO = /^(no|n|false|0|否)$/i;

/** Texts of the faults of this file. */
export const CELL_FAULTS = {
  BAD_AMOUNT: {
    zh: '金额应为元，最多两位小数，例如 1234.50',
    en: 'An amount is in yuan with at most two decimals, such as 1234.50',
  },
  BAD_INTEGER: { zh: '应为整数', en: 'Must be a whole number' },
  BAD_YES_NO: { zh: '应为“是”或“否”', en: 'Must be yes or no' },
} as const satisfies Readonly<Record<string, LocalizedText>>;

export const orNull = (text: string | undefined): string | null => (text === '' ? null : (text ?? null));

/** Items of a cell that are read: more than any list of an input may have, so that what is left out cannot have been good. */
const MAX_PIECES = 1_000;

/** Items between semicolons, of either width. */
export function listOf(text: string): string[] {
  // Most cells of lists are empty.
  if (text === '') return [];
  const items: string[] = [];
  for (const [piece] of text.matchAll(/[^;；]+/g)) {
    const item = piece.trim();
    if (item !== '') items.push(item);
    if (items.length === MAX_PIECES) break;
  }
  return items;
}

/** A column for each parameter: `param:额定电压` with cells such as `12kV` or `≥10kV`. */
export const PARAMETER_PREFIX = 'param:';

export const isParameterColumn = (column: string): boolean => column.startsWith(PARAMETER_PREFIX);

/** One parameter of a row, still as text. */
export interface ParameterText {
  readonly column: string;
  /** As its column says; null where the text itself says it. */
  readonly name: string | null;
  readonly text: string;
}

/** Characters of all parameters of a row. A character takes up to 50 µs to read, and a row is read in one go. */
const PARAMETERS_MAX = 20_000;

/** All parameters of a row: of the column `parameters`, and of a column each. Where there is too much of them, the first ones. */
export function readParameterTexts(record: SourceRecord, faults: RowFault[]): ParameterText[] {
  const written = record.parameters ?? '';
  if (written.length > PARAMETERS_MAX) {
    faults.push(tooLong('parameters', PARAMETERS_MAX));
    return [];
  }
  const found: ParameterText[] = listOf(written).map((text) => ({
    ...{ column: 'parameters', name: null, text },
  }));
  for (const [column, text] of Object.entries(record)) {
    if (isParameterColumn(column) && text !== '')
      found.push({ column, name: column.slice(PARAMETER_PREFIX.length), text });
  }
  let room = PARAMETERS_MAX;
  const over = found.findIndex(({ name, text }) => (room -= (name ?? '').length + text.length) < 0);
  if (over < 0) return found;
  faults.push(tooLong(found[over]?.column ?? '', PARAMETERS_MAX));
  return found.slice(0, over);
}

/** Yuan (or another currency's unit) as fen, without a binary fraction on the way. */
export function readFen(record: SourceRecord, column: string, faults: RowFault[]): number | null {
  const text = (record[column] ?? '').replaceAll(',', '');
  if (text === '') return null;
  const [, whole, part = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (whole !== undefined) return Number(whole + part.padEnd(2, '0'));
  faults.push({ column, code: 'BAD_AMOUNT' });
  return null;
}

export function readInteger(record: SourceRecord, column: string, faults: RowFault[]): number | null {
  const text = record[column] ?? '';
  if (text === '') return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  faults.push({ column, code: 'BAD_INTEGER' });
  return null;
}

/** @param otherwise what an empty cell says: true, or nothing (null) */
export function readPublish(record: SourceRecord, otherwise: boolean, faults: RowFault[]): boolean | null {
  const text = record.publish ?? '';
  if (text === '') return otherwise ? true : null;
  if (!YES.test(text) && !NO.test(text)) faults.push({ column: 'publish', code: 'BAD_YES_NO' });
  return YES.test(text);
}
