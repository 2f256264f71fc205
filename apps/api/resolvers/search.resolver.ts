import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { NeedSearchService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { NEED_FACETS, type NeedFacet, PRODUCT_FACETS, type ProductFacet, SearchTerms } from '#libs/search';
import { ProductSearchService } from '#libs/supply';
import { Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { Permit } from '../graphql/permit.js';
import { toSearchConnection } from '../graphql/search-connection.js';
import { PageArgs } from '../types/connection.type.js';
import { NeedFilterInput, ProductFilterInput } from '../types/search-input.type.js';
import {
  NeedFacetEnum,
  NeedSearchConnection,
  NeedSortEnum,
  ProductFacetEnum,
  ProductSearchConnection,
  ProductSortEnum,
  SearchKindEnum,
  TermSuggestions,
} from '../types/search.type.js';

const Text = () =>
  Args('text', {
    type: () => String,
    defaultValue: '',
    description: 'Words, Chinese or English; may be left out when a filter is given.',
  });
const Filter = (type: () => new () => object) =>
  Args('filter', { type, nullable: true, description: 'What the hits must be like.' });
const Sort = (type: object) =>
  Args('sort', { type: () => type, nullable: true, description: 'Order; best first unless given.' });
const Facets = (type: object) =>
  Args('facets', {
    type: () => [type] as never,
    nullable: true,
    description: 'What `facets` counts: all of them when left out.',
  });

@Resolver()
export class SearchResolver {
  constructor(
    private readonly products: ProductSearchService,
    private readonly needs: NeedSearchService,
    private readonly terms: SearchTerms,
  ) {}

  @Permit('product.search')
  @Query(() => ProductSearchConnection, {
    description: 'Searches published products by words and filters. Nothing asked for finds nothing.',
  })
  async searchProducts(
    @Scope() scope: OrgScope,
    @Text() text: string,
    @Args() page: PageArgs,
    @Filter(() => ProductFilterInput) filter?: ProductFilterInput | null,
    @Sort(ProductSortEnum) sort?: 'relevance' | 'newest' | 'price_low' | 'price_high' | 'name' | null,
    @Facets(ProductFacetEnum) facets?: ProductFacet[] | null,
  ) {
    const found = unwrap(await this.products.search(scope, { text, filter, sort, ...page }));
    return toSearchConnection(found, facets ?? PRODUCT_FACETS);
  }

  @Permit('need.search')
  @Query(() => NeedSearchConnection, {
    description: 'Searches open needs by their public words and filters. Nothing asked for finds nothing.',
  })
  async searchNeeds(
    @Scope() scope: OrgScope,
    @Text() text: string,
    @Args() page: PageArgs,
    @Filter(() => NeedFilterInput) filter?: NeedFilterInput | null,
    @Sort(NeedSortEnum) sort?: 'relevance' | 'newest' | 'name' | 'deadline' | null,
    @Facets(NeedFacetEnum) facets?: NeedFacet[] | null,
  ) {
    const found = unwrap(await this.needs.search(scope, { text, filter, sort, ...page }));
    return toSearchConnection(found, facets ?? NEED_FACETS);
  }

  @Permit('product.search')
  @Query(() => TermSuggestions, {
    description: 'Words and titles of what is published that begin with a text, most frequent first.',
  })
  async suggestTerms(
    @Scope() scope: OrgScope,
    @Args('text', { type: () => String, description: 'What has been typed so far.' }) text: string,
    @Args('kind', {
      type: () => SearchKindEnum,
      defaultValue: 'product',
      description: 'Of products or needs.',
    })
    kind: 'product' | 'need',
    @Args('limit', { type: () => Int, defaultValue: 10, description: 'How many, 1 to 20.' }) limit: number,
  ) {
    return { items: unwrap(await this.terms.suggest(scope, { kind, text, limit })) };
  }
}
