import { registerEnumType } from '@nestjs/graphql';
import { COMPARATORS, DISCLOSURES, GATES, NEED_KINDS } from '#libs/demand';
import {
  ENTERPRISE_SIZES,
  IDENTIFIER_SCHEMES,
  ORGANISATION_KINDS,
  ORGANISATION_STATUSES,
  OWNERS,
  QUALITY_TIERS,
  ROLES,
  TRADES,
} from '#libs/identity';
import { IMPORT_KINDS, IMPORT_STATUSES, type ImportEncoding } from '#libs/intake';
import { DECISION_KINDS, MATCH_CLASSES } from '#libs/matching';
import { CHAIN_STAGES, FIRST_UNIT_KINDS, FIRST_UNIT_LEVELS, RELATION_KINDS } from '#libs/reference';
import { CAPACITY_PERIODS, MATURITY_STAGES, PRODUCT_STATUSES } from '#libs/supply';

/** GraphQL enum whose internal values are the strings of the libraries, and whose names are those in capitals. */
function enumOf<T extends string>(
  name: string,
  values: readonly T[],
  description: string,
): Record<string, T> {
  const object = Object.fromEntries(values.map((value) => [value.toUpperCase(), value])) as Record<string, T>;
  registerEnumType(object, { name, description });
  return object;
}

export const OrganisationKindEnum = enumOf(
  'OrganisationKind',
  ORGANISATION_KINDS,
  'Central SOE, SME, operator of a region, the platform.',
);
export const OrganisationStatusEnum = enumOf(
  'OrganisationStatus',
  ORGANISATION_STATUSES,
  'Checked by an operator; registered and not checked yet; shut out.',
);
export const OwnerEnum = enumOf(
  'Owner',
  OWNERS,
  'Who owns a buyer: SASAC, the Ministry of Finance, another ministry, a local government, private hands.',
);
export const TradeEnum = enumOf(
  'Trade',
  TRADES,
  'The 16 trades of the size standard of 2011 (工信部联企业〔2011〕300号).',
);
export const EnterpriseSizeEnum = enumOf('EnterpriseSize', ENTERPRISE_SIZES, '大型, 中型, 小型, 微型.');
export const IdentifierSchemeEnum = enumOf(
  'IdentifierScheme',
  IDENTIFIER_SCHEMES,
  '统一社会信用代码, 组织机构代码, 工商注册号, D-U-N-S number, LEI.',
);
export const QualityTierEnum = enumOf(
  'QualityTier',
  QUALITY_TIERS,
  '创新型, 专精特新, 专精特新“小巨人”, 制造业单项冠军, another title.',
);
export const RoleEnum = enumOf('Role', ROLES, 'A person’s role in an organisation.');
export const ProductStatusEnum = enumOf('ProductStatus', PRODUCT_STATUSES, 'Life of a product.');
export const MaturityStageEnum = enumOf(
  'MaturityStage',
  MATURITY_STAGES,
  '样机 prototype, 送检 in testing, 试用 trial, 首单 first order, 销售 on sale, 批量 mass production.',
);
export const CapacityPeriodEnum = enumOf('CapacityPeriod', CAPACITY_PERIODS, 'In a month or in a year.');
export const ChainStageEnum = enumOf('ChainStage', CHAIN_STAGES, 'Where a node stands in its chain.');
export const RelationKindEnum = enumOf(
  'RelationKind',
  RELATION_KINDS,
  'What the object is to the subject: 上游材料 upstream material, 产品小类 subcategory, 下游产品 downstream product.',
);
export const FirstUnitKindEnum = enumOf(
  'FirstUnitKind',
  FIRST_UNIT_KINDS,
  '首台(套) equipment, 首批次 material, 首版次 software.',
);
export const FirstUnitLevelEnum = enumOf('FirstUnitLevel', FIRST_UNIT_LEVELS, 'Who keeps the catalogue.');
export const NeedKindEnum = enumOf(
  'NeedKind',
  NEED_KINDS,
  'Procurement, first-unit scenario (应用场景), challenge (揭榜挂帅).',
);
export const NeedStatusEnum = enumOf('NeedStatus', ['draft', 'open', 'closed'], 'Life of a need.');
export const DisclosureEnum = enumOf(
  'Disclosure',
  DISCLOSURES,
  'Who sees a clause: everybody, members, invited suppliers.',
);
export const GateEnum = enumOf('Gate', GATES, 'Qualification gates: 业绩, 市场占有率, 资质, 信用.');
export const MatchClassEnum = enumOf(
  'MatchClass',
  MATCH_CLASSES,
  'Fits; has something to confirm; fails something.',
);
export const VerdictEnum = enumOf(
  'Verdict',
  ['met', 'unmet', 'unknown', 'waived'],
  'The verdict on one clause.',
);
export const DecisionKindEnum = enumOf(
  'DecisionKind',
  DECISION_KINDS,
  'What a buyer decided on a candidate.',
);
export const SearchModeEnum = enumOf(
  'SearchMode',
  ['all', 'any'],
  'Every term was found together, or some of them.',
);

export const ImportKindEnum = enumOf('ImportKind', IMPORT_KINDS, 'What a file holds.');
export const ImportStatusEnum = enumOf(
  'ImportStatus',
  IMPORT_STATUSES,
  'Life of an import. FAILED: the file could not be read to its end; what came in before stays.',
);
export const FaultSeverityEnum = enumOf(
  'FaultSeverity',
  ['fault', 'warning'],
  'FAULT: the row was set aside; WARNING: it went in and should be looked at.',
);
export const ImportEncodingEnum = {
  AUTO: 'auto',
  UTF8: 'utf-8',
  GB18030: 'gb18030',
} as const satisfies Record<string, ImportEncoding>;
registerEnumType(ImportEncodingEnum, {
  name: 'ImportEncoding',
  description: 'How the bytes of a file are text. AUTO looks at them; GB18030 includes GBK and GB2312.',
});

const NAMES: Record<(typeof COMPARATORS)[number], string> = {
  '>=': 'GE',
  '<=': 'LE',
  '>': 'GT',
  '<': 'LT',
  '=': 'EQ',
  range: 'RANGE',
};
export const ComparatorEnum = Object.fromEntries(COMPARATORS.map((op) => [NAMES[op], op]));
registerEnumType(ComparatorEnum, { name: 'Comparator', description: '≥, ≤, >, <, =, or a range to cover.' });
