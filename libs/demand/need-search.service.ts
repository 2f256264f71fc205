import { Injectable } from '@nestjs/common';
import { isProblem, type PageRequest, type Result } from '#libs/common';
import { type OrgScope } from '#libs/identity';
import { ReferenceService } from '#libs/reference';
import { type NeedFacet, SearchIndex, type SearchPage, searchPage, type SearchSort } from '#libs/search';
import { type Need } from './need.entity.js';
import { checkNeedFilter, needFacetName, type NeedFilter } from './need.filter.js';
import { NeedService } from './need.service.js';

export interface NeedQuery extends PageRequest {
  /** May be empty when a filter is given. */
  readonly text: string;
  readonly filter?: NeedFilter | null | undefined;
  readonly sort?: Exclude<SearchSort, 'price_low' | 'price_high'> | null | undefined;
}

/** Search over open needs, by their public parts. The index finds, the database decides what is shown. */
@Injectable()
export class NeedSearchService {
  constructor(
    private readonly needs: NeedService,
    private readonly index: SearchIndex,
    private readonly reference: ReferenceService,
  ) {}

  /** @returns a page, best first unless sorted otherwise; `INVALID_INPUT` for a filter or page that cannot be */
  async search(scope: OrgScope, query: NeedQuery): Promise<Result<SearchPage<Need>>> {
    const filter = query.filter == null ? null : checkNeedFilter(query.filter);
    if (isProblem(filter)) return filter;
    const asked = {
      kind: 'need' as const,
      text: query.text,
      sort: query.sort ?? 'relevance',
      ...(filter !== null && { filter }),
      ...{ first: query.first, after: query.after ?? null },
    };
    return searchPage<Need>(this.index, scope, asked, {
      read: (ids) => this.needs.findMany(scope, ids),
      texts: ({ title, body }) => ({ title, body }),
      names: async () => {
        const tables = await this.reference.tables(scope);
        return (facet, value) => needFacetName(facet as NeedFacet, value, tables);
      },
    });
  }
}
