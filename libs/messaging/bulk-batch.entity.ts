import { Column, Entity, PrimaryColumn } from 'typeorm';

export const BATCH_CAUSES = ['import', 'backfill', 'rematch'] as const;
/** What makes work one batch: a file, a correction of many rows, a matching anew after rules, statistics or the day changed. */
export type BatchCause = (typeof BATCH_CAUSES)[number];

/** Work that belongs together: its news are told once per organisation, when all of it is done. */
@Entity('bulk_batch')
export class BulkBatch {
  @PrimaryColumn('uuid') id: string;
  @Column('text') cause: BatchCause;
  /** Whose doing it is; null for the platform's own. */
  @Column('uuid', { nullable: true }) organisationId: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  /** All its work is in the outbox. */
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  /** All its work is done and its summaries are written. */
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  /** Needs with news, and organisations that were told. */
  @Column('integer', { default: 0 }) needs: number;
  @Column('integer', { default: 0 }) organisations: number;
}
