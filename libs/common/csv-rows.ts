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

/**
 * What a source gives for each row. `row` counts as a spreadsheet does: the heading is row 1, blank rows count. `notice` is something
 * to be known of the whole file, which the first row behind it brings.
 */
export type SourceRow = { readonly row: number; readonly notice?: RowFault } & (
  { readonly record: SourceRecord } | { readonly fault: RowFault }
);

export interface CsvSourceOptions {
  readonly columns: readonly SheetColumn[];
  readonly encoding: CsvEncoding;
  /** A column by which a file says that its cells are guarded (see `guardCell`). */
  readonly guardColumn?: string;
}

/**
 * Rows of a CSV file by the names in its heading. Columns that nobody knows are left alone.
 * @throws SourceError `MISSING_COLUMNS` or `DOUBLE_COLUMN` for the heading, `EMPTY_FILE`, or what {@link decodeText} throws
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  { columns, encoding, guardColumn }: CsvSourceOptions,
): AsyncGenerator<SourceRow> {
  let heading: readonly string[] | null = null;
  let guarded = false;
  const notices: RowFault[] = [];
  const onGb18030 = () => void notices.push(faultOf('READ_AS_GB18030'));
  for await (const record of readRecords(decodeText(chunks, encoding, onGb18030))) {
    if (heading === null) {
      guarded = guardColumn !== undefined && record.fields.some((field) => isNamed(field, guardColumn));
      heading = checkHeading(unguarded(record, guarded), columns);
      continue;
    }
    const notice = notices.pop();
    yield { ...toRow(unguarded(record, guarded), heading), ...(notice !== undefined && { notice }) };
  }
  if (heading === null) throw SourceError.csv('EMPTY_FILE');
}

const isNamed = (field: string, name: string) => field.trim().toLowerCase() === name;

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
  const heading = record.fields.map((field) => knownName(field.trim(), columns));
  const named = heading.filter((name) => name !== '');
  const missing = columns.filter(({ name, required }) => required === true && !named.includes(name));
  if (missing.length > 0)
    throw SourceError.csv('MISSING_COLUMNS', { columns: missing.map(({ name }) => name).join(', ') });
  const double = named.find((name, index) => named.indexOf(name) !== index);
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
