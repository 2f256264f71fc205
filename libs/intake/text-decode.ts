import { type ImportEncoding, SourceError } from './import.types.js';

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
 * ASCII, as both are the same before it. A byte order mark is dropped.
 * @throws SourceError `NOT_TEXT`, `NOT_UTF8` or `NOT_GB18030`
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  encoding: ImportEncoding,
): AsyncGenerator<string> {
  let decoder = encoding === 'auto' ? null : newDecoder(encoding);
  let held: Uint8Array = new Uint8Array();
  let first = true;
  for await (const chunk of chunks) {
    if (first && chunk.length > 0) {
      if (isBinary(chunk.subarray(0, 4_096))) throw new SourceError('NOT_TEXT');
      first = false;
    }
    if (decoder !== null) {
      yield decode(decoder, chunk);
      continue;
    }
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const at = held.findIndex((byte) => byte > 0x7f);
    if (at >= 0 && held.length - at < WINDOW) continue;
    if (at >= 0) decoder = newDecoder(guess(held.subarray(at), false));
    yield decode(decoder ?? newDecoder('utf-8'), held);
    held = new Uint8Array();
  }
  decoder ??= newDecoder(guess(held, true));
  yield decode(decoder, held);
  yield decode(decoder);
}

type KnownEncoding = Exclude<ImportEncoding, 'auto'>;

const newDecoder = (encoding: KnownEncoding) => new TextDecoder(encoding, { fatal: true });

/** @param whole the file ends here; else a character may be cut in the middle */
function guess(bytes: Uint8Array, whole: boolean): KnownEncoding {
  try {
    newDecoder('utf-8').decode(bytes, { stream: !whole });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

function decode(decoder: ReturnType<typeof newDecoder>, chunk?: Uint8Array): string {
  let text: string;
  try {
    text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new SourceError(decoder.encoding === 'utf-8' ? 'NOT_UTF8' : 'NOT_GB18030');
  }
  // No cell may hold it: PostgreSQL stores it in no text.
  if (text.includes('\0')) throw new SourceError('NOT_TEXT');
  return text;
}
