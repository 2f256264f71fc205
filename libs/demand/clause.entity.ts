import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Requirement } from '#libs/parameters';
import { type FirstUnitKind, type FirstUnitLevel } from '#libs/reference';

export const DISCLOSURES = ['public', 'members', 'invited'] as const;
/** Who sees a clause: everybody, signed-in members, invited suppliers (NDA). Only public ones enter an index. */
export type Disclosure = (typeof DISCLOSURES)[number];

export const GATES = ['track_record', 'market_share', 'credential', 'credit'] as const;
/** Qualification gates: 业绩, 市场占有率, 资质, 信用. */
export type Gate = (typeof GATES)[number];

/** 业绩: in a period (two days `YYYY-MM-DD`, or the last so many months), how many, and of what amount in fen. Null: not asked. */
export interface TrackRecord {
  readonly from: string | null;
  readonly to: string | null;
  readonly months: number | null;
  readonly minCount: number | null;
  readonly minAmount: number | null;
}

/** 资质: by name, and its level (一级, 甲级). */
export interface Credential {
  readonly name: string;
  readonly level: string | null;
}

export const CAPACITY_PER = ['month', 'year'] as const;

/** What a clause asks for, by type. */
export type ClauseCondition =
  | ({ readonly type: 'parameter'; readonly code: string; readonly name: string } & Requirement)
  | {
      readonly type: 'qualification';
      readonly gate: Gate;
      readonly trackRecord?: TrackRecord;
      /** Percent, a decimal text. */
      readonly minShare?: string;
      readonly credential?: Credential;
    }
  | { readonly type: 'certification'; readonly certificate: string }
  | { readonly type: 'chain_node'; readonly code: string }
  /** A code of GB/T 4754; it includes those below it. */
  | { readonly type: 'industry'; readonly code: string }
  /** A code of GB/T 2260. */
  | { readonly type: 'region_served'; readonly code: string }
  | { readonly type: 'delivery'; readonly maxDays: number }
  /** At least so much can be made in a month or year. */
  | {
      readonly type: 'capacity';
      readonly amount: string;
      readonly unit: string;
      readonly per: (typeof CAPACITY_PER)[number];
    }
  /** So much can be made within so many days. */
  | {
      readonly type: 'quantity';
      readonly amount: string;
      readonly unit: string;
      readonly withinDays: number;
    }
  /** At most so much, in fen, for one `per`. */
  | { readonly type: 'price'; readonly max: number; readonly currency: string; readonly per: string }
  | { readonly type: 'first_unit'; readonly kind: FirstUnitKind; readonly minLevel?: FirstUnitLevel }
  | { readonly type: 'text' };

export const NEED_TEXTS = ['title', 'body', 'members', 'invited'] as const;
/** The texts of a need that a clause may point into. */
export type NeedText = (typeof NEED_TEXTS)[number];

/** Where the words of a clause stand: UTF-16 offsets into that text as it is stored, `end` exclusive. */
export interface ClauseSpan {
  readonly part: NeedText;
  readonly start: number;
  readonly end: number;
}

/** One condition of a need. Hard ones decide the class of a match, soft ones its place inside the class. */
@Entity('clause')
export class Clause {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') needId: string;
  @Column('uuid') organisationId: string;
  @Column('integer') position: number;
  @Column('boolean') hard: boolean;
  @Column('text') disclosure: Disclosure;
  /** The words of the need that this clause stands for. */
  @Column('text') text: string;
  @Column('jsonb', { nullable: true }) span: ClauseSpan | null;
  @Column('jsonb') condition: ClauseCondition;
}
