import { type Facet, type FacetValues, type FieldHighlight, type SearchPage } from '#libs/search';
import { type Connection, type Edge } from '../types/connection.type.js';

export interface SearchConnection<T> extends Connection<T> {
  edges: (Edge<T> & { readonly highlights: readonly FieldHighlight[] })[];
  mode: string;
  degraded: boolean;
  /** Getters, read only when the field is selected: counting costs more than finding. */
  readonly estimatedTotal: Promise<number>;
  readonly facets: Promise<readonly FacetValues[]>;
}

/** Facets whose values are enums of the schema, which are told in its spelling. */
const ENUMS: readonly string[] = [
  'tier',
  'first_unit_kind',
  'first_unit_level',
  'price_band',
  'stage',
  'need_kind',
] satisfies Facet[];

/** A page of hits as a Relay connection. Cursors are the index's, so a hit that may not be shown leaves no trace. */
export function toSearchConnection<T extends { id: string }>(
  { rows, hits, highlights, total, facets }: SearchPage<T>,
  wanted: readonly Facet[],
): SearchConnection<T> {
  const cursors = new Map(hits.ids.map((id, index) => [id, hits.cursors[index] ?? '']));
  return {
    edges: rows.map((node) => ({
      cursor: cursors.get(node.id) ?? '',
      node,
      // A getter, read only when the field is selected.
      get highlights() {
        return highlights.get(node.id) ?? [];
      },
    })),
    pageInfo: { hasNextPage: hits.hasNext, endCursor: hits.cursors.at(-1) ?? null },
    mode: hits.mode,
    degraded: hits.degraded,
    get estimatedTotal() {
      return total();
    },
    get facets() {
      return facets(wanted).then((counted) => counted.map(inSpelling));
    },
  };
}

function inSpelling({ facet, values }: FacetValues): FacetValues {
  if (!ENUMS.includes(facet)) return { facet, values };
  return { facet, values: values.map((value) => ({ ...value, code: value.code.toUpperCase() })) };
}
