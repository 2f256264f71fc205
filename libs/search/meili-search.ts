import { type Meilisearch, type SearchParams, type SearchResponse } from 'meilisearch';
import { type Facet } from './facets.js';
import { type MeiliDocument } from './meili-document.js';
import { baseFilter, groupFilter, meiliFilter } from './meili-filter.js';
import { encodeTerm, EVERY } from './meili-terms.js';
import { type QueryGroup } from './query-terms.js';
import { type Position, SEARCH_DEPTH } from './search-cursor.js';
import { type FacetCount, type FacetCounts, type FoundPage, type SearchEngine } from './search-engine.js';
import { FACET_VALUES, groupsOf, type SearchMode, type SearchPlan } from './search-sql.js';

/** Words of a query beyond ten are not looked at (words_limit); {@link EVERY} is the first. */
const RANKING_WORDS = 9;

type Hit = Pick<MeiliDocument, 'id' | 'published_at' | 'name_terms'>;

/** Answers from one index of Meilisearch. Each method is one request. */
export class MeiliSearch implements SearchEngine {
  constructor(
    private readonly client: Meilisearch,
    /** Of the index. */
    private readonly uid: string,
    private readonly signal: AbortSignal,
  ) {}

  async page(plan: SearchPlan, { mode, offset }: Position, take: number): Promise<FoundPage> {
    const byRank = plan.sort === 'relevance' && plan.groups.length > 0;
    if (mode === 'any' && byRank) return this.#anyWord(plan, offset, take);
    const ask = {
      filter: meiliFilter(plan, mode),
      ...(byRank
        ? { q: rankingQuery(plan.groups), matchingStrategy: 'last' as const }
        : { sort: sortOf(plan) }),
      ...{ offset, limit: Math.min(take + 1, SEARCH_DEPTH - offset) },
      attributesToRetrieve: ['id'],
    };
    const { q, ...options } = { q: '', ...ask };
    const { hits } = await this.#search(q, options);
    return { ids: hits.slice(0, take).map((hit) => hit.id), more: hits.length > take };
  }

  async count(plan: SearchPlan, mode: SearchMode): Promise<number> {
    // No estimate: without words nothing but the filter decides.
    return (await this.#search('', { filter: meiliFilter(plan, mode), limit: 0 })).estimatedTotalHits;
  }

  async facets(
    plan: SearchPlan,
    mode: SearchMode,
    names: readonly Facet[],
    ignore: Facet | null,
  ): Promise<FacetCounts> {
    const filter = meiliFilter(plan, mode, ignore);
    const { facetDistribution } = await this.#search('', { filter, facets: [...names], limit: 0 });
    return new Map(names.map((name) => [name, mostFrequent(facetDistribution?.[name] ?? {})]));
  }

  /**
   * Documents with any of the words: those with more of them first, then with more of them in the name, then the newest. A search for
   * each word, its newest 1,000 documents, fused here: the engine orders by the first words that match and drops the rest.
   */
  async #anyWord(plan: SearchPlan, offset: number, take: number): Promise<FoundPage> {
    const groups = groupsOf(plan, 'any');
    const queries = groups.map((group) => ({
      ...{ indexUid: this.uid, q: '', limit: SEARCH_DEPTH },
      filter: [groupFilter(group), ...baseFilter(plan.filter)],
      sort: ['published_at:desc', 'id:asc'],
      attributesToRetrieve: ['id', 'published_at', 'name_terms'],
    }));
    const { results } = await this.client.multiSearch<{ queries: typeof queries }, Hit>(
      { queries },
      { signal: this.signal },
    );
    const fused = fuse(
      groups,
      results.map((result) => result.hits),
    );
    return { ids: fused.slice(offset, offset + take), more: fused.length > offset + take };
  }

  #search<Options extends SearchParams>(q: string, options: Options): Promise<SearchResponse<Hit, Options>> {
    return this.client.index(this.uid).search<Hit, Options>(q, options, { signal: this.signal });
  }
}

function fuse(groups: readonly QueryGroup[], results: readonly (readonly Hit[])[]): string[] {
  const found = new Map<string, { hit: Hit; words: number; named: number }>();
  results.forEach((hits, place) => {
    const asked = (groups[place]?.alternatives ?? []).map((terms) => terms.map(encodeTerm));
    for (const hit of hits) {
      const entry = found.get(hit.id) ?? { hit, words: 0, named: 0 };
      const names = new Set(hit.name_terms);
      entry.words += 1;
      if (asked.some((terms) => terms.every((term) => names.has(term)))) entry.named += 1;
      found.set(hit.id, entry);
    }
  });
  return [...found.values()]
    .sort(
      (a, b) =>
        b.words - a.words ||
        b.named - a.named ||
        b.hit.published_at - a.hit.published_at ||
        (a.hit.id < b.hit.id ? -1 : 1),
    )
    .map(({ hit }) => hit.id);
}

/** Words that order the hits: the whole words first, then what they are made of. */
function rankingQuery(groups: readonly QueryGroup[]): string {
  const whole = groups.flatMap(({ alternatives }) => alternatives[0] ?? []);
  const parts = groups.flatMap(({ alternatives }) => alternatives.slice(1).flat());
  const words = [...new Set([...whole, ...parts])].slice(0, RANKING_WORDS).map(encodeTerm);
  return [EVERY, ...words].join(' ');
}

function sortOf({ sort, filter }: SearchPlan): string[] {
  const currency = filter.price === null ? 'cny' : 'sort';
  const order: Readonly<Record<SearchPlan['sort'], string>> = {
    relevance: 'published_at:desc',
    newest: 'published_at:desc',
    price_low: `${currency}_low:asc`,
    price_high: `${currency}_high:desc`,
    name: 'title_key:asc',
    deadline: 'deadline:asc',
  };
  return [order[sort], 'id:asc'];
}

function mostFrequent(counts: Readonly<Record<string, number>>): FacetCount[] {
  return Object.entries(counts)
    .map(([value, documents]) => ({ value, documents }))
    .sort((a, b) => b.documents - a.documents || (a.value < b.value ? -1 : 1))
    .slice(0, FACET_VALUES);
}
