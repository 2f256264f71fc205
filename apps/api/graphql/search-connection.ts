import { type MatchFacets } from '#libs/matching';
import {
  type Facet,
  type FacetValue,
  type FacetValues,
  type FieldHighlight,
  type SearchPage,
} from '#libs/search';
import { type Connection, type Edge } from '../types/connection.type.js';

export interface SearchConnection<T> extends Connection<T> {
  edges: (Edge<T> & { readonly highlights: Promise<readonly FieldHighlight[]> })[];
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
  'procurement_way',
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
      get highlights() {
        return highlights(node);
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
  return { facet, values: ENUMS.includes(facet) ? spelled(values) : values };
}

const spelled = (values: readonly FacetValue[]): FacetValue[] =>
  values.map((value) => ({ ...value, code: value.code.toUpperCase() }));

/** Counts of a search within matches, in the spelling of the schema. */
export function toMatchFacets(facets: MatchFacets): MatchFacets {
  return {
    ...facets,
    classes: spelled(facets.classes),
    tiers: spelled(facets.tiers),
    firstUnitKinds: spelled(facets.firstUnitKinds),
    decisionStates: spelled(facets.decisionStates),
    answers: spelled(facets.answers),
  };
}
