import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Role } from './membership.entity.js';

/** An offer to join an organisation in a role. Whoever holds its token may take it, once, until it expires. */
@Entity('invitation')
export class Invitation {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('text') email: string;
  @Column('text') role: Role;
  @Column('jsonb', { default: [] }) chains: readonly string[];
  @Column('jsonb', { default: [] }) regions: readonly string[];
  /** SHA-256 of the token, in hex. The API's database role may write it and not read it. */
  @Column('text', { select: false }) tokenHash: string;
  @Column('uuid') invitedBy: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { nullable: true }) acceptedAt: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
}
