import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CsvEncoding, type CsvRecord, decodeCsv, parseCsv, readCsv } from './csv.js';

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

describe('parseCsv: ends and failures', () => {
  it('goes no further behind a record that is too long', async () => {
    const found = await read('a\n"', ...Array.from({ length: 1_200 }, () => 'y\n'.repeat(500)), 'k\n');
    expect(found.map(({ row, fault }) => [row, fault])).toEqual([
      [1, null],
      [2, 'OPEN_QUOTE'],
    ]);
  });

  it('fails as its source fails', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream that breaks
    const broken = async function* () {
      yield 'a\nb\n';
      throw new Error('the disk is gone');
    };
    await expect(
      (async () => {
        for await (const record of parseCsv(broken())) expect(record.fault).toBeNull();
      })(),
    ).rejects.toThrow('the disk is gone');
  });

  it('reads no more of its source than it is asked for', async () => {
    let given = 0;
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream of what is here already
    const endless = async function* () {
      for (;;) {
        given += 1;
        yield 'a,b\n'.repeat(100);
      }
    };
    let rows = 0;
    for await (const record of parseCsv(endless())) {
      expect(record.fields).toEqual(['a', 'b']);
      rows += 1;
      if (rows === 5_000) break;
    }
    expect(given).toBeLessThan(1_000);
  });
});

describe('readCsv', () => {
  const rows = async (text: string) => {
    const found = [];
    for await (const row of readCsv(pieces(text), { columns: ['sku', 'name'] })) found.push(row);
    return found;
  };

  it('gives cells by column, whatever their order, and the place of what is wrong', async () => {
    const found = await rows('name, sku ,note\n泵,P1,x\n\n阀,V1\n"坏"字,V2,\n表,M1,"a\nb"\n');
    expect(found.map((one) => ('record' in one ? one : [one.row, one.faults[0]?.code]))).toEqual([
      { row: 2, record: { name: '泵', sku: 'P1', note: 'x' } },
      [4, 'COLUMN_COUNT'],
      [5, 'STRAY_QUOTE'],
      { row: 6, record: { name: '表', sku: 'M1', note: 'a\nb' } },
    ]);
  });

  it.each(['', 'name\nx\n', 'sku,name,sku\n'])('refuses the heading of %j', async (text) => {
    await expect(rows(text)).rejects.toMatchObject({ code: 'BAD_HEADER' });
  });
});

describe('decodeCsv', () => {
  const decodeAs = async (encoding: CsvEncoding, ...chunks: readonly Uint8Array[]) => {
    let text = '';
    for await (const part of decodeCsv(pieces(...chunks), encoding)) text += part;
    return text;
  };
  const decode = (...chunks: readonly Uint8Array[]) => decodeAs('utf-8', ...chunks);
  const GBK = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]);

  it('reads GB18030 where it is told to, but believes the mark of UTF-8', async () => {
    expect(await decodeAs('gb18030', GBK.subarray(0, 3), GBK.subarray(3))).toBe('中文');
    expect(
      await decodeAs('gb18030', Buffer.from('\uFEFF').subarray(0, 2), Buffer.from('\uFEFF中文').subarray(2)),
    ).toBe('中文');
    await expect(decodeAs('gb18030', Buffer.from([0x41, 0x42, 0x43, 0xff]))).rejects.toMatchObject({
      code: 'NOT_GB18030',
    });
    expect([
      await decode(),
      await decode(Buffer.from('a')),
      await decodeAs('gb18030', GBK.subarray(0, 2)),
    ]).toEqual([...['', 'a', '中']]);
  });

  it('drops the byte order mark and joins characters that were cut', async () => {
    const bytes = Buffer.from('\uFEFF中文');
    expect(await decode(bytes.subarray(0, 4), bytes.subarray(4))).toBe('中文');
  });

  it('refuses GBK and a character that is cut off', async () => {
    await expect(decode(GBK)).rejects.toMatchObject({ code: 'NOT_UTF8' });
    await expect(decode(Buffer.from('中').subarray(0, 2))).rejects.toMatchObject({ code: 'NOT_UTF8' });
  });
});
