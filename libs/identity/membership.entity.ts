import { Column, Entity, PrimaryColumn } from 'typeorm';

export const ROLES = [
  'sme_member',
  'sme_admin',
  'soe_buyer',
  'soe_admin',
  'chain_lead',
  'liaison',
  'platform_operator',
  'auditor',
] as const;
/** `chain_lead` (链长/链主办公室) and `liaison` (联络员) work for certain chains and regions; the others for their organisation. */
export type Role = (typeof ROLES)[number];

/** A person's role in one organisation. */
@Entity('membership')
export class Membership {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') userId: string;
  @Column('uuid') organisationId: string;
  @Column('text') role: Role;
  /** Codes of industrial chains that a chain lead or liaison works for. */
  @Column('jsonb', { default: [] }) chains: readonly string[];
  /** Codes of regions (GB/T 2260) that a chain lead or liaison works for. */
  @Column('jsonb', { default: [] }) regions: readonly string[];
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
