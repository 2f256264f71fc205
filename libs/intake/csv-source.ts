import { type Options, Parser } from 'csv-parse';
import {
  type ImportColumn,
  type ImportEncoding,
  type RowFault,
  SourceError,
  type SourceRow,
} from './import.types.js';
import { decodeText } from './text-decode.js';

/** One record of a CSV file. `row` counts as a spreadsheet does: the heading is row 1, blank rows count. */
export interface CsvRecord {
  readonly row: number;
  readonly fields: readonly string[];
  /** Quotes that RFC 4180 does not allow; the fields are worthless then. */
  readonly fault: 'STRAY_QUOTE' | 'OPEN_QUOTE' | null;
}

/** Text between two ends of a record, in characters: a quote that is never closed would take the whole file into memory else. */
const MAX_RECORD = 2_000_000;

/** What csv-parse keeps on the parser for its callers of old; its types leave it out. */
interface ParserState {
  quoting: boolean;
  record: unknown;
}

const OPTIONS: Options = {
  bom: true,
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  skip_records_with_error: true,
};

/**
 * Cuts text into records as RFC 4180 has it: commas, double quotes doubled inside quotes, CRLF or LF. Blank rows are counted and
 * left out. A record with a stray quote is marked and ends with its line, so that the next one is good again. Streams: it holds
 * the records of one chunk.
 * @throws SourceError `RECORD_TOO_LONG` for a record of more than 2,000,000 characters
 */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const cutter = new Cutter();
  for await (const chunk of chunks) yield* await cutter.take(chunk);
  yield* await cutter.end();
}

class Cutter {
  #row = 0;
  #ready: CsvRecord[] = [];
  #faulty: unknown = null;
  #sinceRecord = 0;
  readonly #parser: Parser;

  constructor() {
    this.#parser = new Parser({
      ...OPTIONS,
      // A record that is taken here and answered with null never enters the parser's own queue.
      on_record: (fields: string[]) => {
        this.#row += 1;
        if (fields.length > 1 || fields[0] !== '') this.#ready.push({ row: this.#row, fields, fault: null });
        return null;
      },
      on_skip: (error) => this.#skip(error?.code),
    });
    this.#parser.resume();
  }

  async take(chunk: string): Promise<readonly CsvRecord[]> {
    if (chunk === '') return [];
    this.#sinceRecord += chunk.length;
    await new Promise<void>((resolve, reject) =>
      this.#parser.write(chunk, (error) => (error == null ? resolve() : reject(error))),
    );
    const ready = this.#drain();
    if (ready.length > 0) this.#sinceRecord = 0;
    if (this.#sinceRecord > MAX_RECORD) throw new SourceError('RECORD_TOO_LONG', { row: this.#row + 1 });
    return ready;
  }

  async end(): Promise<readonly CsvRecord[]> {
    await new Promise<void>((resolve, reject) => {
      this.#parser.once('error', reject).end(resolve);
    });
    return this.#drain();
  }

  #drain(): readonly CsvRecord[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** One record may have several stray quotes and is told once. */
  #skip(code: string | undefined): undefined {
    const state = (this.#parser as unknown as { state: ParserState }).state;
    const open = code === 'CSV_QUOTE_NOT_CLOSED';
    // The parser stays inside the quotes and would take the next lines for a part of this record.
    if (!open) state.quoting = false;
    if (this.#faulty === state.record) return undefined;
    this.#faulty = state.record;
    this.#row += 1;
    this.#ready.push({ row: this.#row, fields: [], fault: open ? 'OPEN_QUOTE' : 'STRAY_QUOTE' });
    return undefined;
  }
}

export interface CsvSourceOptions {
  readonly columns: readonly ImportColumn[];
  readonly encoding: ImportEncoding;
}

/**
 * Rows of a CSV file by the names in its heading. Columns that nobody knows are left alone.
 * @throws SourceError `MISSING_COLUMNS` or `DOUBLE_COLUMN` for the heading, `EMPTY_FILE`, or what {@link decodeText} and
 * {@link readCsv} throw
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  { columns, encoding }: CsvSourceOptions,
): AsyncGenerator<SourceRow> {
  let heading: readonly string[] | null = null;
  for await (const record of readCsv(decodeText(chunks, encoding))) {
    if (heading === null) heading = checkHeading(record, columns);
    else yield toRow(record, heading);
  }
  if (heading === null) throw new SourceError('EMPTY_FILE');
}

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
function checkHeading(record: CsvRecord, columns: readonly ImportColumn[]): readonly string[] {
  if (record.fault !== null) throw new SourceError(record.fault);
  const heading = record.fields.map((field) => knownName(field.trim(), columns));
  const named = heading.filter((name) => name !== '');
  const missing = columns.filter(({ name, required }) => required === true && !named.includes(name));
  if (missing.length > 0)
    throw new SourceError('MISSING_COLUMNS', { columns: missing.map(({ name }) => name).join(', ') });
  const double = named.find((name, index) => named.indexOf(name) !== index);
  if (double !== undefined) throw new SourceError('DOUBLE_COLUMN', { column: double });
  return heading;
}

function knownName(given: string, columns: readonly ImportColumn[]): string {
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
