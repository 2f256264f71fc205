import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Uploads that broke off are known by their silence; an organisation reads its own files back, and the batches that it was told of. */
export class ImportService1795900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const TENANT = '(SELECT gonglian.tenant())';

const OWN = `organisation_id = ${TENANT}`;
const UNFINISHED = 'uploaded_by = (SELECT gonglian.acting_user()) AND NOT complete';

const UP = `
ALTER TABLE import_file ADD COLUMN touched_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX import_file_incomplete_idx ON import_file (touched_at) WHERE NOT complete;
GRANT UPDATE (touched_at) ON import_file TO gonglian_app;
GRANT SELECT ON import_chunk TO gonglian_app;
CREATE POLICY app_read ON import_chunk FOR SELECT TO gonglian_app USING (${OWN});
-- A whole file is its organisation's to throw away, while no import of it waits or runs.
DROP POLICY app_delete ON import_file;
CREATE POLICY app_delete ON import_file FOR DELETE TO gonglian_app USING (${OWN} AND ((${UNFINISHED}) OR (complete
  AND NOT EXISTS (SELECT 1 FROM import_run r WHERE r.file_id = import_file.id AND r.status IN ('queued', 'running')))));
-- Whoever has news of a batch may open it, whosever doing it was.
CREATE POLICY app_read_news ON bulk_batch FOR SELECT TO gonglian_app
  USING (EXISTS (SELECT 1 FROM bulk_news n WHERE n.batch_id = bulk_batch.id AND n.organisation_id = ${TENANT}));
`;

const DOWN = `
DROP POLICY app_read_news ON bulk_batch;
DROP POLICY app_delete ON import_file;
CREATE POLICY app_delete ON import_file FOR DELETE TO gonglian_app USING (${OWN} AND ${UNFINISHED});
DROP POLICY app_read ON import_chunk;
REVOKE SELECT ON import_chunk FROM gonglian_app;
REVOKE UPDATE (touched_at) ON import_file FROM gonglian_app;
DROP INDEX import_file_incomplete_idx;
ALTER TABLE import_file DROP COLUMN touched_at;
`;
