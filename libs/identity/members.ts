import { type Transaction } from '#libs/database';

export interface MemberRow {
  readonly organisationId: string;
  readonly userId: string;
}

/** Members of these organisations; for who is told. Runs in the caller's (system) transaction. */
export async function listMembers(tx: Transaction, organisationIds: readonly string[]): Promise<MemberRow[]> {
  if (organisationIds.length === 0) return [];
  return tx.query<{ organisationId: string; userId: string }>(
    `SELECT organisation_id AS "organisationId", user_id AS "userId" FROM membership
      WHERE organisation_id = ANY($1) ORDER BY organisation_id, user_id`,
    [organisationIds],
  );
}
