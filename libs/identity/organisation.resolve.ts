import { isId } from '#libs/common';
import { type Transaction } from '#libs/database';
import { type ImportContext } from '#libs/intake';
import { isCreditCodeShaped } from './credit-code.js';
import { type OrganisationKind, type OrganisationStatus } from './organisation.entity.js';

/** What is known of an organisation that a file names. */
export interface NamedOrganisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly status: OrganisationStatus;
}

/**
 * Finds organisations as files name them: by id, by credit code, or by their key in a named source.
 * @param source null when the file has none: keys of sources then name nobody
 * @returns by name; those that nobody has are not in it
 */
export async function resolveOrganisations(
  tx: Transaction,
  names: readonly string[],
  source: string | null,
): Promise<ReadonlyMap<string, NamedOrganisation>> {
  const distinct = [...new Set(names)];
  const rows = await tx.query<NamedOrganisation & { name: string }>(
    `WITH named AS (
       SELECT g.name, g.name::uuid AS id FROM unnest($1::text[]) AS g(name)
       UNION ALL SELECT g.name, i.organisation_id FROM unnest($2::text[]) AS g(name)
         JOIN organisation_identifier i ON i.scheme = 'uscc' AND i.value = g.name
       UNION ALL SELECT g.name, s.organisation_id FROM unnest($3::text[]) AS g(name)
         JOIN organisation_source s ON s.source = $4 AND s.key = g.name)
     SELECT n.name, o.id, o.kind, o.status FROM named n JOIN organisation o ON o.id = n.id`,
    [distinct.filter(isId), distinct.filter(isCreditCodeShaped), source === null ? [] : distinct, source],
  );
  // The first way to name it counts: a source may use the credit code as its key, for the same organisation.
  return new Map([...rows].reverse().map(({ name, ...organisation }) => [name, organisation]));
}

/**
 * Organisation of each row of an import.
 * @param names as the rows name them; not looked at when the import is for one organisation
 * @param kind that it must have
 * @returns for each row the organisation, null for one that nobody has, `other_kind` for one of another kind
 */
export async function ownersOf(
  tx: Transaction,
  names: readonly string[],
  kind: OrganisationKind,
  { organisationId, options }: Pick<ImportContext, 'organisationId' | 'options'>,
): Promise<({ readonly id: string } | null | 'other_kind')[]> {
  if (organisationId !== null) return names.map(() => ({ id: organisationId }));
  const found = await resolveOrganisations(tx, names, options.source);
  return names.map((name) => {
    const organisation = found.get(name);
    if (organisation === undefined) return null;
    return organisation.kind === kind ? { id: organisation.id } : 'other_kind';
  });
}
