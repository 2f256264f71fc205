import pg from 'pg';
import { firstPageStatement } from '#libs/search';
import { type GraphqlClient } from '../../graphql-client.js';
import { type Stage } from '../throw-away.js';
import { latency, repeated, shuffled, spread } from './clock.js';
import { type SearchFigures } from './types.js';

/** Of all orders; the same in every run. */
const SEED = 20_261_125;
const FIRST = 20;
const CONNECTIONS = 20;

export interface SearchEffort {
  readonly warmUp: number;
  readonly sequential: number;
  readonly concurrent: number;
}

const SEARCH = `query ($text: String!) {
  searchProducts(text: $text, first: ${FIRST}) { edges { node { id sku name organisation { name } } } }
}`;

/** Searches through GraphQL, and by the same statements sent to PostgreSQL directly, each alone and at 20 connections. */
export async function measureSearch(
  { platform, bench }: Stage,
  client: GraphqlClient,
  queries: readonly string[],
  effort: SearchEffort,
): Promise<SearchFigures> {
  const order = shuffled(queries, SEED);
  const graphql = (text: string) => client.send(SEARCH, { text });
  const pool = new pg.Pool({ connectionString: platform.urls.app, max: CONNECTIONS });
  try {
    const sql = (text: string) => searchDirectly(pool, text);
    const [row] = await bench.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM search_document WHERE kind = 'product'`,
    );
    await spread(repeated(order, effort.warmUp), CONNECTIONS, graphql);
    await spread(repeated(order, effort.warmUp), CONNECTIONS, sql);
    const alone = repeated(order, effort.sequential);
    const many = repeated(order, effort.concurrent);
    return {
      ...{ documents: row?.count ?? 0, queries: queries.length },
      sequential: latency((await spread(alone, 1, graphql)).each),
      sequentialSql: latency((await spread(alone, 1, sql)).each),
      concurrent: rated(await spread(many, CONNECTIONS, graphql)),
      concurrentSql: rated(await spread(many, CONNECTIONS, sql)),
    };
  } finally {
    await pool.end();
  }
}

const rated = ({ each, seconds }: { each: number[]; seconds: number }) => ({
  ...latency(each),
  requestsPerSecond: each.length / seconds,
});

/** All words, and where that finds nothing any of them: as the index does. */
async function searchDirectly(pool: pg.Pool, text: string): Promise<void> {
  for (const mode of ['all', 'any'] as const) {
    const { sql, parameters } = firstPageStatement({ kind: 'product', text, first: FIRST }, mode);
    const { rowCount } = await pool.query(sql, [...parameters]);
    if (rowCount !== 0) return;
  }
}
