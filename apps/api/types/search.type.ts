import { Field, type FieldMiddleware, InputType, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText, renderText } from '#libs/common';
import { NEED_FACETS, PRICE_BANDS, PRODUCT_FACETS, SEARCH_SORTS } from '#libs/search';
import { type GraphqlContext } from '../graphql/context.js';
import { PageInfo } from './connection.type.js';
import { enumOf, SearchModeEnum } from './enums.js';
import { NeedType } from './need.type.js';
import { ProductType } from './product.type.js';

export const ProductFacetEnum = enumOf(
  'ProductFacet',
  PRODUCT_FACETS,
  'What found products are counted by: region of the supplier, industry, chain, quality tier, certificate, first-unit kind and level, price band, stage.',
);
export const NeedFacetEnum = enumOf(
  'NeedFacet',
  NEED_FACETS,
  'What found needs are counted by: kind, region of the buyer, place, industry, chain, first-unit kind, way of buying.',
);
export const SearchKindEnum = enumOf('SearchKind', ['product', 'need'], 'What is searched for.');
export const PriceBandEnum = enumOf(
  'PriceBand',
  PRICE_BANDS,
  'Prices in yuan by their low end: under 100; from 100, 1,000, 10,000, 100,000, 1 million up to the next.',
);
export const ProductSortEnum = enumOf(
  'ProductSort',
  SEARCH_SORTS.filter((sort) => sort !== 'deadline'),
  'Best first; newest first; cheapest first by the low end; dearest first by the high end; by name, code points of the normalised text.',
);
export const NeedSortEnum = enumOf(
  'NeedSort',
  SEARCH_SORTS.filter((sort) => !sort.startsWith('price')),
  'Best first; newest first; by title, code points of the normalised text; next to close first.',
);

const inLanguage: FieldMiddleware<{ name: LocalizedText }, GraphqlContext> = ({ source, context }) =>
  Promise.resolve(renderText(source.name, context.locale));

@ObjectType({ description: 'Half-open range of a text, in UTF-16 units, as JavaScript counts.' })
export class TextRange {
  @Field(() => Int, { description: 'First unit.' })
  start: number;
  @Field(() => Int, { description: 'Unit after the last.' })
  end: number;
}

@ObjectType({ description: 'Where a field of a hit says what was looked for.' })
export class FieldHighlight {
  @Field(() => String, { description: 'Name of the field, such as `name`.' })
  field: string;
  @Field(() => [TextRange], { description: 'Ranges of its text, in order, none overlapping another.' })
  ranges: TextRange[];
}

@ObjectType({ description: 'A value of a facet.' })
export class FacetValue {
  @Field(() => String, { description: 'The value to filter by: a code, or the name of an enum’s value.' })
  code: string;
  @Field(() => String, { description: 'Its name, in the language of the caller.', middleware: [inLanguage] })
  name: string;
  @Field(() => Int, { description: 'Rows that have it, all other parts of the filter given.' })
  count: number;
}

@ObjectType({ description: 'A word or title that begins as asked.' })
export class TermSuggestion {
  @Field(() => String, { description: 'The word or title.' })
  text: string;
  @Field(() => Int, { description: 'Documents that have it.' })
  documents: number;
}

@ObjectType({ description: 'What a search box offers.' })
export class TermSuggestions {
  @Field(() => [TermSuggestion], { description: 'Most frequent first.' })
  items: TermSuggestion[];
}

/** Relay connection of hits. @returns the class, to be extended and decorated with its name */
function searchConnectionOf<T extends object>(node: new () => T, name: string, facet: object) {
  @ObjectType(`${name}Edge`, { description: 'A hit with its cursor.' })
  class EdgeClass {
    @Field(() => String, { description: 'Opaque cursor, of this search only.' })
    cursor: string;
    @Field(() => node, { description: 'The row.' })
    node: T;
    @Field(() => [FieldHighlight], {
      description: 'Where it says what was looked for, in the first 4,000 characters of each field.',
    })
    highlights: FieldHighlight[];
  }
  @ObjectType(`${name}Facet`, { description: 'A facet with its values, the 50 most frequent, most first.' })
  class FacetClass {
    @Field(() => facet, { description: 'Which facet.' })
    facet: string;
    @Field(() => [FacetValue], { description: 'Its values.' })
    values: FacetValue[];
  }

  @ObjectType({ isAbstract: true })
  abstract class ConnectionClass {
    @Field(() => [EdgeClass], { description: 'The hits of this page that you may see.' })
    edges: EdgeClass[];
    @Field(() => PageInfo, { description: 'Where this page ends.' })
    pageInfo: PageInfo;
    @Field(() => Int, {
      description: 'How many the index found; some may not be shown to you. Counted only when asked for.',
    })
    estimatedTotal: number;
    @Field(() => SearchModeEnum, { description: 'Whether all terms were found, or only some.' })
    mode: string;
    @Field(() => Boolean, { description: 'True when a search engine was out of reach and another answered.' })
    degraded: boolean;
    @Field(() => [FacetClass], {
      description: 'The facets that were asked for. Counted only when this is selected.',
    })
    facets: FacetClass[];
  }
  return ConnectionClass as abstract new () => ConnectionClass;
}

@ObjectType('ProductSearchConnection', {
  description: 'A page of search hits, best first, at most 1,000 deep.',
})
export class ProductSearchConnection extends searchConnectionOf(
  ProductType,
  'ProductSearch',
  ProductFacetEnum,
) {}

@ObjectType('NeedSearchConnection', { description: 'A page of search hits, best first, at most 1,000 deep.' })
export class NeedSearchConnection extends searchConnectionOf(NeedType, 'NeedSearch', NeedFacetEnum) {}

@InputType({ description: 'A range of whole numbers; an end left out is open.' })
export class IntRangeInput {
  @Field(() => Int, { nullable: true, description: 'Low end.' })
  low?: number | null;
  @Field(() => Int, { nullable: true, description: 'High end.' })
  high?: number | null;
}
