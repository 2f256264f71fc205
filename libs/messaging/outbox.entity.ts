import { Column, Entity, PrimaryColumn } from 'typeorm';

export type OutboxStatus = 'pending' | 'sent' | 'done' | 'failed';

/** One piece of work, written in the transaction that causes it. Nothing is ever only in the job store. */
@Entity('outbox')
export class OutboxRow {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: string;
  /** The event that caused it, for people who ask why something ran. */
  @Column('text') cause: string;
  @Column('uuid', { nullable: true }) organisationId: string | null;
  @Column('jsonb') payload: unknown;
  @Column('text', { default: 'pending' }) status: OutboxStatus;
  /** Times it was handed to the job store; part of the job id, so a kept job never blocks the next try (BullMQ #1337). */
  @Column('integer', { default: 0 }) attempt: number;
  @Column('integer', { default: 0 }) failures: number;
  @Column('timestamptz', { default: () => 'now()' }) availableAt: Date;
  /** A `sent` row past it is handed over again: its job store or worker is gone. */
  @Column('timestamptz', { nullable: true }) leaseUntil: Date | null;
  @Column('text', { nullable: true }) lastError: string | null;
  @Column('text', { nullable: true }) dedupeKey: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) doneAt: Date | null;
}
