import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A supplier's way to the invited part of a need: it opens with the acceptance of the terms, until it is revoked. */
@Entity('need_invitation')
export class NeedInvitation {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') needId: string;
  @Column('uuid') organisationId: string;
  @Column('uuid') supplierOrganisationId: string;
  /** The confidentiality terms (NDA); never changed. */
  @Column('text') terms: string;
  @Column('uuid') invitedBy: string;
  @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) answeredBy: string | null;
  @Column('timestamptz', { nullable: true }) acceptedAt: Date | null;
  @Column('timestamptz', { nullable: true }) declinedAt: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
}

export const NEED_INVITATION_STATES = ['pending', 'accepted', 'declined', 'revoked'] as const;
export type NeedInvitationState = (typeof NEED_INVITATION_STATES)[number];

/** Where an invitation stands; a revocation ends it whatever was answered. */
export function invitationState(
  invitation: Pick<NeedInvitation, 'acceptedAt' | 'declinedAt' | 'revokedAt'>,
): NeedInvitationState {
  if (invitation.revokedAt !== null) return 'revoked';
  if (invitation.declinedAt !== null) return 'declined';
  return invitation.acceptedAt === null ? 'pending' : 'accepted';
}
