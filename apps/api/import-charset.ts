import { type CsvEncoding, decodeText } from '#libs/common';
import { type Refusal } from './import-http.js';

/** Names of charsets as clients write them; GB 18030 holds all that GBK and GB 2312 do. */
const CHARSETS: Readonly<Record<string, CsvEncoding>> = {
  ...{ 'utf-8': 'utf-8', utf8: 'utf-8', 'us-ascii': 'utf-8' },
  ...{ gb18030: 'gb18030', gbk: 'gb18030', gb2312: 'gb18030', cp936: 'gb18030' },
};
const BYTE_ORDER_MARK = '\ufeff';

/** @returns what a content type says of the text: `auto` when it says nothing, null for a charset that is not taken */
export function uploadEncoding(contentType = ''): CsvEncoding | null {
  const [, charset] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType) ?? [];
  return charset === undefined ? 'auto' : (CHARSETS[charset.toLowerCase()] ?? null);
}

/**
 * The bytes as they are under `auto`; under a charset checked by it, and GB18030 as UTF-8 with its mark, which an import believes.
 * @throws SourceError `NOT_UTF8`, `NOT_GB18030` or `NOT_TEXT` for bytes that are no such text
 */
export async function* inUtf8(
  bytes: AsyncIterable<Uint8Array>,
  encoding: CsvEncoding,
): AsyncGenerator<Uint8Array> {
  if (encoding === 'auto') {
    yield* bytes;
    return;
  }
  let mark = encoding === 'gb18030' ? BYTE_ORDER_MARK : '';
  for await (const text of decodeText(bytes, encoding)) {
    if (text === '') continue;
    yield Buffer.from(mark + text);
    mark = '';
  }
}

export const UNKNOWN_CHARSET: Refusal = {
  code: 'UNKNOWN_CHARSET',
  text: { zh: '只接受 UTF-8 或 GB18030（GBK）编码', en: 'Send text in UTF-8 or GB18030 (GBK)' },
  params: {},
};
