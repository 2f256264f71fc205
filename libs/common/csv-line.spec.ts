import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guardCell, toCsvLine, unguardCell } from './csv-line.js';
import { readRecords } from './csv.js';

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '中', ' ', ',', '"', '\r', '\n', '=') }),
  fc.string({ unit: 'grapheme' }),
);

describe('toCsvLine', () => {
  it('writes what the reader reads back, cell by cell', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), async (lines) => {
        const read: (readonly string[])[] = [];
        // Each line by itself and all together: none reaches into the next.
        const chunks = (async function* () {
          for (const line of lines) yield await Promise.resolve(toCsvLine(line));
        })();
        for await (const { fields, fault } of readRecords(chunks))
          read.push(fault === null ? fields : [fault]);
        expect(read).toEqual(lines);
      }),
    );
  });

  it.each([
    [['a', 'b'], 'a,b\r\n'],
    [['a,b', 'say "x"', '两\n行'], '"a,b","say ""x""","两\n行"\r\n'],
    [['', ''], ',\r\n'],
    [[''], '""\r\n'],
  ])('writes %j as RFC 4180 has it', (cells, line) => {
    expect(toCsvLine(cells)).toBe(line);
  });
});

describe('guardCell', () => {
  it.each(["=cmd|' /C calc'!A0", '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', "'=1", "' =1"])(
    'keeps %j from being a formula',
    (cell) => expect(guardCell(cell)).toBe(`'${cell}`),
  );

  it.each(['', '断路器', '12kV', "it's", "'断路器", 'a=b', '≥10kV'])('leaves %j alone', (cell) => {
    expect([guardCell(cell), unguardCell(cell)]).toEqual([cell, cell]);
  });

  it('is taken off again, whatever the cell is', () => {
    const odd = fc.string({ unit: fc.constantFrom("'", '=', '-', ' ', '\t', 'a', '＝', '中') });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string({ unit: 'grapheme' })), (cell) => {
        expect(unguardCell(guardCell(cell))).toBe(cell);
        expect(guardCell(cell)).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
      }),
    );
  });
});
