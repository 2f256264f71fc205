import { Column, Entity, PrimaryColumn } from 'typeorm';

export const DECISION_KINDS = ['shortlist', 'contact', 'decline', 'withdraw'] as const;
/** Put on the shortlist (备选清单), want to speak, decline, take off the shortlist again. */
export type DecisionKind = (typeof DECISION_KINDS)[number];

export const DECLINE_REASONS = [
  'parameter_gap',
  'price',
  'delivery',
  'qualification',
  'region',
  'duplicate',
  'other',
] as const;
/** Why a buyer declines: 参数不符, 价格, 交期, 资质, 地区, 重复, 其他. */
export type DeclineReason = (typeof DECLINE_REASONS)[number];

export const DECISION_STATES = ['undecided', 'shortlisted', 'contacted', 'declined'] as const;
/** Where a pair stands for its buyer: what the latest decision says. */
export type DecisionState = (typeof DECISION_STATES)[number];

/** The state after the latest decision; a withdrawn shortlisting leaves a pair undecided. */
export const STATE_AFTER: Readonly<Record<DecisionKind, DecisionState>> = {
  shortlist: 'shortlisted',
  contact: 'contacted',
  decline: 'declined',
  withdraw: 'undecided',
};

/** What a buyer decided on a pair. Append-only: a change of mind is a new row, and the database allows nothing else. */
@Entity('decision')
export class Decision {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('uuid') actorUserId: string;
  @Column('uuid') needId: string;
  @Column('uuid') productId: string;
  @Column('text') kind: DecisionKind;
  /** Of a decline only. */
  @Column('text', { nullable: true }) reasonCode: DeclineReason | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
