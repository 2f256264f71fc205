import { readRecords, type CsvRecord } from './csv.js';
import { type CsvEncoding, type RowFault, SourceError } from './csv-fault.js';
import { unguardCell } from './csv-line.js';
import { decodeText } from './csv-text.js';

/** A column that a reader knows. One that ends in `*` stands for every column that begins so. */
export interface SheetColumn {
  readonly name: string;
  readonly required?: boolean;
}

/** Cells of a row by the names of their columns, trimmed; a column that the file does not have is not in it. */
export type SourceRecord = Readonly<Record<string, string>>;

/** What a source gives for each row. `row` counts as a spreadsheet does: the heading is row 1, blank rows count. */
export type SourceRow =
  | { readonly row: number; readonly record: SourceRecord; readonly notices?: readonly RowFault[] }
  | { readonly row: number; readonly fault: RowFault; readonly notices?: readonly RowFault[] };

/** Columns of a file: a year's list of parameters has some hundreds. */
const MAX_COLUMNS = 2_000;
/** A carriage return that ends no line here, as old spreadsheets on Macs write it. */
const BARE_CR = /\r(?!\n)/;

export interface CsvSourceOptions {
  readonly columns: readonly SheetColumn[];
  readonly encoding: CsvEncoding;
  /** True for a column by which a file says that its cells are guarded (see `guardCell`); none unless given. */
  readonly isGuard?: (column: string) => boolean;
}

/**
 * Rows of a CSV file by the names in its heading. Columns that nobody knows are left alone. What is to be said of the whole file, such
 * as an encoding that was guessed, comes as a notice with one row.
 * @throws SourceError `CR_LINE_ENDS`, `TOO_MANY_COLUMNS`, `MISSING_COLUMNS` or `DOUBLE_COLUMN` for the heading, `EMPTY_FILE`, or what {@link decodeText} throws
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  { columns, encoding, isGuard = () => false }: CsvSourceOptions,
): AsyncGenerator<SourceRow> {
  let heading: readonly string[] | null = null;
  let guarded = false;
  let notices: RowFault[] = [];
  const guessed = () => notices.push(faultOf('READ_AS_GB18030'));
  for await (const record of readRecords(decodeText(chunks, encoding, guessed))) {
    if (heading === null) {
      guarded = record.fields.some(isGuard);
      heading = checkHeading(unguarded(record, guarded), columns);
      continue;
    }
    yield { ...toRow(unguarded(record, guarded), heading), ...(notices.length > 0 && { notices }) };
    notices = [];
  }
  if (heading === null) throw SourceError.csv('EMPTY_FILE');
}

const unguarded = (record: CsvRecord, guarded: boolean): CsvRecord =>
  guarded ? { ...record, fields: record.fields.map(unguardCell) } : record;

function toRow({ row, fields, fault }: CsvRecord, heading: readonly string[]): SourceRow {
  if (fault !== null) return { row, fault: faultOf(fault) };
  if (fields.length !== heading.length)
    return { row, fault: faultOf('COLUMN_COUNT', { count: fields.length, wanted: heading.length }) };
  const record: Record<string, string> = {};
  heading.forEach((column, index) => {
    if (column !== '') record[column] = (fields[index] ?? '').trim();
  });
  return { row, record };
}

const faultOf = (code: string, params?: RowFault['params']): RowFault => ({
  column: '',
  code,
  ...(params !== undefined && { params }),
});

/** Names as the target spells them; '' for what it does not know. */
function checkHeading(record: CsvRecord, columns: readonly SheetColumn[]): readonly string[] {
  if (record.fault !== null) throw SourceError.csv(record.fault);
  if (record.fields.some((field) => BARE_CR.test(field))) throw SourceError.csv('CR_LINE_ENDS');
  const count = record.fields.length;
  if (count > MAX_COLUMNS) throw SourceError.csv('TOO_MANY_COLUMNS', { count, max: MAX_COLUMNS });
  const heading = record.fields.map((field) => knownName(field.trim(), columns));
  const named = heading.filter((name) => name !== '');
  const seen = new Set(named);
  const missing = columns.filter(({ name, required }) => required === true && !seen.has(name));
  if (missing.length > 0)
    throw SourceError.csv('MISSING_COLUMNS', { columns: missing.map(({ name }) => name).join(', ') });
  // Each name is taken off when it comes; one that is gone already came before.
  const double = named.find((name) => !seen.delete(name));
  if (double !== undefined) throw SourceError.csv('DOUBLE_COLUMN', { column: double });
  return heading;
}

function knownName(given: string, columns: readonly SheetColumn[]): string {
  const lower = given.toLowerCase();
  const column = columns.find(({ name }) =>
    name.endsWith('*') ? lower.startsWith(name.slice(0, -1)) && lower.length >= name.length : name === lower,
  );
  if (column === undefined) return '';
  // What stands behind the fixed part is a name of its own and keeps its capitals.
  return column.name.endsWith('*')
    ? column.name.slice(0, -1) + given.slice(column.name.length - 1)
    : column.name;
}
