import { Column, Entity, PrimaryColumn } from 'typeorm';
import {
  type Challenge,
  type CooperationType,
  type NeedQuantity,
  type ProcurementWay,
  type Scenario,
} from './need.types.js';

export const NEED_KINDS = ['procurement', 'first_unit_scenario', 'challenge'] as const;
/** A purchase, a site willing to be first (应用场景), or a posted challenge (揭榜挂帅). */
export type NeedKind = (typeof NEED_KINDS)[number];
export type NeedStatus = 'draft' | 'open' | 'closed';

/**
 * What an SOE publishes: everything on this row is public once it is open. Its conditions are clauses ({@link Clause}), what only
 * some may read stands in parts ({@link NeedPart}), and every version is kept ({@link NeedVersion}).
 */
@Entity('need')
export class Need {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  /** What its owner's own system calls it; files know it by that. */
  @Column('text', { nullable: true }) externalRef: string | null;
  @Column('text') kind: NeedKind;
  @Column('text') title: string;
  @Column('text', { default: '' }) body: string;
  @Column('text', { default: 'draft' }) status: NeedStatus;
  @Column('integer', { default: 1 }) version: number;
  /** Closes by itself after it. */
  @Column('timestamptz', { nullable: true }) deadline: Date | null;
  @Column('jsonb', { nullable: true }) quantity: NeedQuantity | null;
  /** Place of delivery or of the site, a code of GB/T 2260 as given: one that is in no table warns. */
  @Column('text', { nullable: true }) regionCode: string | null;
  /** Code of GB/T 4754, as given. */
  @Column('text', { nullable: true }) industryCode: string | null;
  @Column('jsonb', { default: [] }) chainNodes: readonly string[];
  /** Days from delivery to payment. */
  @Column('integer', { nullable: true }) paymentDays: number | null;
  @Column('text', { nullable: true }) procurementWay: ProcurementWay | null;
  /** The label as the notice prints it, e.g. 采购意见征求公告. */
  @Column('text', { nullable: true }) procurementLabel: string | null;
  @Column('text', { nullable: true }) cooperationType: CooperationType | null;
  /** Of a first-unit scenario only. */
  @Column('jsonb', { nullable: true }) scenario: Scenario | null;
  /** Of a challenge only. */
  @Column('jsonb', { nullable: true }) challenge: Challenge | null;
  /** Why it was withdrawn, if its owner said so. */
  @Column('text', { nullable: true }) closeReason: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt: Date;
  @Column('timestamptz', { nullable: true }) publishedAt: Date | null;
}
