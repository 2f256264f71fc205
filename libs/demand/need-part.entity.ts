import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Disclosure } from './clause.entity.js';
import { type BudgetRange } from './need.types.js';

/** What members or invited suppliers read of a need, and its budget. Row-level security shows each its own; none is indexed. */
@Entity('need_part')
export class NeedPart {
  @PrimaryColumn('uuid') needId: string;
  @PrimaryColumn('text') disclosure: Disclosure;
  @Column('uuid') organisationId: string;
  /** Empty in a public part, which holds nothing but a public budget. */
  @Column('text', { default: '' }) body: string;
  @Column('jsonb', { nullable: true }) budget: BudgetRange | null;
}
