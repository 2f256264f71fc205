import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type IdentifierScheme } from './identifier.js';

/** A number under which an organisation is known. (scheme, value) names one organisation only. */
@Entity('organisation_identifier')
export class OrganisationIdentifier {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('text') scheme: IdentifierScheme;
  /** Without blanks and hyphens, in capitals. */
  @Column('text') value: string;
  /** A person confirmed it although its check characters do not add up. */
  @Column('boolean', { default: false }) confirmed: boolean;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
