import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One thing told to one person, once: (recipient, kind, subject, subject version) is unique in the database. */
@Entity('notification')
export class Notification {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('uuid') recipientUserId: string;
  @Column('text') kind: string;
  @Column('uuid') subjectId: string;
  @Column('integer') subjectVersion: number;
  /** What the renderer of the kind needs; only what the recipient may see. */
  @Column('jsonb') data: Readonly<Record<string, string | number>>;
  /**
   * Its kind was switched off when it happened: kept so that it counts as told, and never shown. Without the row the next event
   * of the same subject would pass for the first after the kind is switched on again.
   */
  @Column('boolean', { default: false }) muted: boolean;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) deliveredAt: Date | null;
  @Column('timestamptz', { nullable: true }) readAt: Date | null;
}
