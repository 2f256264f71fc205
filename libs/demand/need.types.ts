import { type FirstUnitKind } from '#libs/reference';
import { type Disclosure } from './clause.entity.js';

export const PROCUREMENT_WAYS = [
  'tender',
  'inquiry_comparison',
  'bidding',
  'negotiation',
  'direct',
  'framework',
] as const;
/** 招标, 询比, 竞价, 谈判, 直接采购, 框架协议. */
export type ProcurementWay = (typeof PROCUREMENT_WAYS)[number];

export const COOPERATION_TYPES = [
  'supply_demand_matching',
  'supporting_supply',
  'joint_innovation',
  'resource_sharing',
  'industry_empowerment',
  'industry_finance',
  'central_local',
] as const;
/** The seven of 共链行动: 供需匹配, 协作配套, 创新合作, 资源共享, 产业赋能, 产融结合, 央地合作. */
export type CooperationType = (typeof COOPERATION_TYPES)[number];

/** How much is wanted; `amount` is a decimal text in `unit`. */
export interface NeedQuantity {
  readonly amount: string;
  readonly unit: string;
}

/** A site willing to be first (应用场景). */
export interface Scenario {
  readonly site: string | null;
  /** 依托工程. */
  readonly anchorProject: string | null;
  readonly acceptancePlan: string | null;
  /** 容错: what happens when the first unit fails. */
  readonly tolerance: string | null;
  /** 首台套/首批次保险补偿: who insures, and how it is compensated. */
  readonly insurance: string | null;
  /** Latest day to begin, `YYYY-MM-DD`. */
  readonly latestStart: string | null;
  /** What kind of first unit is wanted. */
  readonly equipment: FirstUnitKind | null;
}

/** A posted challenge (揭榜挂帅). */
export interface Challenge {
  /** In fen; null when not stated. */
  readonly reward: number | null;
  readonly currency: string;
  /** Last day for results, `YYYY-MM-DD`. */
  readonly resultDue: string | null;
  /** By what results are judged (考核指标). */
  readonly acceptance: string | null;
  /** Whose the results are (知识产权归属). */
  readonly intellectualProperty: string | null;
}

/** Budget in fen, integers; null is an open side. */
export interface BudgetRange {
  readonly low: number | null;
  readonly high: number | null;
  /** ISO 4217. */
  readonly currency: string;
}

/** A budget with who sees it; it never enters an index. */
export interface Budget extends BudgetRange {
  readonly disclosure: Disclosure;
}
