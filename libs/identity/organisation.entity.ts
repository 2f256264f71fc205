import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import { type Trade } from './sme-size.js';

export const ORGANISATION_KINDS = ['soe', 'sme', 'region_operator', 'platform'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];
export const ORGANISATION_STATUSES = ['verified', 'unclaimed', 'suspended'] as const;
/** Checked by an operator; registered or imported and not checked yet; shut out. */
export type OrganisationStatus = (typeof ORGANISATION_STATUSES)[number];
export const OWNERS = ['sasac', 'mof', 'ministry', 'local', 'private', 'other'] as const;
/** Who owns a buyer: SASAC, the Ministry of Finance (国铁, 中国邮政, 烟草), another ministry, a local government, private hands. */
export type Owner = (typeof OWNERS)[number];

/** PostgreSQL hands out bigint as text. Fen of any enterprise fit a number: 2^53 fen are 90 trillion yuan. */
const fen: ValueTransformer = {
  from: (value: string | null) => (value === null ? null : Number(value)),
  to: (value: number | null) => value,
};

/** A tenant: a central state-owned enterprise (SOE), a small or medium one (SME), a region's operator or the platform. */
@Entity('organisation')
export class Organisation {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: OrganisationKind;
  @Column('text') name: string;
  @Column('text', { default: 'verified' }) status: OrganisationStatus;
  @Column('text', { nullable: true }) owner: Owner | null;
  /** The group that it belongs to; admins of the group read what it does. */
  @Column('uuid', { nullable: true }) parentId: string | null;
  /** GB/T 2260, six digits. */
  @Column('text', { nullable: true }) regionCode: string | null;
  /** Trade of the size standard, see sme-size.ts. */
  @Column('text', { nullable: true }) trade: Trade | null;
  @Column('integer', { nullable: true }) employees: number | null;
  @Column('bigint', { nullable: true, transformer: fen }) annualRevenueFen: number | null;
  @Column('bigint', { nullable: true, transformer: fen }) totalAssetsFen: number | null;
  /** Why an operator suspended it. */
  @Column('text', { nullable: true }) statusReason: string | null;
  @Column('timestamptz', { nullable: true }) verifiedAt: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt: Date;
}
