import { AppError } from '#libs/common';

/** One record of a CSV file. `row` counts records as a spreadsheet does: the heading is row 1. */
export interface CsvRecord {
  readonly row: number;
  readonly fields: readonly string[];
  /** Quotes that RFC 4180 does not allow; the fields are worthless then. */
  readonly fault: 'STRAY_QUOTE' | 'OPEN_QUOTE' | null;
}

/** Of one record, in characters: a quote that is never closed would take the whole file into memory else. */
const MAX_RECORD = 1_000_000;

/**
 * Turns bytes into text. Spreadsheets on Chinese Windows like to save GBK; read as UTF-8 it would become rubbish.
 * @throws AppError `NOT_UTF8`
 */
export async function* decodeUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // A byte order mark at the start is dropped by the decoder.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new AppError('NOT_UTF8', {
        zh: '文件不是 UTF-8 编码，请另存为“CSV UTF-8”',
        en: 'The file is not UTF-8: save it as "CSV UTF-8"',
      });
    }
  };
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}

/**
 * Cuts text into records as RFC 4180 has it: commas, double quotes doubled inside quotes, CRLF or LF. Blank lines are counted and
 * left out. Streams: it holds one record at a time. A record with a stray quote is marked and ends with its line.
 */
export async function* parseCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const parser = new CsvParser();
  for await (const chunk of chunks) yield* parser.push(chunk);
  yield* parser.end();
}

type State = 'start' | 'plain' | 'quoted' | 'quote_seen' | 'broken';

class CsvParser {
  #row = 1;
  #fields: string[] = [];
  #field = '';
  #length = 0;
  #state: State = 'start';
  /** The record so far is one field that is not quoted and has no character. */
  #blank = true;

  *push(chunk: string): Generator<CsvRecord> {
    for (const char of chunk) {
      this.#length += 1;
      if (this.#length > MAX_RECORD) this.#state = 'broken';
      if (char === '\n' && this.#state !== 'quoted') yield* this.#endRecord();
      else this.#take(char);
    }
  }

  *end(): Generator<CsvRecord> {
    if (this.#state === 'quoted') yield { row: this.#row, fields: [], fault: 'OPEN_QUOTE' };
    else if (this.#length > 0) yield* this.#endRecord();
  }

  #take(char: string): void {
    if (char !== '\r') this.#blank = false;
    switch (this.#state) {
      case 'start':
        if (char === '"') this.#state = 'quoted';
        else this.#plain(char);
        return;
      case 'plain':
        this.#plain(char);
        return;
      case 'quoted':
        if (char === '"') this.#state = 'quote_seen';
        else this.#field += char;
        return;
      case 'quote_seen':
        if (char === '"') {
          this.#field += '"';
          this.#state = 'quoted';
        } else if (char === ',') this.#endField();
        // A carriage return before the line feed; anything else does not belong behind a closed quote.
        else if (char !== '\r') this.#state = 'broken';
        return;
      case 'broken':
    }
  }

  #plain(char: string): void {
    if (char === ',') this.#endField();
    else if (char === '"') this.#state = 'broken';
    else {
      this.#field += char;
      this.#state = 'plain';
    }
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = '';
    this.#state = 'start';
  }

  *#endRecord(): Generator<CsvRecord> {
    const broken = this.#state === 'broken';
    if (this.#state !== 'quote_seen' && this.#field.endsWith('\r')) this.#field = this.#field.slice(0, -1);
    this.#endField();
    const fields = this.#fields;
    this.#fields = [];
    if (broken) yield { row: this.#row, fields: [], fault: 'STRAY_QUOTE' };
    else if (!this.#blank) yield { row: this.#row, fields, fault: null };
    this.#row += 1;
    this.#length = 0;
    this.#blank = true;
  }
}
