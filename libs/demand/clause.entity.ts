import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Requirement } from '#libs/parameters';
import { type FirstUnitKind } from '#libs/reference';

export const DISCLOSURES = ['public', 'members', 'invited'] as const;
/** Who sees a clause: everybody, signed-in members, invited suppliers (NDA). Only public ones enter an index. */
export type Disclosure = (typeof DISCLOSURES)[number];

export const GATES = ['track_record', 'market_share', 'credential', 'credit'] as const;
/** Qualification gates: 业绩, 市场占有率, 资质, 信用. */
export type Gate = (typeof GATES)[number];

/** What a clause asks for, by type. */
export type ClauseCondition =
  | ({ readonly type: 'parameter'; readonly code: string; readonly name: string } & Requirement)
  | { readonly type: 'qualification'; readonly gate: Gate }
  | { readonly type: 'certification'; readonly certificate: string }
  | { readonly type: 'chain_node'; readonly code: string }
  | { readonly type: 'delivery'; readonly maxDays: number }
  | { readonly type: 'first_unit'; readonly kind: FirstUnitKind }
  | { readonly type: 'text' };

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
  @Column('jsonb') condition: ClauseCondition;
}
