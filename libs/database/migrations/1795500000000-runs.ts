import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Runs that can be watched and cancelled, batches with their news, preferences of notifications, operators at the outbox. */
export class Runs1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [BATCH, RUN, NOTIFICATION, OUTBOX, GRANTS, POLICIES]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

/** Work that belongs together and is told of once; its id travels in the payloads of the outbox. */
const BATCH = `
CREATE TABLE bulk_batch (
  id uuid PRIMARY KEY,
  cause text NOT NULL CHECK (cause IN ('import', 'backfill', 'rematch')),
  organisation_id uuid REFERENCES organisation,
  created_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  finished_at timestamptz,
  needs integer NOT NULL DEFAULT 0,
  organisations integer NOT NULL DEFAULT 0
);
CREATE INDEX bulk_batch_open_idx ON bulk_batch (id) WHERE finished_at IS NULL;
CREATE TABLE bulk_news (
  batch_id uuid NOT NULL REFERENCES bulk_batch,
  organisation_id uuid NOT NULL REFERENCES organisation,
  need_id uuid NOT NULL REFERENCES need,
  side text NOT NULL CHECK (side IN ('buyer', 'supplier')),
  matches integer NOT NULL,
  to_confirm integer NOT NULL,
  PRIMARY KEY (batch_id, organisation_id, need_id, side)
);
CREATE INDEX bulk_news_need_idx ON bulk_news (need_id);
`;

/** Rows of before are finished ones. The defaults of state and finish are for them only: the platform writes both. */
const RUN = `
ALTER TABLE match_run
  ADD COLUMN state text NOT NULL DEFAULT 'finished' CHECK (state IN ('queued', 'running', 'finished', 'cancelled', 'failed')),
  ADD COLUMN kind text NOT NULL DEFAULT 'forward' CHECK (kind IN ('forward', 'reverse')),
  ADD COLUMN batch_id uuid REFERENCES bulk_batch,
  ADD COLUMN requested_by uuid REFERENCES user_account,
  ADD COLUMN candidates integer NOT NULL DEFAULT 0,
  ADD COLUMN queued_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN started_at timestamptz,
  ADD COLUMN error text,
  ALTER COLUMN sequence DROP NOT NULL,
  ALTER COLUMN stats_number DROP NOT NULL,
  ALTER COLUMN rules_version DROP NOT NULL,
  ALTER COLUMN finished_at DROP NOT NULL,
  ALTER COLUMN evaluated SET DEFAULT 0,
  ALTER COLUMN diff SET DEFAULT '{"added": [], "removed": [], "changed": []}';
UPDATE match_run SET queued_at = finished_at, candidates = evaluated,
  kind = CASE WHEN cause LIKE 'product.%' THEN 'reverse' ELSE 'forward' END;
ALTER TABLE match_run
  ADD CONSTRAINT match_run_finished_check CHECK (state <> 'finished'
    OR (sequence IS NOT NULL AND stats_number IS NOT NULL AND rules_version IS NOT NULL AND finished_at IS NOT NULL));
CREATE INDEX match_run_need_idx ON match_run (need_id, id);
CREATE INDEX match_run_open_idx ON match_run (id) WHERE state IN ('queued', 'running');
`;

const NOTIFICATION = `
ALTER TABLE notification ADD COLUMN muted boolean NOT NULL DEFAULT false;
CREATE INDEX notification_unread_idx ON notification (recipient_user_id, organisation_id, kind)
  WHERE read_at IS NULL AND NOT muted;
CREATE TABLE notification_preference (
  user_id uuid NOT NULL REFERENCES user_account,
  organisation_id uuid NOT NULL REFERENCES organisation,
  kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 100),
  in_app boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, organisation_id, kind)
);
`;

const OUTBOX = `
CREATE INDEX outbox_batch_idx ON outbox ((payload->>'batchId'))
  WHERE status IN ('pending', 'sent') AND payload->>'batchId' IS NOT NULL;
`;

const GRANTS = `
GRANT SELECT ON bulk_batch, bulk_news TO gonglian_app;
GRANT INSERT (id, cause, organisation_id, created_at), UPDATE (closed_at) ON bulk_batch TO gonglian_app;
GRANT SELECT, INSERT, UPDATE ON bulk_batch, bulk_news TO gonglian_worker;
GRANT INSERT (id, need_id, organisation_id, need_version, outbox_id, cause, kind, state, requested_by, sequence, finished_at, queued_at)
  ON match_run TO gonglian_app;
GRANT UPDATE (state, finished_at) ON match_run TO gonglian_app;
GRANT UPDATE ON match_run TO gonglian_worker;
GRANT SELECT, INSERT, UPDATE ON notification_preference TO gonglian_app;
GRANT SELECT ON notification_preference TO gonglian_worker;
GRANT UPDATE (status, failures, available_at) ON outbox TO gonglian_app;
`;

const TENANT = '(SELECT gonglian.tenant())';
const USER = '(SELECT gonglian.acting_user())';
const OPERATOR = '(SELECT gonglian.is_operator())';
const OWN_PREFERENCE = `organisation_id = ${TENANT} AND user_id = ${USER}`;

const POLICIES = `
${['bulk_batch', 'bulk_news', 'notification_preference']
  .map(
    (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_system ON ${table} TO gonglian_worker
  USING ((SELECT gonglian.is_system())) WITH CHECK ((SELECT gonglian.is_system()));`,
  )
  .join('\n')}

CREATE POLICY app_read ON bulk_batch FOR SELECT TO gonglian_app USING (organisation_id = ${TENANT} OR ${OPERATOR});
CREATE POLICY app_insert ON bulk_batch FOR INSERT TO gonglian_app WITH CHECK (organisation_id = ${TENANT});
CREATE POLICY app_update ON bulk_batch FOR UPDATE TO gonglian_app
  USING (organisation_id = ${TENANT}) WITH CHECK (organisation_id = ${TENANT});
CREATE POLICY app_read ON bulk_news FOR SELECT TO gonglian_app USING (organisation_id = ${TENANT});

-- Asking and cancelling, and nothing else: what a run found is the worker's to write. The need too must be an own one, as
-- foreign keys are checked past row-level security.
CREATE POLICY app_insert ON match_run FOR INSERT TO gonglian_app
  WITH CHECK (organisation_id = ${TENANT} AND state = 'queued' AND requested_by = ${USER}
    AND EXISTS (SELECT 1 FROM need WHERE need.id = need_id AND need.organisation_id = ${TENANT}));
CREATE POLICY app_cancel ON match_run FOR UPDATE TO gonglian_app
  USING (organisation_id = ${TENANT} AND state IN ('queued', 'running'))
  WITH CHECK (organisation_id = ${TENANT} AND state = 'cancelled');

CREATE POLICY app_own ON notification_preference TO gonglian_app
  USING (${OWN_PREFERENCE}) WITH CHECK (${OWN_PREFERENCE});

-- Operators look after work of every organisation, and may set back what failed.
CREATE POLICY operator_read ON outbox FOR SELECT TO gonglian_app USING (${OPERATOR});
CREATE POLICY operator_redrive ON outbox FOR UPDATE TO gonglian_app
  USING (${OPERATOR} AND status = 'failed') WITH CHECK (${OPERATOR} AND status = 'pending');
`;

/** Runs that did not finish have no place in the older shape. */
const DOWN = `
DROP POLICY operator_redrive ON outbox;
DROP POLICY operator_read ON outbox;
DROP POLICY app_cancel ON match_run;
DROP POLICY app_insert ON match_run;
REVOKE UPDATE (status, failures, available_at) ON outbox FROM gonglian_app;
REVOKE UPDATE ON match_run FROM gonglian_worker;
REVOKE UPDATE (state, finished_at) ON match_run FROM gonglian_app;
REVOKE INSERT (id, need_id, organisation_id, need_version, outbox_id, cause, kind, state, requested_by, sequence, finished_at, queued_at)
  ON match_run FROM gonglian_app;
DROP INDEX outbox_batch_idx;
DROP TABLE notification_preference;
DROP INDEX notification_unread_idx;
DELETE FROM notification WHERE muted;
ALTER TABLE notification DROP COLUMN muted;
DELETE FROM match_run WHERE state <> 'finished';
DROP INDEX match_run_need_idx;
ALTER TABLE match_run
  DROP CONSTRAINT match_run_finished_check,
  DROP COLUMN state, DROP COLUMN kind, DROP COLUMN batch_id, DROP COLUMN requested_by, DROP COLUMN candidates,
  DROP COLUMN queued_at, DROP COLUMN started_at, DROP COLUMN error,
  ALTER COLUMN sequence SET NOT NULL, ALTER COLUMN stats_number SET NOT NULL, ALTER COLUMN rules_version SET NOT NULL,
  ALTER COLUMN finished_at SET NOT NULL, ALTER COLUMN evaluated DROP DEFAULT, ALTER COLUMN diff DROP DEFAULT;
DROP TABLE bulk_news, bulk_batch;
`;
