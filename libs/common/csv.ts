import { Parser } from 'csv-parse';

/** Quotes that RFC 4180 does not allow, or a record beyond every measure. */
export type RecordFault = 'STRAY_QUOTE' | 'OPEN_QUOTE' | 'RECORD_TOO_LONG';

/** One record of a CSV file. `row` counts as a spreadsheet does: the heading is row 1, blank rows count. */
export interface CsvRecord {
  readonly row: number;
  readonly fields: readonly string[];
  /** The fields are then its first line, cut at each comma; none for a line that is too long. */
  readonly fault: RecordFault | null;
}

/** Bytes of one record: a quote that is never closed would take the whole file into memory else. */
const MAX_RECORD = 1_000_000;
const LINE_END = 10;
const QUOTE = 34;

/** What csv-parse (read strictly) calls the faults of quotes. */
const FAULTS: Readonly<Record<string, RecordFault>> = {
  CSV_INVALID_CLOSING_QUOTE: 'STRAY_QUOTE',
  INVALID_OPENING_QUOTE: 'STRAY_QUOTE',
  CSV_QUOTE_NOT_CLOSED: 'OPEN_QUOTE',
};

/**
 * Cuts text into records as RFC 4180 has it: commas, double quotes doubled inside quotes, CRLF or LF. Blank rows are counted and left
 * out. Streams: it holds the records of one chunk and the record that is still open. A wrong quote costs the line on which its record
 * begins and no other: reading begins anew on the next line.
 * @param chunks text, see `decodeText`
 */
export async function* readRecords(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const cutter = new Cutter();
  for await (const chunk of chunks) yield* await cutter.take(Buffer.from(chunk));
  yield* await cutter.end();
}

class Cutter {
  #row = 0;
  #ready: CsvRecord[] = [];
  #parser = this.#open();
  /** Bytes that are in no record yet. */
  #rest: Buffer = Buffer.alloc(0);
  /** Ends of the last two looks at the parser, in bytes that it was given. */
  #recordEnd = 0;
  #restStart = 0;
  /** A faulty line whose end has not come yet. */
  #broken: { readonly fault: RecordFault; line: Buffer } | null = null;

  async take(chunk: Buffer): Promise<readonly CsvRecord[]> {
    let bytes = this.#behindLine(chunk);
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (bytes.length > 0) {
      const fault = await this.#settled((done) => this.#parser.write(bytes, done));
      this.#forgetRecords();
      const found = fault ?? this.#tooLong();
      if (found === null) break;
      bytes = this.#dropLine(found);
    }
    return this.#drain();
  }

  async end(): Promise<readonly CsvRecord[]> {
    for (;;) {
      const fault = await this.#settled((done) => this.#parser.once('error', done).end(() => done()));
      if (fault === null) {
        this.#tellBroken();
        return this.#drain();
      }
      this.#forgetRecords();
      let bytes = this.#dropLine(fault);
      while (bytes.length > 0) {
        const again = await this.#settled((done) => this.#parser.write(bytes, done));
        this.#forgetRecords();
        if (again === null) break;
        bytes = this.#dropLine(again);
      }
    }
  }

  /** A parser that begins at a record. */
  #open(): Parser {
    const parser = new Parser({
      ...{ record_delimiter: ['\r\n', '\n'], relax_column_count: true },
      // A record that is taken here and answered with null never enters the parser's own queue.
      on_record: (fields: string[], { bytes }) => {
        this.#keep(fields, bytes);
        return null;
      },
    });
    // Each failure comes to the one who wrote, too.
    return parser.on('error', () => undefined).resume();
  }

  #keep(fields: readonly string[], end: number): void {
    this.#row += 1;
    const quoted = this.#rest[this.#recordEnd - this.#restStart] === QUOTE;
    const blank = fields.length === 1 && fields[0] === '' && !quoted;
    this.#recordEnd = end;
    if (!blank) this.#ready.push({ row: this.#row, fields, fault: null });
  }

  #drain(): readonly CsvRecord[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  #settled(act: (done: (error?: Error | null) => void) => void): Promise<RecordFault | null> {
    return new Promise((resolve, reject) => {
      act((error) => {
        if (error == null) {
          resolve(null);
          return;
        }
        const fault = FAULTS[(error as Error & { code?: string }).code ?? ''];
        if (fault === undefined) reject(error);
        else resolve(fault);
      });
    });
  }

  #forgetRecords(): void {
    this.#rest = this.#rest.subarray(this.#recordEnd - this.#restStart);
    this.#restStart = this.#recordEnd;
  }

  #tooLong(): RecordFault | null {
    if (this.#rest.length <= MAX_RECORD) return null;
    return this.#rest.includes(QUOTE) ? 'OPEN_QUOTE' : 'RECORD_TOO_LONG';
  }

  /** Takes the line away that stands at the beginning of the rest. @returns what is behind it, for a new parser */
  #dropLine(fault: RecordFault): Buffer {
    [this.#parser, this.#recordEnd, this.#restStart] = [this.#open(), 0, 0];
    this.#broken = { fault, line: Buffer.alloc(0) };
    this.#rest = this.#behindLine(this.#rest);
    return this.#rest;
  }

  /** What is behind the faulty line, which is told with its end; everything when there is none. */
  #behindLine(bytes: Buffer): Buffer {
    if (this.#broken === null) return bytes;
    const end = bytes.indexOf(LINE_END);
    // Beyond its measure a line is not gathered any more, only passed over.
    if (this.#broken.line.length <= MAX_RECORD)
      this.#broken.line = Buffer.concat([this.#broken.line, bytes.subarray(0, end < 0 ? undefined : end)]);
    if (end < 0) return Buffer.alloc(0);
    this.#tellBroken();
    return bytes.subarray(end + 1);
  }

  #tellBroken(): void {
    if (this.#broken === null) return;
    const { fault, line } = this.#broken;
    this.#row += 1;
    const fields = line.length > MAX_RECORD ? [] : line.toString().replace(/\r$/, '').split(',');
    this.#ready.push({ row: this.#row, fields, fault });
    this.#broken = null;
  }
}
