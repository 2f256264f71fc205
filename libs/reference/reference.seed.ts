import { CHAIN_NODES, CHAINS } from './facts-chains.js';
import { SECTIONS } from './facts-industry.js';
import { shippedRegions } from './facts-regions.js';

/** Runs one statement with parameters and gives its rows. */
export type SqlQuery = (sql: string, parameters: readonly unknown[]) => Promise<readonly object[]>;

/**
 * Puts the shipped facts into the tables: regions of GB/T 2260, sections and divisions of GB/T 4754-2017, the five chains of 2023. Rows
 * that are there stay as they are, because an operator may have corrected them; so it may run any number of times.
 * @param query of the owner's login, inside one transaction
 */
export async function seedReference(query: SqlQuery): Promise<void> {
  const divisions = SECTIONS.flatMap((section) =>
    Object.entries(section.divisions).map(([code, name]) => ({ code, name, parent: section.code })),
  );
  const regions = shippedRegions();
  const added = [
    await query(
      `INSERT INTO region (code, name, parent) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
       ON CONFLICT DO NOTHING RETURNING code`,
      [regions.map((one) => one.code), regions.map((one) => one.name), regions.map((one) => one.parent)],
    ),
    await query(
      `INSERT INTO industry_class (code, level, name)
       SELECT code, 1, name FROM unnest($1::text[], $2::text[]) AS s (code, name) ON CONFLICT DO NOTHING RETURNING code`,
      [SECTIONS.map((one) => one.code), SECTIONS.map((one) => one.name)],
    ),
    await query(
      `INSERT INTO industry_class (code, level, name, parent)
       SELECT code, 2, name, parent FROM unnest($1::text[], $2::text[], $3::text[]) AS d (code, name, parent)
       ON CONFLICT DO NOTHING RETURNING code`,
      [
        divisions.map((one) => one.code),
        divisions.map((one) => one.name),
        divisions.map((one) => one.parent),
      ],
    ),
    await query(
      `INSERT INTO chain (code, name) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING RETURNING code`,
      [CHAINS.map((one) => one.code), CHAINS.map((one) => one.name)],
    ),
    await query(
      `INSERT INTO chain_node (code, chain, name, stage)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING RETURNING code`,
      [
        CHAIN_NODES.map((one) => one.code),
        CHAIN_NODES.map((one) => one.chain),
        CHAIN_NODES.map((one) => one.name),
        CHAIN_NODES.map((one) => one.stage),
      ],
    ),
  ];
  if (added.some((rows) => rows.length > 0))
    await query('UPDATE reference_version SET version = version + 1', []);
}
