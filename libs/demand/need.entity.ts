import { Column, Entity, PrimaryColumn } from 'typeorm';

export const NEED_KINDS = ['procurement', 'first_unit_scenario', 'challenge'] as const;
/** A purchase, a site willing to be first (应用场景), or a posted challenge (揭榜挂帅). */
export type NeedKind = (typeof NEED_KINDS)[number];
export type NeedStatus = 'draft' | 'open' | 'closed';

/** What an SOE publishes. Its conditions are clauses, see Clause. */
@Entity('need')
export class Need {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('text') kind: NeedKind;
  @Column('text') title: string;
  @Column('text', { default: '' }) body: string;
  @Column('text', { default: 'draft' }) status: NeedStatus;
  @Column('integer', { default: 1 }) version: number;
  /** Closes by itself after it. */
  @Column('timestamptz', { nullable: true }) deadline: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt: Date;
  @Column('timestamptz', { nullable: true }) publishedAt: Date | null;
}
