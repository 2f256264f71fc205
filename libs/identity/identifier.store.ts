import { newId, type Problem } from '#libs/common';
import { type Transaction } from '#libs/database';
import { confirmIdentifier, identifierTaken } from './identity.errors.js';
import { type CheckedIdentifier, findingIssues, type IdentifierScheme } from './identifier.js';
import { OrganisationIdentifier } from './organisation-identifier.entity.js';

export interface IdentifierToStore extends CheckedIdentifier {
  readonly organisationId: string;
  readonly scheme: IdentifierScheme;
  /** The caller has looked again at what the findings say. */
  readonly confirm: boolean;
  readonly createdAt: Date;
}

/** The problem that asks to look again; null when nothing is odd or the caller has said that it is right. */
export function unconfirmed(
  { findings, confirm }: Pick<IdentifierToStore, 'findings' | 'confirm'>,
  path: string,
): Problem | null {
  return findings.length === 0 || confirm ? null : confirmIdentifier(findingIssues(findings, path));
}

/** Writes an identifier that has been checked. @returns it, or `IDENTIFIER_TAKEN` when any organisation has it */
export async function storeIdentifier(
  tx: Transaction,
  { organisationId, scheme, value, findings, createdAt }: IdentifierToStore,
): Promise<OrganisationIdentifier | Problem> {
  const row = Object.assign(new OrganisationIdentifier(), {
    id: newId(),
    organisationId,
    scheme,
    value,
    confirmed: findings.length > 0,
    createdAt,
  });
  const inserted = await tx.query(
    `INSERT INTO organisation_identifier (id, organisation_id, scheme, value, confirmed, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
    [row.id, organisationId, scheme, value, row.confirmed, createdAt],
  );
  return inserted.length === 0 ? identifierTaken() : row;
}
