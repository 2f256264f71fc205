import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a person wants to be told in an organisation; without a row, everything. */
@Entity('notification_preference')
export class NotificationPreference {
  @PrimaryColumn('uuid') userId: string;
  @PrimaryColumn('uuid') organisationId: string;
  @PrimaryColumn('text') kind: string;
  @Column('boolean') inApp: boolean;
  @Column('timestamptz') changedAt: Date;
}
