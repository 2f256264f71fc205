import { type CsvEncoding, SourceError } from './csv-fault.js';

/** Bytes from the first one beyond ASCII that tell UTF-8 from GB18030. */
const WINDOW = 65_536;

/** What a file begins with that is no text: ZIP (XLSX), the old Excel format, PDF. */
const MAGIC = ['504b0304', 'd0cf11e0', '25504446'];

/** True for bytes that no CSV file in UTF-8 or GB18030 begins with: known formats, UTF-16, anything with a zero byte. */
export function isBinary(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 4)).toString('hex');
  return MAGIC.includes(start) || /^(fffe|feff)/.test(start) || head.includes(0);
}

/**
 * Turns bytes into text. Spreadsheets on Chinese Windows like to save GB18030 (GBK); `auto` decides at the first byte beyond
 * ASCII, as both are the same before it. A byte order mark is dropped; that of UTF-8 is believed, whatever was told.
 * @param onGuess told when `auto` took GB18030, before any text that follows from it
 * @throws SourceError `NOT_TEXT`, `NOT_UTF8` or `NOT_GB18030`
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  encoding: CsvEncoding,
  onGuess: () => void = () => undefined,
): AsyncGenerator<string> {
  const guessed = (bytes: Uint8Array, whole: boolean) => {
    const found = guess(bytes, whole);
    if (found === 'gb18030') onGuess();
    return newDecoder(found);
  };
  let decoder: Decoder | null = null;
  let held: Uint8Array = new Uint8Array();
  for await (const chunk of withWholeHead(chunks)) {
    if (decoder !== null) {
      yield decode(decoder, chunk);
      continue;
    }
    if (encoding !== 'auto') {
      decoder = newDecoder(hasMark(chunk) ? 'utf-8' : encoding);
      yield decode(decoder, chunk);
      continue;
    }
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const at = held.findIndex((byte) => byte > 0x7f);
    if (at >= 0 && held.length - at < WINDOW) continue;
    if (at >= 0) decoder = guessed(held.subarray(at), false);
    yield decode(decoder ?? newDecoder('utf-8'), held);
    held = new Uint8Array();
  }
  decoder ??= encoding === 'auto' ? guessed(held, true) : newDecoder(encoding);
  yield decode(decoder, held);
  yield decode(decoder);
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const hasMark = (head: Uint8Array) => MARK.equals(head.subarray(0, MARK.length));

/** The same bytes; the first piece has what tells formats apart, unless the file ends before. @throws SourceError `NOT_TEXT` */
async function* withWholeHead(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  let checked = false;
  for await (const chunk of chunks) {
    if (checked) {
      yield chunk;
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < 4) continue;
    checked = true;
    if (isBinary(head.subarray(0, 4_096))) throw SourceError.csv('NOT_TEXT');
    yield head;
  }
  if (!checked && head.length > 0) yield head;
}

type KnownEncoding = Exclude<CsvEncoding, 'auto'>;

const newDecoder = (encoding: KnownEncoding) => new TextDecoder(encoding, { fatal: true });

type Decoder = ReturnType<typeof newDecoder>;

/** @param whole the file ends here; else a character may be cut in the middle */
function guess(bytes: Uint8Array, whole: boolean): KnownEncoding {
  try {
    newDecoder('utf-8').decode(bytes, { stream: !whole });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

function decode(decoder: Decoder, chunk?: Uint8Array): string {
  let text: string;
  try {
    text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw SourceError.csv(decoder.encoding === 'utf-8' ? 'NOT_UTF8' : 'NOT_GB18030');
  }
  // No cell may hold it: PostgreSQL stores it in no text.
  if (text.includes('\0')) throw SourceError.csv('NOT_TEXT');
  return text;
}
