import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { csvRows, type SourceRecord, type SourceRow } from '#libs/common';
import { type Stage } from '../throw-away.js';

/**
 * Writes rows as the CSV file that a person would have of them: what is measured then begins with its bytes, and what it takes to
 * read a file of another form and to put it into our columns stays outside. Rows that could not be read are left out. The file lies
 * in the throw-away data folder and goes with it. Its heading is that of the first row; fails on a row with a cell that has no column.
 * @returns the rows of the file, by the reader of imports
 */
export async function asCsvFile(
  { platform }: Stage,
  rows: AsyncIterable<SourceRow>,
): Promise<AsyncGenerator<SourceRow>> {
  const path = join(platform.postgres?.dataDir ?? '', 'bench.csv');
  const heading: string[] = [];
  const records = async function* (): AsyncGenerator<SourceRecord> {
    for await (const item of rows) {
      if ('fault' in item) continue;
      const names = Object.keys(item.record);
      if (heading.length === 0) heading.push(...names);
      const more = names.find((name) => !heading.includes(name));
      if (more !== undefined)
        throw new Error(`第 ${item.row} 行有首行没有的列 / row ${item.row} has a column of its own: ${more}`);
      yield item.record;
    }
  };
  await pipeline(Readable.from(records()), stringify({ header: true }), createWriteStream(path));
  return csvRows(createReadStream(path), {
    columns: heading.map((name) => ({ name })),
    encoding: 'utf-8',
  });
}
