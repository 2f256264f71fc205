import { describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { type CsvEncoding, SourceError } from './csv-fault.js';
import { csvRows, type SourceRow } from './csv-rows.js';
import { decodeText } from './csv-text.js';
import { readRecords } from './csv.js';

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
  (await all(readRecords(pieces(text, size)))).map(({ row, fields, fault }) =>
    fault === null ? [row, ...fields] : [row, fault],
  );

describe('readRecords', () => {
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
    ['blanks around cells', ' a , b \n', [[1, ' a ', ' b ']]],
    ['blank rows alone', '\n\r\n', []],
    [
      'a row that is one quoted empty cell',
      '""\n""',
      [
        [1, ''],
        [2, ''],
      ],
    ],
    [
      'text and a blank behind a closing quote',
      '"a" ,c\nd,e\n',
      [
        [1, 'STRAY_QUOTE'],
        [2, 'd', 'e'],
      ],
    ],
    [
      'a quote that is never closed, and the rows behind it',
      'a,b\n"x,1\n2,3\n4,5\n',
      [
        [1, 'a', 'b'],
        [2, 'OPEN_QUOTE'],
        [3, '2', '3'],
        [4, '4', '5'],
      ],
    ],
    [
      'faults at the end, one after the other',
      'a\n"x\n"y\n"z',
      [
        [1, 'a'],
        [2, 'STRAY_QUOTE'],
        [3, 'STRAY_QUOTE'],
        [4, 'OPEN_QUOTE'],
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
        [3, '1', 'y'],
        [4, 'z'],
      ],
    ],
    [
      'a quote that nothing ends',
      'a\n"x\ny',
      [
        [1, 'a'],
        [2, 'OPEN_QUOTE'],
        [3, 'y'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', async (_what, text, wanted) => {
    for (const size of [1, 2, 7, 10_000]) expect(await records(text, size)).toEqual(wanted);
  });

  it('keeps the line of a wrong quote, cut at its commas, and none that is beyond every measure', async () => {
    const text = `a,b\r\n6"管,,"DN15" x\r\n"x,1\n2,3\ny"${'z'.repeat(1_000_000)}\n"u,v`;
    for (const size of [7, 60_000, 2_000_000]) {
      const found = await all(readRecords(pieces(text, size)));
      expect(found).toEqual([
        { row: 1, fields: ['a', 'b'], fault: null },
        { row: 2, fields: ['6"管', '', '"DN15" x'], fault: 'STRAY_QUOTE' },
        { row: 3, fields: ['"x', '1'], fault: 'STRAY_QUOTE' },
        { row: 4, fields: ['2', '3'], fault: null },
        { row: 5, fields: [], fault: 'STRAY_QUOTE' },
        { row: 6, fields: ['"u', 'v'], fault: 'OPEN_QUOTE' },
      ]);
    }
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
          (await all(readRecords(decodeText(pieces(Buffer.from(text), size), 'utf-8')))).map(
            ({ fields }) => fields,
          ),
        ).toEqual(rows);
      }),
    );
  });

  it('costs one row where a quote is never closed in a long file, and one where a line has no end in sight', async () => {
    const good = 'x,y\n'.repeat(1_000_000);
    const text = `"a\n${good}${'z'.repeat(1_500_000)}\nlast,"one"\n`;
    let [rows, faults] = [0, ''];
    for await (const { row, fields, fault } of readRecords(pieces(text, 65_536))) {
      rows += 1;
      if (fault !== null) faults += ` ${row}:${fault}`;
      if (fields[1] === 'one') expect(row).toBe(1_000_003);
    }
    expect([rows, faults]).toEqual([1_000_003, ' 1:OPEN_QUOTE 1000002:RECORD_TOO_LONG']);
  }, 60_000);

  it('does not read a line without end into memory', async () => {
    const before = process.memoryUsage().rss;
    let given = 0;
    const endless = async function* () {
      yield 'a,b\n"';
      for (; given < 2_000; given += 1) yield await Promise.resolve('x'.repeat(100_000));
    };
    const found = await all(readRecords(endless()));
    expect(found.map(({ row, fault }) => [row, fault])).toEqual([
      [1, null],
      [2, 'OPEN_QUOTE'],
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('fails as its source fails', async () => {
    const broken = async function* () {
      yield await Promise.resolve('a\nb\n');
      throw new Error('the disk is gone');
    };
    await expect(all(readRecords(broken()))).rejects.toThrow('the disk is gone');
  });

  it('reads no more of its source than it is asked for', async () => {
    let given = 0;
    const endless = async function* () {
      for (;;) {
        given += 1;
        yield await Promise.resolve('a,b\n'.repeat(100));
      }
    };
    let rows = 0;
    for await (const record of readRecords(endless())) {
      expect(record.fields).toEqual(['a', 'b']);
      rows += 1;
      if (rows === 5_000) break;
    }
    expect(given).toBeLessThan(53);
  });
});

const COLUMNS = [{ name: 'sku', required: true }, { name: 'name', required: true }, { name: 'param:*' }];

describe('csvRows', () => {
  const rows = async (content: string | Uint8Array, encoding: CsvEncoding = 'auto', size = 5) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return all<SourceRow>(csvRows(pieces(bytes, size), { columns: COLUMNS, encoding }));
  };
  const codeOf = async (content: string | Uint8Array, encoding: CsvEncoding = 'auto') =>
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

  it('reads wide headings in linear time, and refuses one that is too wide or whose lines end in CR alone', async () => {
    const wide = (count: number) =>
      ['sku,name', ...Array.from({ length: count - 2 }, (_, i) => `param:${i.toString(36)}`)].join(',') +
      '\n';
    expect(await codeOf(wide(2_000))).toBe('none');
    await expect(rows(wide(90_000), 'auto', 65_536)).rejects.toMatchObject({
      code: 'TOO_MANY_COLUMNS',
      params: { count: 90_000, max: 2_000 },
    });
    expect(await codeOf('sku,name\rcr-0,断路器\rcr-1,变压器\r')).toBe('CR_LINE_ENDS');
    expect(await codeOf('sku,name,"备\r\n注"\nA,b,c\n')).toBe('none');
  });

  it('says once that it took a file for GB18030, and nothing when it was told so', async () => {
    const name = Buffer.from('b1e4d1b9c6f7', 'hex');
    const line = (sku: string) => Buffer.concat([Buffer.from(`${sku},`), name, Buffer.from('\n')]);
    const file = Buffer.concat([Buffer.from('sku,name\n'), ...['A', 'B', 'C'].map(line)]);
    const noticesOf = async (encoding: CsvEncoding, size: number) =>
      (await rows(file, encoding, size)).flatMap(({ row, notices = [] }) =>
        notices.map(({ code }) => `${row} ${code}`),
      );
    for (const size of [1, 7, 1_000]) {
      expect(await noticesOf('auto', size)).toEqual(['2 READ_AS_GB18030']);
      expect(await noticesOf('gb18030', size)).toEqual([]);
    }
  });

  // 变压器
  const GB = Buffer.concat([
    Buffer.from('sku,name\nA,'),
    Buffer.from('b1e4d1b9c6f7', 'hex'),
    Buffer.from('\n'),
  ]);

  it.each<[string, Buffer, CsvEncoding, boolean?]>([
    ['UTF-8 by its bytes', Buffer.from('sku,name\nA,变压器\n'), 'auto'],
    ['UTF-8 with its mark', Buffer.from('\ufeffsku,name\nA,变压器\n'), 'auto'],
    ['GB18030 by its bytes, and says so', GB, 'auto', true],
    ['GB18030 when told', GB, 'gb18030'],
    ['UTF-8 with its mark, whatever is told', Buffer.from('\ufeffsku,name\nA,变压器\n'), 'gb18030'],
  ])('reads %s, wherever the pieces end', async (_what, bytes, encoding, says = false) => {
    const notice = { column: '', code: 'READ_AS_GB18030' };
    for (const size of [1, 2, 3, 1_000])
      expect(await rows(bytes, encoding, size)).toEqual([
        { row: 2, record: { sku: 'A', name: '变压器' }, ...(says && { notices: [notice] }) },
      ]);
  });

  it('decides late: ASCII before the first other byte is the same in both', async () => {
    const long = Buffer.concat([Buffer.from(`sku,name\n${'A,b\n'.repeat(40_000)}`), GB.subarray(9)]);
    expect((await rows(long, 'auto', 4_096)).at(-1)).toMatchObject({
      row: 40_002,
      record: { sku: 'A', name: '变压器' },
    });
  });

  it('refuses other encodings and what is no text', async () => {
    expect(await codeOf(GB, 'utf-8')).toBe('NOT_UTF8');
    expect(await codeOf(Buffer.from([0x61, 0x62, 0x63, 0xff, 0xff]), 'gb18030')).toBe('NOT_GB18030');
    // A character that is cut off.
    expect(await codeOf(Buffer.from('sku,name\nA,中').subarray(0, -1), 'utf-8')).toBe('NOT_UTF8');
    expect(await codeOf(Buffer.from('504b0304', 'hex'))).toBe('NOT_TEXT');
    expect(await codeOf(Buffer.from('sku,name\nA,\0\n'))).toBe('NOT_TEXT');
    expect(await codeOf(Buffer.from('\ufeffsku', 'utf16le'))).toBe('NOT_TEXT');
  });
});
