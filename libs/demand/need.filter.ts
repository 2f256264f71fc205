import { invalidInput, type LocalizedText, type Result } from '#libs/common';
import {
  codeName,
  FIRST_UNIT_KIND_NAMES,
  type FirstUnitKind,
  type ReferenceTables,
  valueName,
} from '#libs/reference';
import { industryCode, listIssues, type NeedFacet, type SearchFilter, valueFilter } from '#libs/search';
import { type NeedKind } from './need.entity.js';
import { type ProcurementWay } from './need.types.js';

type Values<T = string> = readonly T[] | null | undefined;

/** What a supplier filters needs by: several values of one filter are alternatives, several filters are all asked for. */
export interface NeedFilter {
  readonly kinds?: Values<NeedKind>;
  /** Of the buyer; a province includes what lies below it. */
  readonly regions?: Values;
  /** Where it is to be delivered or used; a province includes what lies below it. */
  readonly places?: Values;
  /** Codes of GB/T 4754; one includes those below it. */
  readonly industries?: Values;
  readonly procurementWays?: Values<ProcurementWay>;
  readonly chains?: Values;
  readonly chainNodes?: Values;
  readonly firstUnitKinds?: Values<FirstUnitKind>;
  readonly organisations?: Values;
  readonly deadlineFrom?: Date | null | undefined;
  readonly deadlineTo?: Date | null | undefined;
}

/** Checks a filter and puts it in the form that every engine takes. @returns it, or `INVALID_INPUT` with paths */
export function checkNeedFilter({ deadlineFrom, deadlineTo, ...lists }: NeedFilter): Result<SearchFilter> {
  const issues = listIssues(lists);
  if (deadlineFrom != null && deadlineTo != null && deadlineFrom > deadlineTo)
    issues.push({
      path: 'filter.deadlineFrom',
      code: 'RANGE_ORDER',
      text: { zh: '起始时间晚于结束时间', en: 'The beginning lies after the end' },
    });
  if (issues.length > 0) return invalidInput(issues);
  return {
    tags: [
      ...valueFilter('need_kind', lists.kinds),
      ...valueFilter('region', lists.regions),
      ...valueFilter('place', lists.places),
      ...valueFilter('industry', lists.industries?.map(industryCode)),
      ...valueFilter('procurement_way', lists.procurementWays),
      ...valueFilter('chain', lists.chains),
      ...valueFilter('chain_node', lists.chainNodes),
      ...valueFilter('first_unit_kind', lists.firstUnitKinds),
      ...valueFilter('organisation', lists.organisations),
    ],
    price: null,
    leadTimeDays: null,
    deadline:
      deadlineFrom == null && deadlineTo == null
        ? null
        : { from: deadlineFrom ?? null, to: deadlineTo ?? null },
    parameters: [],
  };
}

/** The name of a facet's value in both languages; the value itself where no table has it. */
export function needFacetName(facet: NeedFacet, value: string, tables: ReferenceTables): LocalizedText {
  switch (facet) {
    case 'place':
      return codeName(tables, 'region', value);
    case 'region':
    case 'industry':
    case 'chain':
      return codeName(tables, facet, value);
    case 'need_kind':
      return valueName(KINDS, value);
    case 'first_unit_kind':
      return valueName(FIRST_UNIT_KIND_NAMES, value);
    case 'procurement_way':
      return valueName(WAYS, value);
  }
}

const KINDS: Readonly<Record<NeedKind, LocalizedText>> = {
  procurement: { zh: '采购需求', en: 'procurement' },
  first_unit_scenario: { zh: '首台（套）等应用场景', en: 'first-unit scenario' },
  challenge: { zh: '揭榜挂帅', en: 'challenge' },
};

const WAYS: Readonly<Record<ProcurementWay, LocalizedText>> = {
  tender: { zh: '招标', en: 'tender' },
  inquiry_comparison: { zh: '询比', en: 'inquiry and comparison' },
  bidding: { zh: '竞价', en: 'bidding' },
  negotiation: { zh: '谈判', en: 'negotiation' },
  direct: { zh: '直接采购', en: 'direct purchase' },
  framework: { zh: '框架协议', en: 'framework agreement' },
};
