import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SourceRow } from '#libs/common';
import { type Stage } from '../throw-away.js';
import { asCsvFile } from './csv-file.js';

describe('the CSV file that is measured', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gonglian-bench-'));
  });

  afterAll(async () => {
    await rm(dataDir, { recursive: true });
  });

  const written = async (...given: SourceRow[]) => {
    const rows = async function* () {
      yield* await Promise.resolve(given);
    };
    // It needs nothing else of the stage.
    const stage = { platform: { postgres: { dataDir } } } as Stage;
    const found: SourceRow[] = [];
    for await (const row of await asCsvFile(stage, rows())) found.push(row);
    return found;
  };

  it('has the rows as they are, without those that could not be read', async () => {
    const found = await written(
      { row: 2, record: { sku: 'A', name: '甲, "1"' } },
      { row: 3, fault: { column: '', code: 'STRAY_QUOTE' } },
      { row: 4, record: { name: '', sku: 'B' } },
    );
    expect(found).toEqual([
      { row: 2, record: { sku: 'A', name: '甲, "1"' } },
      { row: 3, record: { sku: 'B', name: '' } },
    ]);
  });

  it('loses no cell: a row with a column that the first one has not fails', async () => {
    const rows: SourceRow[] = [
      { row: 2, record: { sku: 'A' } },
      { row: 3, record: { sku: 'B', summary: '简介' } },
    ];
    await expect(written(...rows)).rejects.toThrow('row 3 has a column of its own: summary');
  });
});
