import { Column, Entity, PrimaryColumn } from 'typeorm';

export const ORGANISATION_KINDS = ['soe', 'sme', 'region_operator', 'platform'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];
export type OrganisationStatus = 'verified' | 'unclaimed' | 'suspended';

/** A tenant: a central state-owned enterprise (SOE), a small or medium one (SME), a region's operator or the platform. */
@Entity('organisation')
export class Organisation {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: OrganisationKind;
  @Column('text') name: string;
  @Column('text', { default: 'verified' }) status: OrganisationStatus;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
