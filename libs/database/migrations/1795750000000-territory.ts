import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What chain leads and liaisons see of their chains and regions. */
export class Territory1795750000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INDEXES);
    await runner.query(COUNTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION gonglian.territory_match_counts(uuid[]), gonglian.oversees(text, jsonb);
      DROP INDEX need_chain_nodes_idx, product_chain_nodes_idx, organisation_region_idx;`);
  }
}

/** `text_pattern_ops`: a region is found by the beginning of its code, whatever the collation of the server. */
const INDEXES = `
CREATE INDEX organisation_region_idx ON organisation (region_code text_pattern_ops) WHERE region_code IS NOT NULL;
CREATE INDEX product_chain_nodes_idx ON product USING gin (chain_nodes) WHERE status = 'published';
CREATE INDEX need_chain_nodes_idx ON need USING gin (chain_nodes) WHERE status = 'open';
`;

/**
 * Row-level security shows matches to the two organisations that they are of. Those who look after a chain or region get their
 * number by class, of open needs inside it, and nothing else; so the function looks past it and asks for the territory itself.
 * Chains and regions narrow each other; a role that names neither has no territory. A region's code ends in zeros for what is above
 * it: 320000 has everything under 32.
 */
const COUNTS = `
CREATE FUNCTION gonglian.oversees(region text, nodes jsonb) RETURNS boolean LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT EXISTS (
    SELECT 1 FROM membership m
     WHERE m.user_id = gonglian.acting_user() AND m.organisation_id = gonglian.tenant() AND m.role = gonglian.acting_role()
       AND (m.role = 'platform_operator' OR (
         m.role IN ('chain_lead', 'liaison') AND (m.regions <> '[]' OR m.chains <> '[]')
         AND (m.regions = '[]' OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(m.regions) AS r
                                           WHERE region LIKE regexp_replace(r, '(00)+$', '') || '%'))
         AND (m.chains = '[]' OR EXISTS (SELECT 1 FROM chain_node c WHERE m.chains ? c.chain AND nodes ? c.code))))) $$;
REVOKE ALL ON FUNCTION gonglian.oversees(text, jsonb) FROM PUBLIC;
CREATE FUNCTION gonglian.territory_match_counts(need_ids uuid[])
  RETURNS TABLE (need_id uuid, class text, count integer) LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  AS $$
    WITH mine AS (
      SELECT n.id FROM need n JOIN organisation o ON o.id = n.organisation_id
       WHERE n.id = ANY(need_ids) AND n.status = 'open' AND o.status <> 'suspended'
         AND gonglian.oversees(coalesce(n.region_code, o.region_code), n.chain_nodes))
    SELECT m.need_id, m.class, count(*)::int FROM match m JOIN mine ON mine.id = m.need_id GROUP BY m.need_id, m.class $$;
REVOKE ALL ON FUNCTION gonglian.territory_match_counts(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gonglian.oversees(text, jsonb), gonglian.territory_match_counts(uuid[]) TO gonglian_app;
`;
