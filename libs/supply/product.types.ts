import { type FirstUnitKind, type FirstUnitLevel } from '#libs/reference';

/** A technical parameter as the SME states it: one value (low = high), a range, or one open side. */
export interface StatedParameter {
  /** Code of the dictionary; null when the name is not in it (kept, searchable, never compared). */
  readonly code: string | null;
  readonly name: string;
  /** Decimal texts in `unit`; null is an open side. */
  readonly low: string | null;
  readonly high: string | null;
  readonly unit: string;
  readonly condition: string | null;
}

/** A certificate held. Dates are days, `YYYY-MM-DD`, both inclusive; null is not stated. */
export interface Certificate {
  readonly name: string;
  readonly number: string | null;
  readonly issuer: string | null;
  readonly issuedOn: string | null;
  readonly validTo: string | null;
}

/** Price in fen (the hundredth of the currency's unit), integers; null is an open side. */
export interface PriceRange {
  readonly low: number | null;
  readonly high: number | null;
  /** ISO 4217. */
  readonly currency: string;
  /** What it is the price of: 台, 吨, m². */
  readonly per: string;
}

export const CAPACITY_PERIODS = ['month', 'year'] as const;
export type CapacityPeriod = (typeof CAPACITY_PERIODS)[number];

/** What can be made in a month or a year; `quantity` is a decimal text in `unit`. */
export interface Capacity {
  readonly quantity: string;
  readonly unit: string;
  readonly per: CapacityPeriod;
}

export const MATURITY_STAGES = [
  'prototype',
  'in_testing',
  'trial',
  'first_order',
  'on_sale',
  'mass_production',
] as const;
/** 样机, 送检, 试用, 首单, 销售, 批量. */
export type MaturityStage = (typeof MATURITY_STAGES)[number];

/** Alone in `regionsServed`: the whole country. */
export const EVERYWHERE = '*';

/** Project that a listing rests on (依托工程): the status lapses when it has not started in time (NEA). Days, inclusive. */
export interface AnchorProject {
  readonly name: string;
  readonly mustStartBy: string | null;
  readonly startedOn: string | null;
}

/** Entry in a first-unit catalogue (首台套/首批次/首版次). Dates are days, `YYYY-MM-DD`, both inclusive. */
export interface FirstUnitListing {
  readonly kind: FirstUnitKind;
  readonly level: FirstUnitLevel;
  readonly catalogue: string;
  readonly item: string;
  readonly listedOn: string;
  readonly validTo: string | null;
  /** 首版次 only: a software is its name and version. */
  readonly softwareVersion: string | null;
  readonly anchorProject: AnchorProject | null;
}

/**
 * Last day on which a listing holds, `YYYY-MM-DD`: its own, or the day by which its 依托工程 had to start when that did not (NEA: the status
 * lapses). A start after that day does not bring it back.
 * @returns null when it holds without end
 */
export function lastDayListed({ validTo, anchorProject }: FirstUnitListing): string | null {
  const by = anchorProject?.mustStartBy ?? null;
  const started = anchorProject?.startedOn ?? null;
  const inTime = by === null || (started !== null && started <= by);
  const ends = [validTo, inTime ? null : by].filter((day) => day !== null).sort();
  return ends[0] ?? null;
}
