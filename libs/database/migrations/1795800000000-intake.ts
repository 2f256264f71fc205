import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Uploaded files, imports with what they set aside, and by what key a source knows an organisation or a buyer its need. */
export class Intake1795800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [FILES, RUNS, SOURCES, NEEDS, GRANTS, POLICIES]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY worker_tenant_insert ON product;
      DROP POLICY worker_tenant_update ON product;
      DROP POLICY worker_tenant_insert ON product_version;
      ${WORKER_NEEDS.map(([table, verb]) => `DROP POLICY worker_tenant_${verb.toLowerCase()} ON ${table};`).join('\n')}
      REVOKE INSERT, UPDATE (${NEED_CONTENT}) ON need FROM gonglian_worker;
      GRANT UPDATE (status, version, updated_at) ON need TO gonglian_worker;
      REVOKE INSERT, DELETE, UPDATE (position, span) ON clause FROM gonglian_worker;
      REVOKE SELECT, INSERT, DELETE ON need_part FROM gonglian_worker;
      ALTER TABLE need DROP COLUMN external_ref;
      REVOKE INSERT, UPDATE (${PRODUCT_CONTENT}) ON product FROM gonglian_worker;
      REVOKE SELECT, INSERT ON product_version FROM gonglian_worker;
      REVOKE SELECT, INSERT ON organisation_identifier FROM gonglian_worker;
      REVOKE UPDATE (name, region_code, updated_at) ON organisation FROM gonglian_worker;
      DROP TABLE organisation_source, import_key, import_fault, import_run, import_chunk, import_file;
      DELETE FROM outbox WHERE kind IN ('import.run', 'import.tidy', 'import.purge');`);
  }
}

/** Pieces of a file go with it. */
const FILES = `
CREATE TABLE import_file (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation,
  uploaded_by uuid NOT NULL REFERENCES user_account,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0),
  complete boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL
);
CREATE INDEX import_file_organisation_idx ON import_file (organisation_id);
CREATE INDEX import_file_age_idx ON import_file (created_at);
CREATE TABLE import_chunk (
  file_id uuid NOT NULL REFERENCES import_file ON DELETE CASCADE,
  position integer NOT NULL CHECK (position >= 0),
  organisation_id uuid NOT NULL REFERENCES organisation,
  data bytea NOT NULL,
  PRIMARY KEY (file_id, position)
);
`;

/** Keys of the rows that a running import has seen, so that a second row of the same thing is found with constant memory. */
const RUNS = `
CREATE TABLE import_run (
  id uuid PRIMARY KEY,
  organisation_id uuid REFERENCES organisation,
  started_by uuid REFERENCES user_account,
  target_organisation_id uuid REFERENCES organisation,
  file_id uuid REFERENCES import_file ON DELETE SET NULL,
  batch_id uuid REFERENCES bulk_batch,
  file_name text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
  kind text NOT NULL CHECK (kind IN ('products', 'organisations', 'needs')),
  options jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('queued', 'running', 'done', 'cancelled', 'failed')),
  cancel_requested boolean NOT NULL DEFAULT false,
  checkpoint integer NOT NULL DEFAULT 1,
  rows integer NOT NULL DEFAULT 0,
  added integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  faulty integer NOT NULL DEFAULT 0,
  warnings integer NOT NULL DEFAULT 0,
  bytes_total bigint NOT NULL,
  bytes_done bigint NOT NULL DEFAULT 0,
  error_code text,
  error_params jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  updated_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX import_run_organisation_idx ON import_run (organisation_id, id);
CREATE INDEX import_run_file_idx ON import_run (file_id);
CREATE INDEX import_run_open_idx ON import_run (updated_at) WHERE status IN ('queued', 'running');
CREATE TABLE import_fault (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  import_id uuid NOT NULL REFERENCES import_run ON DELETE CASCADE,
  organisation_id uuid REFERENCES organisation,
  row_number integer NOT NULL,
  severity text NOT NULL CHECK (severity IN ('fault', 'warning')),
  column_name text NOT NULL,
  code text NOT NULL,
  params jsonb NOT NULL
);
CREATE INDEX import_fault_import_idx ON import_fault (import_id, id);
CREATE TABLE import_key (
  import_id uuid NOT NULL REFERENCES import_run ON DELETE CASCADE,
  key uuid NOT NULL,
  PRIMARY KEY (import_id, key)
);
`;

/** An imported organisation is known by the key that its source gives it; the source's own label of its trade is kept as such. */
const SOURCES = `
CREATE TABLE organisation_source (
  source text NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  organisation_id uuid NOT NULL REFERENCES organisation,
  name text NOT NULL,
  industry_label text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (source, key)
);
CREATE INDEX organisation_source_organisation_idx ON organisation_source (organisation_id);
`;

/** What a buyer's own system calls a need; files know it by that. */
const NEEDS = `
ALTER TABLE need ADD COLUMN external_ref text CHECK (length(external_ref) BETWEEN 1 AND 100);
CREATE UNIQUE INDEX need_external_ref_key ON need (organisation_id, external_ref) WHERE external_ref IS NOT NULL;
`;

/** What a file may say of a need that is there: never whose it is, nor its reference. */
const NEED_CONTENT = `kind, title, body, status, version, deadline, quantity, region_code, industry_code, chain_nodes, payment_days,
  procurement_way, procurement_label, cooperation_type, scenario, challenge, updated_at, published_at`;

/** Verbs on needs that the worker has for imports. */
const WORKER_NEEDS = [
  ['need', 'INSERT'],
  ['need', 'UPDATE'],
  ['clause', 'INSERT'],
  ['clause', 'UPDATE'],
  ['clause', 'DELETE'],
  ['need_part', 'SELECT'],
  ['need_part', 'INSERT'],
  ['need_part', 'DELETE'],
  ['need_version', 'INSERT'],
] as const;

/** What a file may say of a product that is there: never whose it is, nor its SKU. */
const PRODUCT_CONTENT = `name, summary, status, version, category, industry_code, chain_nodes, parameters, certificates, price,
  capacity, lead_time_days, regions_served, stages, first_unit, updated_at, published_at`;

const GRANTS = `
GRANT SELECT, INSERT, DELETE ON import_file TO gonglian_app;
GRANT UPDATE (bytes, complete) ON import_file TO gonglian_app;
GRANT INSERT ON import_chunk TO gonglian_app;
GRANT SELECT, INSERT ON import_run TO gonglian_app;
GRANT UPDATE (status, cancel_requested, updated_at, finished_at) ON import_run TO gonglian_app;
GRANT SELECT ON import_fault, organisation_source TO gonglian_app;
GRANT SELECT, DELETE ON import_file TO gonglian_worker;
GRANT UPDATE (complete) ON import_file TO gonglian_worker;
GRANT SELECT ON import_chunk TO gonglian_worker;
GRANT SELECT, INSERT, UPDATE ON import_run TO gonglian_worker;
GRANT SELECT, INSERT ON import_fault TO gonglian_worker;
GRANT SELECT, INSERT, DELETE ON import_key TO gonglian_worker;
GRANT SELECT, INSERT, UPDATE ON organisation_source TO gonglian_worker;
GRANT INSERT, UPDATE (${PRODUCT_CONTENT}) ON product TO gonglian_worker;
GRANT SELECT, INSERT ON product_version TO gonglian_worker;
GRANT INSERT, UPDATE (${NEED_CONTENT}) ON need TO gonglian_worker;
GRANT INSERT, DELETE, UPDATE (position, span) ON clause TO gonglian_worker;
GRANT SELECT, INSERT, DELETE ON need_part TO gonglian_worker;
GRANT SELECT, INSERT ON organisation_identifier TO gonglian_worker;
GRANT UPDATE (name, region_code, updated_at) ON organisation TO gonglian_worker;
`;

const TENANT_TABLES = [
  'import_file',
  'import_chunk',
  'import_run',
  'import_fault',
  'import_key',
  'organisation_source',
];
const TENANT = '(SELECT gonglian.tenant())';
const OWN = `organisation_id = ${TENANT}`;
const ACTING = '(SELECT gonglian.acting_user())';
/** What the operator of the machine imported is for operators of the platform. */
const OWN_OR_MACHINE = `(${OWN} OR (organisation_id IS NULL AND (SELECT gonglian.is_operator())))`;
/** Fixes the worker to one organisation's rows when it works for one. */
const TENANT_IF_SET = `(${TENANT} IS NULL OR ${OWN})`;

const POLICIES = `
${TENANT_TABLES.map(
  (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_system ON ${table} TO gonglian_worker
  USING ((SELECT gonglian.is_system())) WITH CHECK ((SELECT gonglian.is_system()));`,
).join('\n')}

CREATE POLICY app_read ON import_file FOR SELECT TO gonglian_app USING (${OWN});
CREATE POLICY app_insert ON import_file FOR INSERT TO gonglian_app WITH CHECK (${OWN} AND uploaded_by = ${ACTING});
CREATE POLICY app_update ON import_file FOR UPDATE TO gonglian_app
  USING (${OWN} AND uploaded_by = ${ACTING} AND NOT complete) WITH CHECK (${OWN} AND uploaded_by = ${ACTING});
CREATE POLICY app_delete ON import_file FOR DELETE TO gonglian_app
  USING (${OWN} AND uploaded_by = ${ACTING} AND NOT complete);
-- The file must be an own one that is still coming in: foreign keys are checked past row-level security.
CREATE POLICY app_insert ON import_chunk FOR INSERT TO gonglian_app
  WITH CHECK (${OWN} AND EXISTS (SELECT 1 FROM import_file f WHERE f.id = file_id AND f.organisation_id = ${TENANT}
    AND f.uploaded_by = ${ACTING} AND NOT f.complete));

CREATE POLICY app_read ON import_run FOR SELECT TO gonglian_app USING (${OWN_OR_MACHINE});
-- Only operators of the platform import into other organisations than their own.
CREATE POLICY app_insert ON import_run FOR INSERT TO gonglian_app
  WITH CHECK (${OWN} AND started_by = ${ACTING} AND status = 'queued'
    AND (target_organisation_id = ${TENANT} OR (SELECT gonglian.is_operator()))
    AND EXISTS (SELECT 1 FROM import_file f WHERE f.id = file_id AND f.organisation_id = ${TENANT} AND f.complete));
CREATE POLICY app_update ON import_run FOR UPDATE TO gonglian_app USING (${OWN}) WITH CHECK (${OWN});
CREATE POLICY app_read ON import_fault FOR SELECT TO gonglian_app USING (${OWN_OR_MACHINE});
CREATE POLICY app_read ON organisation_source FOR SELECT TO gonglian_app
  USING (${OWN} OR (SELECT gonglian.is_overseer()));

CREATE POLICY worker_tenant_insert ON product AS RESTRICTIVE FOR INSERT TO gonglian_worker WITH CHECK ${TENANT_IF_SET};
CREATE POLICY worker_tenant_update ON product AS RESTRICTIVE FOR UPDATE TO gonglian_worker
  USING ${TENANT_IF_SET} WITH CHECK ${TENANT_IF_SET};
CREATE POLICY worker_tenant_insert ON product_version AS RESTRICTIVE FOR INSERT TO gonglian_worker WITH CHECK ${TENANT_IF_SET};
${WORKER_NEEDS.map(
  ([
    table,
    verb,
  ]) => `CREATE POLICY worker_tenant_${verb.toLowerCase()} ON ${table} AS RESTRICTIVE FOR ${verb} TO gonglian_worker
  ${verb === 'INSERT' ? '' : `USING ${TENANT_IF_SET}`} ${verb === 'DELETE' || verb === 'SELECT' ? '' : `WITH CHECK ${TENANT_IF_SET}`};`,
).join('\n')}
`;
