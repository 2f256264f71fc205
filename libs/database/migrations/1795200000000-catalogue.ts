import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Reference tables, the full product with its kept versions, and idempotency keys. */
export class Catalogue1795200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [REFERENCE, PRODUCT, VERSIONS, IDEMPOTENCY, GRANTS, POLICIES])
      await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE idempotency_key, product_version, chain_relation, chain_node, chain, industry_class, region, reference_version;
      ALTER TABLE product DROP COLUMN category, DROP COLUMN industry_code, DROP COLUMN price, DROP COLUMN capacity,
        DROP COLUMN regions_served, DROP COLUMN stages;
      UPDATE product SET certificates =
        (SELECT jsonb_agg(c -> 'name') FROM jsonb_array_elements(certificates) AS c) WHERE certificates <> '[]';
      UPDATE product SET first_unit = first_unit - 'softwareVersion' - 'anchorProject' WHERE first_unit IS NOT NULL;`);
  }
}

/**
 * Codes and names that belong to nobody: no row-level security. Codes sort by bytes, so that paging does not depend on the
 * collation of a server. `reference_version` rises with each change and tells every process to read the tables again.
 */
const REFERENCE = `
CREATE TABLE reference_version (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version integer NOT NULL
);
INSERT INTO reference_version (version) VALUES (1);
CREATE TABLE region (
  code text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  parent text COLLATE "C" REFERENCES region
);
CREATE INDEX region_parent_idx ON region (parent, code);
CREATE TABLE industry_class (
  code text COLLATE "C" PRIMARY KEY,
  level integer NOT NULL CHECK (level BETWEEN 1 AND 4),
  name text NOT NULL,
  parent text COLLATE "C" REFERENCES industry_class
);
CREATE INDEX industry_class_parent_idx ON industry_class (parent, code);
CREATE TABLE chain (
  code text COLLATE "C" PRIMARY KEY,
  name text NOT NULL
);
CREATE TABLE chain_node (
  code text COLLATE "C" PRIMARY KEY,
  chain text COLLATE "C" NOT NULL REFERENCES chain,
  name text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('upstream', 'midstream', 'downstream'))
);
CREATE INDEX chain_node_chain_idx ON chain_node (chain, code);
CREATE TABLE chain_relation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('upstream_material', 'subcategory', 'downstream_product')),
  object text NOT NULL,
  CONSTRAINT chain_relation_key UNIQUE (subject, kind, object)
);
CREATE INDEX chain_relation_subject_idx ON chain_relation (subject, id);
CREATE INDEX chain_relation_object_idx ON chain_relation (object, id);
`;

/** New columns have defaults that cost no rewrite; certificates and listings of the first slice get their new shape. */
const PRODUCT = `
ALTER TABLE product
  ADD COLUMN category text,
  ADD COLUMN industry_code text,
  ADD COLUMN price jsonb,
  ADD COLUMN capacity jsonb,
  ADD COLUMN regions_served jsonb,
  ADD COLUMN stages jsonb NOT NULL DEFAULT '[]';
UPDATE product SET certificates =
  (SELECT jsonb_agg(jsonb_build_object('name', c, 'number', null, 'issuer', null, 'issuedOn', null, 'validTo', null))
     FROM jsonb_array_elements_text(certificates) AS c)
 WHERE certificates <> '[]';
UPDATE product SET first_unit = first_unit || '{"softwareVersion": null, "anchorProject": null}' WHERE first_unit IS NOT NULL;
`;

/** Products that were there before get their present state as the first kept version; who made it is not known. */
const VERSIONS = `
CREATE TABLE product_version (
  product_id uuid NOT NULL REFERENCES product,
  version integer NOT NULL,
  organisation_id uuid NOT NULL REFERENCES organisation,
  data jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by uuid REFERENCES user_account,
  PRIMARY KEY (product_id, version)
);
INSERT INTO product_version (product_id, version, organisation_id, data, changed_at)
SELECT id, version, organisation_id, jsonb_build_object('sku', sku, 'name', name, 'summary', summary, 'status', status,
         'category', category, 'industryCode', industry_code, 'chainNodes', chain_nodes, 'parameters', parameters,
         'certificates', certificates, 'price', price, 'capacity', capacity, 'leadTimeDays', lead_time_days,
         'regionsServed', regions_served, 'stages', stages, 'firstUnit', first_unit), updated_at
  FROM product;
`;

const IDEMPOTENCY = `
CREATE TABLE idempotency_key (
  organisation_id uuid NOT NULL REFERENCES organisation,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  operation text NOT NULL,
  fingerprint text NOT NULL,
  result_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organisation_id, key)
);
CREATE INDEX idempotency_key_age_idx ON idempotency_key (organisation_id, created_at);
`;

/** Reference rows are corrected, never deleted: products name their codes. A kept version is never changed. */
const GRANTS = `
GRANT SELECT ON reference_version, region, industry_class, chain, chain_node, chain_relation TO gonglian_app, gonglian_worker;
GRANT INSERT, UPDATE ON region, industry_class, chain, chain_node, chain_relation TO gonglian_worker;
GRANT UPDATE ON reference_version TO gonglian_worker;
GRANT SELECT, INSERT ON product_version TO gonglian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO gonglian_app;
`;

const OWN = 'organisation_id = (SELECT gonglian.tenant())';
const POLICIES = `
${['product_version', 'idempotency_key']
  .map(
    (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_system ON ${table} TO gonglian_worker
  USING ((SELECT gonglian.is_system())) WITH CHECK ((SELECT gonglian.is_system()));`,
  )
  .join('\n')}

-- Drafts are among the versions: nobody else sees any. The product too must be an own one, as foreign keys are checked past
-- row-level security, and nobody writes in the name of another.
CREATE POLICY app_read ON product_version FOR SELECT TO gonglian_app USING (${OWN});
CREATE POLICY app_insert ON product_version FOR INSERT TO gonglian_app
  WITH CHECK (${OWN} AND changed_by = (SELECT gonglian.acting_user())
    AND EXISTS (SELECT 1 FROM product WHERE product.id = product_id AND product.organisation_id = (SELECT gonglian.tenant())));
CREATE POLICY app_own ON idempotency_key TO gonglian_app USING (${OWN}) WITH CHECK (${OWN});
`;
