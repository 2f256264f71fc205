import { setImmediate as othersFirst } from 'node:timers/promises';
import { type LocalizedText, pageSpec, isProblem, type Result } from '#libs/common';
import { type TenantScope } from '#libs/database';
import { type Facet } from './facets.js';
import { highlight } from './highlight.js';
import { type SearchHits, type SearchIndex, type SearchRequest } from './search-index.js';
import { type TextRange } from './text-map.js';

/** Where a field of a hit says what was looked for. */
export interface FieldHighlight {
  readonly field: string;
  readonly ranges: readonly TextRange[];
}

export interface FacetValue {
  readonly code: string;
  readonly name: LocalizedText;
  readonly count: number;
}

export interface FacetValues {
  readonly facet: string;
  readonly values: readonly FacetValue[];
}

/** A page of hits with the rows that the caller may see, in their order. Total and facets are worked out when asked for. */
export interface SearchPage<Row> {
  readonly rows: readonly Row[];
  readonly hits: SearchHits;
  /** Of a row; worked out when asked for, one after another, with other requests in between. */
  readonly highlights: (row: Row) => Promise<readonly FieldHighlight[]>;
  readonly total: () => Promise<number>;
  readonly facets: (facets: readonly Facet[]) => Promise<readonly FacetValues[]>;
}

/** How a feature library shows its hits. */
export interface HitReader<Row> {
  /** Rows by id under the caller's scope: the database decides what may be shown. */
  read(ids: readonly string[]): Promise<readonly Row[]>;
  /** Texts of a row by field, for highlights. */
  texts(row: Row): Readonly<Record<string, string | null>>;
  /** What gives the values of facets their names. */
  names(): Promise<(facet: Facet, value: string) => LocalizedText>;
}

/** What is looked for; `first` is checked here. */
export type PageQuery = Omit<SearchRequest, 'first'> & { readonly first?: number | null | undefined };

/** Searches and reads the hits again. @returns the page, or `INVALID_INPUT` for a page that cannot be */
export async function searchPage<Row extends { readonly id: string }>(
  index: SearchIndex,
  scope: TenantScope,
  query: PageQuery,
  reader: HitReader<Row>,
): Promise<Result<SearchPage<Row>>> {
  const spec = pageSpec({ first: query.first });
  if (isProblem(spec)) return spec;
  const request = { ...query, first: spec.first };
  const result = await index.search(scope, request, (ids) => reader.read(ids));
  if (isProblem(result)) return result;
  const { hits } = result;
  const found = new Map(result.rows.map((row) => [row.id, row]));
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => T): Promise<T> => {
    const next = last.then(() => othersFirst()).then(work);
    last = next;
    return next;
  };
  const rows = hits.ids.map((id) => found.get(id)).filter((row) => row !== undefined);
  return {
    rows,
    hits,
    highlights: (row) => inTurn(() => highlightsOf(reader.texts(row), hits)),
    total: () => index.count(scope, request, hits.mode),
    facets: async (facets) => {
      const counts = await index.facets(scope, request, hits.mode, facets);
      const nameOf = await reader.names();
      return [...counts].map(([facet, list]) => ({
        facet,
        values: list.map(({ value, documents }) => ({
          code: value,
          name: nameOf(facet, value),
          count: documents,
        })),
      }));
    },
  };
}

/** Characters of a field in which words are shown: a page of whole notices would take seconds. */
const MAX_SHOWN = 4_000;

function highlightsOf(
  texts: Readonly<Record<string, string | null>>,
  { groups }: SearchHits,
): FieldHighlight[] {
  return Object.entries(texts)
    .map(([field, text]) => ({ field, ranges: highlight((text ?? '').slice(0, MAX_SHOWN), groups) }))
    .filter(({ ranges }) => ranges.length > 0);
}
