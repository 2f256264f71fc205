import { type CsvEncoding } from '#libs/common';
import { registerEnumType } from '@nestjs/graphql';
import {
  COMPARATORS,
  COOPERATION_TYPES,
  DISCLOSURES,
  FINDING_SEVERITIES,
  GATES,
  NEED_ELEMENTS,
  NEED_INVITATION_STATES,
  NEED_KINDS,
  NEED_TEXTS,
  PROCUREMENT_WAYS,
} from '#libs/demand';
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
import { FAULT_SEVERITIES, IMPORT_KINDS, IMPORT_STATUSES } from '#libs/intake';
import {
  ANSWER_STATES,
  ANSWERS,
  CHANGE_KINDS,
  DECISION_KINDS,
  DECISION_STATES,
  DECLINE_REASONS,
  MATCH_CLASSES,
  MATCH_SORTS,
  OPPORTUNITY_SORTS,
  REFUSAL_REASONS,
  RUN_KINDS,
  RUN_STATES,
  SIDES,
} from '#libs/matching';
import { BATCH_CAUSES, JOB_KINDS } from '#libs/messaging';
import { NOTIFICATION_SUBJECTS } from '#libs/notification';
import { CHAIN_STAGES, FIRST_UNIT_KINDS, FIRST_UNIT_LEVELS, RELATION_KINDS } from '#libs/reference';
import { CAPACITY_PERIODS, MATURITY_STAGES, PRODUCT_STATUSES } from '#libs/supply';

/** GraphQL enum whose internal values are the strings of the libraries, and whose names are those in capitals. */
export function enumOf<T extends string>(
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
export const ProcurementWayEnum = enumOf(
  'ProcurementWay',
  PROCUREMENT_WAYS,
  '招标 tender, 询比 inquiry and comparison, 竞价 bidding, 谈判 negotiation, 直接采购 direct, 框架协议 framework.',
);
export const CooperationTypeEnum = enumOf(
  'CooperationType',
  COOPERATION_TYPES,
  'The seven of 共链行动: 供需匹配, 协作配套, 创新合作, 资源共享, 产业赋能, 产融结合, 央地合作.',
);
export const NeedTextEnum = enumOf('NeedText', NEED_TEXTS, 'A text of a need that a clause may quote.');
export const FindingSeverityEnum = enumOf(
  'FindingSeverity',
  FINDING_SEVERITIES,
  'A rule forbids it or nothing can be matched; or it would be better otherwise.',
);
export const NeedElementEnum = enumOf(
  'NeedElement',
  NEED_ELEMENTS,
  'What makes a need complete: 可量化参数, 产品, 功效, 应用, 数量, 材料, 方法, 地点, 时间.',
);
export const NeedInvitationStateEnum = enumOf(
  'NeedInvitationState',
  NEED_INVITATION_STATES,
  'Where an invitation to the invited part of a need stands.',
);
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
export const MatchRunStateEnum = enumOf(
  'MatchRunState',
  RUN_STATES,
  'Waits; at work; done; stopped by somebody; given up after several tries.',
);
export const MatchRunKindEnum = enumOf(
  'MatchRunKind',
  RUN_KINDS,
  'From the need to its products, or from changed products to the need.',
);
export const MatchChangeKindEnum = enumOf(
  'MatchChangeKind',
  CHANGE_KINDS,
  'New; left; another class; the same class by other verdicts.',
);
export const BatchCauseEnum = enumOf(
  'BatchCause',
  BATCH_CAUSES,
  'An imported file; a correction of many rows; a matching anew after rules, statistics or the day changed.',
);
export const NotificationSubjectEnum = enumOf(
  'NotificationSubject',
  NOTIFICATION_SUBJECTS,
  'What the subject of a notification is.',
);
const jobKinds = Object.fromEntries(JOB_KINDS.map((kind) => [kind.replace('.', '_').toUpperCase(), kind]));
registerEnumType(jobKinds, { name: 'JobKind', description: 'Kinds of background work.' });
export const JobKindEnum = jobKinds;
export const DecisionKindEnum = enumOf(
  'DecisionKind',
  DECISION_KINDS,
  'Put on the shortlist, contact, decline, take off the shortlist.',
);
export const DecisionStateEnum = enumOf(
  'DecisionState',
  DECISION_STATES,
  'Where a candidate stands: what the latest decision says.',
);
export const DeclineReasonEnum = enumOf(
  'DeclineReason',
  DECLINE_REASONS,
  'Why a candidate is declined: 参数不符, 价格, 交期, 资质, 地区, 重复, 其他.',
);
export const SideEnum = enumOf('Side', SIDES, 'The two parties of a match.');
export const AnswerKindEnum = enumOf(
  'OpportunityAnswerKind',
  ANSWERS,
  'What a supplier answers: 有意向, 有疑问, 不适合.',
);
export const AnswerStateEnum = enumOf(
  'OpportunityAnswerState',
  ANSWER_STATES,
  'The latest answer of a supplier, or none.',
);
export const RefusalReasonEnum = enumOf(
  'RefusalReason',
  REFUSAL_REASONS,
  'Why an opportunity is not for a supplier: 参数不符, 价格, 交期, 产能, 地区, 商务条款, 其他.',
);
export const MatchSortEnum = enumOf(
  'MatchSort',
  MATCH_SORTS,
  'Class and score; score alone; newest first; lowest price first; name of the product.',
);
export const OpportunitySortEnum = enumOf(
  'OpportunitySort',
  OPPORTUNITY_SORTS,
  'Oldest first; newest first; what closes first.',
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
  FAULT_SEVERITIES,
  'FAULT: the row was set aside; WARNING: it went in and should be looked at.',
);
export const ImportEncodingEnum = {
  AUTO: 'auto',
  UTF8: 'utf-8',
  GB18030: 'gb18030',
} as const satisfies Record<string, CsvEncoding>;
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

export const ParsedOperatorEnum = { ...ComparatorEnum, TOLERANCE: 'tolerance' };
registerEnumType(ParsedOperatorEnum, {
  name: 'ParsedOperator',
  description: 'A comparator, or a value with its tolerance (380 V ± 10 %: from `low` to `high`).',
});

export const ParameterDirectionEnum = enumOf(
  'ParameterDirection',
  ['higher', 'lower', 'none'],
  'Which direction of a parameter is better; none where it is a matter of fitting.',
);
