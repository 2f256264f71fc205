import { Column, Entity, PrimaryColumn } from 'typeorm';

export const ROLES = ['sme_member', 'sme_admin', 'soe_buyer', 'soe_admin', 'platform_operator'] as const;
export type Role = (typeof ROLES)[number];

/** A person's role in one organisation. */
@Entity('membership')
export class Membership {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') userId: string;
  @Column('uuid') organisationId: string;
  @Column('text') role: Role;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
