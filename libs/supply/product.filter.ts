import { invalidInput, isProblem, type LocalizedText, type Result } from '#libs/common';
import { type QualityTier, QUALITY_TIER_NAMES } from '#libs/identity';
import {
  codeName,
  FIRST_UNIT_KIND_NAMES,
  FIRST_UNIT_LEVEL_NAMES,
  type FirstUnitKind,
  type FirstUnitLevel,
  type ReferenceTables,
  valueName,
} from '#libs/reference';
import {
  certificateTag,
  checkParameters,
  industryCode,
  listIssues,
  type NumberRange,
  type ParameterFilterInput,
  PRICE_BAND_NAMES,
  type ProductFacet,
  rangeIssues,
  type SearchFilter,
  type TagFilter,
  valueFilter,
  withAncestors,
} from '#libs/search';
import { EVERYWHERE, type MaturityStage } from './product.types.js';

type Values<T = string> = readonly T[] | null | undefined;

/** What a buyer filters products by: several values of one filter are alternatives, several filters are all asked for. */
export interface ProductFilter {
  /** Of the supplier; a province includes what lies below it. */
  readonly regions?: Values;
  /** That are served, wholly or in part, or lie in one that is. */
  readonly servedRegions?: Values;
  readonly industries?: Values;
  readonly chains?: Values;
  readonly chainNodes?: Values;
  readonly tiers?: Values<QualityTier>;
  readonly certificates?: Values;
  readonly firstUnitKinds?: Values<FirstUnitKind>;
  readonly firstUnitLevels?: Values<FirstUnitLevel>;
  readonly stages?: Values<MaturityStage>;
  readonly priceBands?: Values;
  readonly organisations?: Values;
  readonly price?:
    (NumberRange & { readonly currency?: string | null; readonly per?: string | null }) | null | undefined;
  readonly leadTimeDays?: NumberRange | null | undefined;
  readonly parameters?: readonly ParameterFilterInput[] | null | undefined;
}

/** Checks a filter and puts it in the form that every engine takes. @returns it, or `INVALID_INPUT` with paths */
export function checkProductFilter(filter: ProductFilter, tables: ReferenceTables): Result<SearchFilter> {
  const { price, leadTimeDays, parameters: _parameters, ...lists } = filter;
  const parameters = checkParameters(_parameters);
  const issues = [
    ...listIssues(lists),
    ...rangeIssues('filter.price', price),
    ...rangeIssues('filter.leadTimeDays', leadTimeDays),
    ...(isProblem(parameters) ? parameters.issues : []),
  ];
  if (issues.length > 0 || isProblem(parameters)) return invalidInput(issues);
  const asked = price?.low != null || price?.high != null || price?.per != null;
  return {
    tags: tagFilters(filter, tables),
    price: asked ? { ...price, currency: price.currency ?? 'CNY', per: price.per ?? null } : null,
    leadTimeDays: leadTimeDays?.low != null || leadTimeDays?.high != null ? leadTimeDays : null,
    deadline: null,
    parameters,
  };
}

function tagFilters(filter: ProductFilter, tables: ReferenceTables): TagFilter[] {
  return [
    ...valueFilter('region', filter.regions),
    ...servedFilter(filter.servedRegions ?? [], tables),
    ...valueFilter('industry', filter.industries?.map(industryCode)),
    ...valueFilter('chain', filter.chains),
    ...valueFilter('chain_node', filter.chainNodes),
    ...valueFilter('tier', filter.tiers),
    ...valueFilter('certificate', filter.certificates?.map(certificateTag)),
    ...valueFilter('first_unit_kind', filter.firstUnitKinds),
    ...valueFilter('first_unit_level', filter.firstUnitLevels),
    ...valueFilter('stage', filter.stages),
    ...valueFilter('price_band', filter.priceBands),
    ...valueFilter('organisation', filter.organisations),
  ];
}

/** A province is served by who serves a part of it, a town by who serves its province. Who says nothing is not found. */
function servedFilter(regions: readonly string[], tables: ReferenceTables): TagFilter[] {
  if (regions.length === 0) return [];
  const above = regions.flatMap((code) =>
    withAncestors(code, (one) => tables.findRegion(one)?.parent ?? null),
  );
  return [
    {
      facet: 'serves',
      anyOf: [
        ...regions.map((value) => ({ name: 'serves_in' as const, value })),
        ...[EVERYWHERE, ...new Set(above)].map((value) => ({ name: 'serves' as const, value })),
      ],
    },
  ];
}

/** The name of a facet's value in both languages; the value itself where no table has it. */
export function productFacetName(facet: ProductFacet, value: string, tables: ReferenceTables): LocalizedText {
  switch (facet) {
    case 'region':
    case 'industry':
    case 'chain':
      return codeName(tables, facet, value);
    case 'price_band':
      return valueName(PRICE_BAND_NAMES, value);
    case 'tier':
      return valueName(QUALITY_TIER_NAMES, value);
    case 'first_unit_kind':
      return valueName(FIRST_UNIT_KIND_NAMES, value);
    case 'first_unit_level':
      return valueName(FIRST_UNIT_LEVEL_NAMES, value);
    case 'stage':
      return valueName(STAGES, value);
    case 'certificate':
      return { zh: value, en: value };
  }
}

const STAGES: Readonly<Record<MaturityStage, LocalizedText>> = {
  prototype: { zh: '样机', en: 'prototype' },
  in_testing: { zh: '送检', en: 'in testing' },
  trial: { zh: '试用', en: 'trial' },
  first_order: { zh: '首单', en: 'first order' },
  on_sale: { zh: '销售', en: 'on sale' },
  mass_production: { zh: '批量', en: 'mass production' },
};
