import { Column, Entity } from 'typeorm';
import { PairRow, type Side } from './pair.js';

/** A contact person that one side offers the other. Row-level security shows it to the other side when the pair is opened. */
@Entity('contact_offer')
export class ContactOffer extends PairRow {
  @Column('text') side: Side;
  @Column('text') name: string;
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text', { nullable: true }) email: string | null;
  @Column('timestamptz', { nullable: true }) withdrawnAt: Date | null;
  @Column('uuid', { nullable: true }) withdrawnBy: string | null;
}

/** That both sides agreed, with who made it so and when. Never changed. */
@Entity('contact_opening')
export class ContactOpening extends PairRow {
  /** The side that agreed second. */
  @Column('text') side: Side;
}
