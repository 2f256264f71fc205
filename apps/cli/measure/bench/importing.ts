import { join } from 'node:path';
import pg from 'pg';
import { type Stage } from '../throw-away.js';
import { type Load } from '../workbench.js';
import { timed } from './clock.js';
import { type ImportFigures } from './types.js';

/**
 * Imports rows of products, such as those of {@link asCsvFile}, while the worker indexes them, and sends the same rows through COPY after it.
 * @param onLoaded called when the last row is in, before the index has caught up
 */
export async function measureImport(
  stage: Stage,
  load: Load,
  known: number,
  onLoaded: () => void = () => undefined,
): Promise<ImportFigures> {
  const { bench } = stage;
  let loaded = { rows: 0, added: 0, rowsPerSecond: 0 };
  const seconds = await timed(async () => {
    loaded = await bench.load(load).finally(onLoaded);
    await bench.settle('索引 / indexing');
  });
  const copyRowsPerSecond = await measureCopy(stage, known);
  return {
    ...{ rows: loaded.rows, rowsPerSecond: loaded.rowsPerSecond, copyRowsPerSecond },
    shareOfCopy: loaded.rowsPerSecond / copyRowsPerSecond,
    searchableRowsPerSecond: loaded.added / seconds,
  };
}

/** Products that are there. */
export async function countProducts({ bench }: Stage): Promise<number> {
  const [row] = await bench.query<{ count: number }>('SELECT count(*)::int AS count FROM product');
  return row?.count ?? 0;
}

/**
 * Rows a second of bare COPY: the rows after the known ones, written to a file of the server and read from it into a table of the same
 * columns, constraints and indexes. The file lies in the throw-away data folder and goes with it.
 */
async function measureCopy({ platform }: Stage, known: number): Promise<number> {
  const client = new pg.Client({ connectionString: platform.urls.owner });
  await client.connect();
  try {
    const file = client.escapeLiteral(join(platform.postgres?.dataDir ?? '', 'bench.copy'));
    await client.query('CREATE TABLE bench_copy (LIKE product INCLUDING ALL)');
    const { rowCount } = await client.query(
      `COPY (SELECT * FROM product ORDER BY created_at, id OFFSET ${known}) TO ${file}`,
    );
    const seconds = await timed(() => client.query(`COPY bench_copy FROM ${file}`));
    await client.query('DROP TABLE bench_copy');
    return (rowCount ?? 0) / seconds;
  } finally {
    await client.end();
  }
}
