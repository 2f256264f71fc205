import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CsvRecord, decodeUtf8, parseCsv } from './csv.js';

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of what is here already
async function* pieces<T>(...items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
async function read(...chunks: readonly string[]): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  for await (const record of parseCsv(pieces(...chunks))) records.push(record);
  return records;
}
const plain = async (text: string) => (await read(text)).map((record) => record.fields);

describe('parseCsv', () => {
  it.each<[string, string[][]]>([
    ['a,b\n1,2\n', [['a', 'b'], ['1', '2']]], // prettier-ignore
    ['a,b\r\n1,2', [['a', 'b'], ['1', '2']]], // prettier-ignore
    ['"农、林, 牧","他说""好"""\n', [['农、林, 牧', '他说"好"']]],
    ['"two\r\nlines",x\n', [['two\r\nlines', 'x']]],
    ['a,,\n', [['a', '', '']]],
    ['""\n', [['']]],
    [' a , b \n', [[' a ', ' b ']]],
    ['', []],
    ['\n\r\n', []],
  ])('%j', async (text, expected) => {
    expect(await plain(text)).toEqual(expected);
  });

  it('counts blank lines and lines inside quotes as a spreadsheet does', async () => {
    expect((await read('h\n\n"a\nb"\nc\n')).map(({ row, fields }) => [row, fields[0]])).toEqual([
      [1, 'h'],
      [3, 'a\nb'],
      [4, 'c'],
    ]);
  });

  it.each([
    ['a"b,c\nd,e\n', ['STRAY_QUOTE', null]],
    ['"a"b,c\nd,e\n', ['STRAY_QUOTE', null]],
    ['"a" ,c\nd,e\n', ['STRAY_QUOTE', null]],
    ['a,"b\nc,d\n', ['OPEN_QUOTE']],
  ])('marks what is not RFC 4180: %j', async (text, faults) => {
    expect((await read(text)).map((record) => record.fault)).toEqual(faults);
  });

  it('gives back what was written, however the text is cut', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '中', ',', '"', '\n', '\r', ' ', '𠮷') });
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(30), async (records, cut) => {
        const text = records
          .map((record) => record.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        const chars = [...text];
        const found = await read(chars.slice(0, cut).join(''), chars.slice(cut).join(''));
        expect(found.map((record) => record.fields)).toEqual(records);
      }),
    );
  });
});

describe('decodeUtf8', () => {
  const decode = async (...chunks: readonly Uint8Array[]) => {
    let text = '';
    for await (const part of decodeUtf8(pieces(...chunks))) text += part;
    return text;
  };

  it('drops the byte order mark and joins characters that were cut', async () => {
    const bytes = Buffer.from('\uFEFF中文');
    expect(await decode(bytes.subarray(0, 4), bytes.subarray(4))).toBe('中文');
  });

  it('refuses GBK and a character that is cut off', async () => {
    await expect(decode(Buffer.from([0xd6, 0xd0, 0xce, 0xc4]))).rejects.toMatchObject({ code: 'NOT_UTF8' });
    await expect(decode(Buffer.from('中').subarray(0, 2))).rejects.toMatchObject({ code: 'NOT_UTF8' });
  });
});
