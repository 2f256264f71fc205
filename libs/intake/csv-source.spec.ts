import { describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvRows, readCsv } from './csv-source.js';
import { decodeText } from './text-decode.js';
import { type ImportEncoding, SourceError, type SourceRow } from './import.types.js';

async function* pieces<T extends string | Uint8Array>(whole: T, size: number): AsyncGenerator<T> {
  for (let at = 0; at < whole.length; at += size)
    yield (await Promise.resolve(whole.slice(at, at + size))) as T;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const records = async (text: string, size = 7) =>
  (await all(readCsv(pieces(text, size)))).map(({ row, fields, fault }) =>
    fault === null ? [row, ...fields] : [row, fault],
  );

describe('readCsv', () => {
  it.each([
    [
      'CRLF and LF',
      'a,b\r\n1,2\n3,4',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
        [3, '3', '4'],
      ],
    ],
    [
      'a byte order mark',
      '\ufeffa,b\n1,2\n',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    [
      'quotes, commas and line ends inside quotes',
      '"a ""x"", b"\r\n"1\r\n2"\r\n',
      [
        [1, 'a "x", b'],
        [2, '1\r\n2'],
      ],
    ],
    [
      'blank rows, which count',
      'a\n\n\nb\n',
      [
        [1, 'a'],
        [4, 'b'],
      ],
    ],
    [
      'a quoted empty cell, which is a row of its own',
      'a,b\n"",\n',
      [
        [1, 'a', 'b'],
        [2, '', ''],
      ],
    ],
    [
      'a quote inside a bare cell',
      'a,b\nx"y,1\n2,3\n',
      [
        [1, 'a', 'b'],
        [2, 'STRAY_QUOTE'],
        [3, '2', '3'],
      ],
    ],
    [
      'text behind a closing quote',
      'a,b\n"x"y,1\n2,3\n',
      [
        [1, 'a', 'b'],
        [2, 'STRAY_QUOTE'],
        [3, '2', '3'],
      ],
    ],
    [
      'several faults in one row',
      'a"b"c,d"e\n1,2\n',
      [
        [1, 'STRAY_QUOTE'],
        [2, '1', '2'],
      ],
    ],
    [
      'two bad rows in a row',
      'a"\nb"\nc\n',
      [
        [1, 'STRAY_QUOTE'],
        [2, 'STRAY_QUOTE'],
        [3, 'c'],
      ],
    ],
    [
      'a quote that the next quoted cell ends',
      'a\n"x\n1,"y"\nz\n',
      [
        [1, 'a'],
        [2, 'STRAY_QUOTE'],
        [3, 'z'],
      ],
    ],
    [
      'a quote that nothing ends',
      'a\n"x\ny',
      [
        [1, 'a'],
        [2, 'OPEN_QUOTE'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', async (_what, text, wanted) => {
    for (const size of [1, 2, 7, 10_000]) expect(await records(text, size)).toEqual(wanted);
  });

  it('gives back every table that csv-stringify writes', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\ufeff'));
    const odd = fc.constantFrom('', '"', '""', ',', '\n', '\r\n', ' ', '额定电压=12kV', 'a"b', '\t');
    const table = fc
      .integer({ min: 2, max: 6 })
      .chain((width) =>
        fc.array(fc.array(fc.oneof(cell, odd), { minLength: width, maxLength: width }), { maxLength: 20 }),
      );
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 50 }), async (rows, size) => {
        const text = stringify(rows, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
        expect(
          (await all(readCsv(decodeText(pieces(Buffer.from(text), size), 'utf-8')))).map(
            ({ fields }) => fields,
          ),
        ).toEqual(rows);
      }),
    );
  });

  it('stops at a record that has no end instead of taking the file into memory', async () => {
    const endless = async function* () {
      yield 'a,b\n"';
      for (;;) yield await Promise.resolve('x'.repeat(100_000));
    };
    await expect(all(readCsv(endless()))).rejects.toMatchObject({
      code: 'RECORD_TOO_LONG',
      params: { row: 2 },
    });
  });
});

const COLUMNS = [{ name: 'sku', required: true }, { name: 'name', required: true }, { name: 'param:*' }];

describe('csvRows', () => {
  const rows = async (content: string | Uint8Array, encoding: ImportEncoding = 'auto', size = 5) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return all<SourceRow>(csvRows(pieces(bytes, size), { columns: COLUMNS, encoding }));
  };
  const codeOf = async (content: string | Uint8Array, encoding: ImportEncoding = 'auto') =>
    rows(content, encoding).then(
      () => 'none',
      (error: unknown) => (error instanceof SourceError ? error.code : String(error)),
    );

  it('names cells by the heading, leaves unknown columns alone, and tells rows of another width', async () => {
    expect(await rows('Name, SKU ,x,param:额定电压\n 断路器 ,A,1,12kV\nB\n')).toEqual([
      { row: 2, record: { name: '断路器', sku: 'A', 'param:额定电压': '12kV' } },
      { row: 3, fault: { column: '', code: 'COLUMN_COUNT', params: { count: 1, wanted: 4 } } },
    ]);
  });

  it('says which columns are missing, in one error', async () => {
    await expect(rows('a,b\n1,2\n')).rejects.toMatchObject({
      code: 'MISSING_COLUMNS',
      params: { columns: 'sku, name' },
    });
    expect(await codeOf('sku,name,SKU\n')).toBe('DOUBLE_COLUMN');
    expect(await codeOf('')).toBe('EMPTY_FILE');
    expect(await codeOf('\n\n')).toBe('EMPTY_FILE');
  });

  // 变压器
  const GB = Buffer.concat([
    Buffer.from('sku,name\nA,'),
    Buffer.from('b1e4d1b9c6f7', 'hex'),
    Buffer.from('\n'),
  ]);

  it.each([
    ['UTF-8 by its bytes', Buffer.from('sku,name\nA,变压器\n'), 'auto'],
    ['UTF-8 with its mark', Buffer.from('\ufeffsku,name\nA,变压器\n'), 'auto'],
    ['GB18030 by its bytes', GB, 'auto'],
    ['GB18030 when told', GB, 'gb18030'],
  ] as const)('reads %s, wherever the pieces end', async (_what, bytes, encoding) => {
    for (const size of [1, 2, 3, 1_000])
      expect(await rows(bytes, encoding, size)).toEqual([{ row: 2, record: { sku: 'A', name: '变压器' } }]);
  });

  it('decides late: ASCII before the first other byte is the same in both', async () => {
    const long = Buffer.concat([Buffer.from(`sku,name\n${'A,b\n'.repeat(40_000)}`), GB.subarray(9)]);
    expect((await rows(long, 'auto', 4_096)).at(-1)).toEqual({
      row: 40_002,
      record: { sku: 'A', name: '变压器' },
    });
  });

  it('refuses other encodings and what is no text', async () => {
    expect(await codeOf(GB, 'utf-8')).toBe('NOT_UTF8');
    expect(await codeOf(Buffer.from([0x61, 0xff, 0xff]), 'gb18030')).toBe('NOT_GB18030');
    expect(await codeOf(Buffer.from('504b0304', 'hex'))).toBe('NOT_TEXT');
    expect(await codeOf(Buffer.from('sku,name\nA,\0\n'))).toBe('NOT_TEXT');
    expect(await codeOf(Buffer.from('\ufeffsku', 'utf16le'))).toBe('NOT_TEXT');
  });
});
