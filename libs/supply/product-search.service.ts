import { Injectable } from '@nestjs/common';
import { isProblem, type PageRequest, type Result } from '#libs/common';
import { type OrgScope } from '#libs/identity';
import { ReferenceService } from '#libs/reference';
import { type ProductFacet, SearchIndex, type SearchPage, searchPage, type SearchSort } from '#libs/search';
import { type Product } from './product.entity.js';
import { checkProductFilter, type ProductFilter, productFacetName } from './product.filter.js';
import { ProductService } from './product.service.js';

export interface ProductQuery extends PageRequest {
  /** May be empty when a filter is given. */
  readonly text: string;
  readonly filter?: ProductFilter | null | undefined;
  readonly sort?: Exclude<SearchSort, 'deadline'> | null | undefined;
}

/** Search over published products. The index finds, the database decides what is shown. */
@Injectable()
export class ProductSearchService {
  constructor(
    private readonly products: ProductService,
    private readonly index: SearchIndex,
    private readonly reference: ReferenceService,
  ) {}

  /** @returns a page, best first unless sorted otherwise; `INVALID_INPUT` for a filter or page that cannot be */
  async search(scope: OrgScope, query: ProductQuery): Promise<Result<SearchPage<Product>>> {
    const filter =
      query.filter == null ? null : checkProductFilter(query.filter, await this.reference.tables(scope));
    if (isProblem(filter)) return filter;
    const asked = {
      kind: 'product' as const,
      text: query.text,
      sort: query.sort ?? 'relevance',
      ...(filter !== null && { filter }),
      ...{ first: query.first, after: query.after ?? null },
    };
    return searchPage<Product>(this.index, scope, asked, {
      read: (ids) => this.products.findMany(scope, ids),
      texts: ({ name, sku, category, summary }) => ({ name, sku, category, summary }),
      names: async () => {
        const tables = await this.reference.tables(scope);
        return (facet, value) => productFacetName(facet as ProductFacet, value, tables);
      },
    });
  }
}
