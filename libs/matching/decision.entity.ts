import { Column, Entity, PrimaryColumn } from 'typeorm';

export const DECISION_KINDS = ['shortlist', 'contact', 'decline'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** What a buyer decided on a pair. Append-only: a change of mind is a new row, and the database allows nothing else. */
@Entity('decision')
export class Decision {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('uuid') actorUserId: string;
  @Column('uuid') needId: string;
  @Column('uuid') productId: string;
  @Column('text') kind: DecisionKind;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
