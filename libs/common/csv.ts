import { pipeline, Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { parse } from 'csv-parse';
import { AppError, type LocalizedText, type MessageParams } from './errors.js';

/** One record of a CSV file. `row` counts records as a spreadsheet does: the heading is row 1. */
export interface CsvRecord {
  readonly row: number;
  readonly fields: readonly string[];
  /** Quotes that RFC 4180 does not allow; the fields are worthless then. */
  readonly fault: 'STRAY_QUOTE' | 'OPEN_QUOTE' | null;
}

/** What is wrong with a cell; `column` is '' for a fault of the whole row. */
export interface CellFault {
  readonly column: string;
  readonly code: string;
  readonly text: LocalizedText;
  readonly params?: MessageParams;
}

/** A row under its heading: the cells by column, or what is wrong with it. */
export type CsvRow =
  | { readonly row: number; readonly record: Readonly<Record<string, string>> }
  | { readonly row: number; readonly faults: readonly CellFault[] };

export type CsvEncoding = 'utf-8' | 'gb18030';

/** Of one record, in bytes: a quote that is never closed would take the whole file into memory else. */
const MAX_RECORD = 1_000_000;

/**
 * Turns bytes into text. Spreadsheets on Chinese Windows like to save GBK; read as UTF-8 it would become rubbish.
 * @param encoding of a file without a byte order mark; the mark of UTF-8 wins
 * @throws AppError `NOT_UTF8`, `NOT_GB18030`
 */
export async function* decodeCsv(
  chunks: AsyncIterable<Uint8Array>,
  encoding: CsvEncoding = 'utf-8',
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let kind = encoding;
  let head = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (decoder === null) {
      head = Buffer.concat([head, chunk]);
      if (head.length < BOM.length) continue;
      if (head.subarray(0, BOM.length).equals(BOM)) kind = 'utf-8';
      decoder = new TextDecoder(kind, { fatal: true });
      yield decode(decoder, kind, head);
    } else yield decode(decoder, kind, chunk);
  }
  // A byte order mark at the start is dropped by the decoder.
  decoder ??= new TextDecoder(kind, { fatal: true });
  if (head.length < BOM.length) yield decode(decoder, kind, head);
  yield decode(decoder, kind);
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

const NOT_ENCODED = {
  'utf-8': {
    code: 'NOT_UTF8',
    text: {
      zh: '文件不是 UTF-8 编码，请另存为“CSV UTF-8”',
      en: 'The file is not UTF-8: save it as "CSV UTF-8"',
    },
  },
  gb18030: {
    code: 'NOT_GB18030',
    text: { zh: '文件不是 GB18030（GBK）编码', en: 'The file is not GB18030 (GBK)' },
  },
} as const;

function decode(decoder: TextDecoder, kind: CsvEncoding, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new AppError(NOT_ENCODED[kind].code, NOT_ENCODED[kind].text);
  }
}

/** Fields of RFC 4180: quoted with quotes doubled, or without any quote. */
const STRICT = /^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*$/;

/** The raw text carries pieces of line ends, its own and those of blank lines above. */
const LINE_ENDS = /^[\r\n]+|[\r\n]+$/g;

/** What csv-parse hands on for a record. */
interface Parsed {
  readonly raw: string;
  readonly record: string[];
  readonly info: { readonly records: number; readonly empty_lines: number };
}

/**
 * Cuts text into records as RFC 4180 has it: commas, double quotes doubled inside quotes, CRLF or LF. Blank lines are counted and
 * left out. Streams: it holds one record at a time. A record with a stray quote is marked and ends with its line; a quote that is
 * never closed, or a record of more than a million bytes, is marked and ends the file.
 */
export async function* parseCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const parser = parse({
    ...{ record_delimiter: ['\r\n', '\n'], skip_empty_lines: true, relax_column_count: true },
    // Strict reading would not find the end of a record with a stray quote; the raw text is checked instead.
    ...{ relax_quotes: true, raw: true, info: true },
    ...{ max_record_size: MAX_RECORD, skip_records_with_error: true },
    on_skip: (error) => {
      const { records = 0, empty_lines: blank = 0 } = (error ?? {}) as Partial<Parsed['info']>;
      parser.push({ row: records + blank + 1, fields: [], fault: 'OPEN_QUOTE' } satisfies CsvRecord);
      return undefined;
    },
  });
  // A failure of the source destroys the parser with the same error, which the loop below throws.
  pipeline(Readable.from(chunks), parser, () => undefined);
  for await (const found of parser as AsyncIterable<Parsed | CsvRecord>) {
    if (!('raw' in found)) {
      yield found;
      return;
    }
    const stray = found.raw.includes('"') && !STRICT.test(found.raw.replace(LINE_ENDS, ''));
    const row = found.info.records + found.info.empty_lines;
    yield { row, fields: stray ? [] : found.record, fault: stray ? 'STRAY_QUOTE' : null };
  }
}

const QUOTES = { zh: '引号使用不符合 CSV（RFC 4180）', en: 'The quotes are not those of CSV (RFC 4180)' };
const COUNT = { zh: '有 {count} 列，应为 {wanted} 列', en: '{count} columns instead of {wanted}' };

/**
 * Reads a sheet: the first line names its columns, in any order and with others among them. Holds one row at a time.
 * @param chunks text of the file, see {@link decodeCsv}
 * @param columns names that must stand in the heading, each once
 * @returns each further row with its cells by column as they stand, or with its fault
 * @throws AppError `BAD_HEADER`, for an empty file too
 */
export async function* readCsv(
  chunks: AsyncIterable<string>,
  { columns }: { readonly columns: readonly string[] },
): AsyncGenerator<CsvRow> {
  let heading: readonly string[] | null = null;
  for await (const record of parseCsv(chunks)) {
    if (heading === null) heading = checkHeading(record.fields, columns);
    else yield rowOf(record, heading);
  }
  if (heading === null) checkHeading([], columns);
}

function rowOf({ row, fields, fault }: CsvRecord, heading: readonly string[]): CsvRow {
  if (fault !== null) return { row, faults: [{ column: '', code: fault, text: QUOTES }] };
  if (fields.length !== heading.length) {
    const params = { count: fields.length, wanted: heading.length };
    return { row, faults: [{ column: '', code: 'COLUMN_COUNT', text: COUNT, params }] };
  }
  return {
    row,
    record: Object.fromEntries(heading.map((column, index) => [column, fields[index] ?? ''])),
  };
}

function checkHeading(fields: readonly string[], columns: readonly string[]): readonly string[] {
  const heading = fields.map((field) => field.trim());
  const missing = columns.filter((column) => !heading.includes(column));
  if (missing.length === 0 && new Set(heading).size === heading.length) return heading;
  throw new AppError(
    'BAD_HEADER',
    {
      zh: '首行须各有一次这些列名：{columns}',
      en: 'The first line must name each of these columns once: {columns}',
    },
    { columns: columns.join(', ') },
  );
}
