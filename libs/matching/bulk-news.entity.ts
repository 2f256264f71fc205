import { Column, Entity, PrimaryColumn } from 'typeorm';

/** News of a run that is part of a batch: kept until the batch is done, and told in one summary per organisation. */
@Entity('bulk_news')
export class BulkNews {
  @PrimaryColumn('uuid') batchId: string;
  @PrimaryColumn('uuid') organisationId: string;
  @PrimaryColumn('uuid') needId: string;
  @PrimaryColumn('text') side: 'buyer' | 'supplier';
  @Column('integer') matches: number;
  @Column('integer') toConfirm: number;
}
