import { type Transaction } from '#libs/database';
import { type OrganisationCertificate } from './organisation-certificate.entity.js';
import { type OrganisationStatus } from './organisation.entity.js';

/** What a search document says of its organisation: public facts only. */
export interface OrganisationFacts {
  readonly id: string;
  readonly name: string;
  readonly status: OrganisationStatus;
  /** GB/T 2260, six digits. */
  readonly regionCode: string | null;
  /** Quality titles as awarded, expired ones too. */
  readonly titles: readonly Pick<OrganisationCertificate, 'tier' | 'issuedOn' | 'expiresOn'>[];
}

/** Facts of these organisations by id; unknown ids are left out. Needs a system transaction. */
export async function loadOrganisationFacts(
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrganisationFacts>> {
  const rows = await tx.query<OrganisationFacts>(
    `SELECT o.id, o.name, o.status, o.region_code AS "regionCode",
            coalesce((SELECT jsonb_agg(jsonb_build_object('tier', c.tier, 'issuedOn', c.issued_on, 'expiresOn', c.expires_on) ORDER BY c.id)
                        FROM organisation_certificate c WHERE c.organisation_id = o.id), '[]') AS titles
       FROM organisation o WHERE o.id = ANY($1)`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
