import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Scope functions, tables of the first slice, grants and row-level security: tenancy stands from the first migration. */
export class FirstTables1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [
      SCOPE,
      IDENTITY,
      SUPPLY,
      DEMAND,
      MATCHING,
      NOTIFICATION,
      MESSAGING,
      SEARCH,
      GRANTS,
      POLICIES,
    ]) {
      await runner.query(part);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE notification, decision, match, match_run, stats_snapshot, search_document, outbox, clause, need, product,
        membership, user_account, organisation;
      DROP SCHEMA gonglian CASCADE;`);
  }
}

/** What UnitOfWork sets for each transaction. `system` counts for the worker role only, whatever a statement sets. */
const SCOPE = `
CREATE SCHEMA gonglian;
CREATE FUNCTION gonglian.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('gonglian.organisation_id', true), '')::uuid $$;
CREATE FUNCTION gonglian.acting_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('gonglian.user_id', true), '')::uuid $$;
CREATE FUNCTION gonglian.is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT current_user = 'gonglian_worker' AND current_setting('gonglian.actor', true) = 'system' $$;
`;

const IDENTITY = `
CREATE TABLE organisation (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('soe', 'sme', 'region_operator', 'platform')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  status text NOT NULL DEFAULT 'verified' CHECK (status IN ('verified', 'unclaimed', 'suspended')),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE user_account (
  id uuid PRIMARY KEY,
  email text NOT NULL CONSTRAINT user_account_email_key UNIQUE CHECK (email = lower(email)),
  name text NOT NULL,
  password_hash text NOT NULL,
  locale text NOT NULL DEFAULT 'zh' CHECK (locale IN ('zh', 'en')),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE membership (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES user_account,
  organisation_id uuid NOT NULL REFERENCES organisation,
  role text NOT NULL CHECK (role IN ('sme_member', 'sme_admin', 'soe_buyer', 'soe_admin', 'platform_operator')),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT membership_user_organisation_key UNIQUE (user_id, organisation_id)
);
CREATE INDEX membership_organisation_idx ON membership (organisation_id);
-- Sign-in must find an account before there is a tenant: the one look-up that row-level security cannot serve.
CREATE FUNCTION gonglian.sign_in_lookup(address text)
  RETURNS TABLE (user_id uuid, name text, locale text, password_hash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT id, name, locale, password_hash FROM user_account WHERE email = lower(address) $$;
REVOKE ALL ON FUNCTION gonglian.sign_in_lookup(text) FROM PUBLIC;
`;

const SUPPLY = `
CREATE TABLE product (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation,
  sku text NOT NULL CHECK (length(sku) BETWEEN 1 AND 100),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  summary text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  version integer NOT NULL DEFAULT 1,
  parameters jsonb NOT NULL DEFAULT '[]',
  certificates jsonb NOT NULL DEFAULT '[]',
  chain_nodes jsonb NOT NULL DEFAULT '[]',
  lead_time_days integer CHECK (lead_time_days >= 0),
  first_unit jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  CONSTRAINT product_organisation_sku_key UNIQUE (organisation_id, sku)
);
`;

const DEMAND = `
CREATE TABLE need (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation,
  kind text NOT NULL CHECK (kind IN ('procurement', 'first_unit_scenario', 'challenge')),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  body text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'open', 'closed')),
  version integer NOT NULL DEFAULT 1,
  deadline timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz
);
CREATE INDEX need_organisation_idx ON need (organisation_id, id);
CREATE INDEX need_open_idx ON need (id, version) WHERE status = 'open';
CREATE TABLE clause (
  id uuid PRIMARY KEY,
  need_id uuid NOT NULL REFERENCES need,
  organisation_id uuid NOT NULL REFERENCES organisation,
  position integer NOT NULL,
  hard boolean NOT NULL,
  disclosure text NOT NULL CHECK (disclosure IN ('public', 'members', 'invited')),
  text text NOT NULL,
  condition jsonb NOT NULL,
  CONSTRAINT clause_need_position_key UNIQUE (need_id, position)
);
`;

const MATCHING = `
CREATE TABLE stats_snapshot (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  built_at timestamptz NOT NULL DEFAULT now(),
  dictionary_version text NOT NULL,
  document_count integer NOT NULL,
  terms jsonb NOT NULL
);
CREATE TABLE match_run (
  id uuid PRIMARY KEY,
  need_id uuid NOT NULL REFERENCES need,
  organisation_id uuid NOT NULL REFERENCES organisation,
  need_version integer NOT NULL,
  sequence integer NOT NULL,
  outbox_id uuid NOT NULL,
  cause text NOT NULL,
  degraded boolean NOT NULL DEFAULT false,
  stats_number integer NOT NULL,
  rules_version text NOT NULL,
  evaluated integer NOT NULL,
  diff jsonb NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT match_run_need_sequence_key UNIQUE (need_id, sequence),
  CONSTRAINT match_run_need_outbox_key UNIQUE (need_id, outbox_id)
);
CREATE TABLE match (
  id uuid PRIMARY KEY,
  need_id uuid NOT NULL REFERENCES need,
  need_organisation_id uuid NOT NULL REFERENCES organisation,
  need_version integer NOT NULL,
  product_id uuid NOT NULL REFERENCES product,
  product_organisation_id uuid NOT NULL REFERENCES organisation,
  product_version integer NOT NULL,
  class text NOT NULL CHECK (class IN ('match', 'to_confirm', 'near_miss')),
  score double precision NOT NULL CHECK (score BETWEEN 0 AND 1),
  relevance double precision NOT NULL CHECK (relevance BETWEEN 0 AND 1),
  verdicts jsonb NOT NULL,
  stats_number integer NOT NULL,
  rules_version text NOT NULL,
  run_id uuid NOT NULL REFERENCES match_run,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT match_need_product_key UNIQUE (need_id, product_id)
);
CREATE INDEX match_product_idx ON match (product_id);
CREATE INDEX match_product_organisation_idx ON match (product_organisation_id, id);
CREATE TABLE decision (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation,
  actor_user_id uuid NOT NULL REFERENCES user_account,
  need_id uuid NOT NULL REFERENCES need,
  product_id uuid NOT NULL REFERENCES product,
  kind text NOT NULL CHECK (kind IN ('shortlist', 'contact', 'decline')),
  reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (kind <> 'decline' OR reason IS NOT NULL)
);
CREATE INDEX decision_need_product_idx ON decision (need_id, product_id, id);
`;

const NOTIFICATION = `
CREATE TABLE notification (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation,
  recipient_user_id uuid NOT NULL REFERENCES user_account,
  kind text NOT NULL,
  subject_id uuid NOT NULL,
  subject_version integer NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,
  read_at timestamptz,
  -- "Once" is this constraint, not a promise of the code (Medusa, Novu #2569).
  CONSTRAINT notification_once_key UNIQUE (recipient_user_id, kind, subject_id, subject_version)
);
CREATE INDEX notification_recipient_idx ON notification (recipient_user_id, id);
`;

const MESSAGING = `
CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  cause text NOT NULL,
  organisation_id uuid,
  payload jsonb NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'done', 'failed')),
  attempt integer NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  available_at timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz,
  last_error text,
  dedupe_key text CONSTRAINT outbox_dedupe_key UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz
);
CREATE INDEX outbox_pending_idx ON outbox (available_at, id) WHERE status = 'pending';
CREATE INDEX outbox_sent_idx ON outbox (lease_until) WHERE status = 'sent';
CREATE INDEX outbox_failed_idx ON outbox (id) WHERE status = 'failed';
`;

/** Public fields and ids only; outside RLS because full-text operators are not leakproof. Hits are re-read under RLS. */
const SEARCH = `
CREATE TABLE search_document (
  kind text NOT NULL CHECK (kind IN ('product', 'need')),
  id uuid NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  terms tsvector NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX search_document_terms_idx ON search_document USING gin (terms);
`;

/** Least privilege, verb by verb: what a role cannot do needs no policy. */
const GRANTS = `
GRANT USAGE ON SCHEMA gonglian, public TO gonglian_app, gonglian_worker;
GRANT SELECT ON migration TO gonglian_app, gonglian_worker;
GRANT EXECUTE ON FUNCTION gonglian.sign_in_lookup(text) TO gonglian_app;
GRANT SELECT ON organisation, membership TO gonglian_app;
-- Not the hash: only gonglian.sign_in_lookup reads it.
GRANT SELECT (id, email, name, locale, created_at) ON user_account TO gonglian_app;
GRANT SELECT, INSERT, UPDATE ON product, need TO gonglian_app;
GRANT SELECT, INSERT, DELETE ON clause TO gonglian_app;
GRANT SELECT ON match, match_run, stats_snapshot, search_document TO gonglian_app;
GRANT SELECT, INSERT ON decision TO gonglian_app;
GRANT SELECT ON notification TO gonglian_app;
GRANT UPDATE (read_at) ON notification TO gonglian_app;
GRANT SELECT, INSERT ON outbox TO gonglian_app;
GRANT SELECT, INSERT ON organisation, user_account, membership TO gonglian_worker;
GRANT SELECT ON product, need, clause, decision TO gonglian_worker;
GRANT UPDATE (status, version, updated_at) ON need TO gonglian_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON match, search_document, outbox TO gonglian_worker;
GRANT SELECT, INSERT ON match_run, stats_snapshot TO gonglian_worker;
GRANT SELECT, INSERT, UPDATE ON notification TO gonglian_worker;
`;

/** The tables whose rows belong to organisations. A contract test fails when a new table is neither here nor declared public. */
const TENANT_TABLES = [
  'organisation',
  'user_account',
  'membership',
  'product',
  'need',
  'clause',
  'match',
  'match_run',
  'decision',
  'notification',
  'outbox',
];

// The sub-selects make the planner evaluate the setting once per statement, not once per row.
const OWN = 'organisation_id = (SELECT gonglian.tenant())';
const POLICIES = `
${TENANT_TABLES.map(
  (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_system ON ${table} TO gonglian_worker
  USING ((SELECT gonglian.is_system())) WITH CHECK ((SELECT gonglian.is_system()));`,
).join('\n')}

-- The name of an organisation is public on this platform, as it is in the enterprise register.
CREATE POLICY app_read ON organisation FOR SELECT TO gonglian_app USING (true);
CREATE POLICY app_read ON membership FOR SELECT TO gonglian_app
  USING (user_id = (SELECT gonglian.acting_user()) OR ${OWN});
CREATE POLICY app_read ON user_account FOR SELECT TO gonglian_app
  USING (id = (SELECT gonglian.acting_user())
    OR id IN (SELECT user_id FROM membership WHERE ${OWN}));

CREATE POLICY app_read ON product FOR SELECT TO gonglian_app USING (status = 'published' OR ${OWN});
CREATE POLICY app_insert ON product FOR INSERT TO gonglian_app WITH CHECK (${OWN});
CREATE POLICY app_update ON product FOR UPDATE TO gonglian_app USING (${OWN}) WITH CHECK (${OWN});

CREATE POLICY app_read ON need FOR SELECT TO gonglian_app USING (status = 'open' OR ${OWN});
CREATE POLICY app_insert ON need FOR INSERT TO gonglian_app WITH CHECK (${OWN});
CREATE POLICY app_update ON need FOR UPDATE TO gonglian_app USING (${OWN}) WITH CHECK (${OWN});

-- Staged disclosure: others see a clause of an open need when it is public, or when they are members of any organisation.
CREATE POLICY app_read ON clause FOR SELECT TO gonglian_app USING (
  ${OWN} OR (
    (disclosure = 'public' OR (disclosure = 'members' AND (SELECT gonglian.tenant()) IS NOT NULL))
    AND EXISTS (SELECT 1 FROM need WHERE need.id = clause.need_id AND need.status = 'open')));
-- The need too must be an own one: foreign keys are checked past row-level security.
CREATE POLICY app_insert ON clause FOR INSERT TO gonglian_app
  WITH CHECK (${OWN} AND EXISTS (SELECT 1 FROM need WHERE need.id = need_id AND need.organisation_id = (SELECT gonglian.tenant())));
CREATE POLICY app_delete ON clause FOR DELETE TO gonglian_app USING (${OWN});

CREATE POLICY app_read ON match FOR SELECT TO gonglian_app
  USING (need_organisation_id = (SELECT gonglian.tenant()) OR product_organisation_id = (SELECT gonglian.tenant()));
CREATE POLICY app_read ON match_run FOR SELECT TO gonglian_app USING (${OWN});
CREATE POLICY app_read ON decision FOR SELECT TO gonglian_app USING (${OWN});
CREATE POLICY app_insert ON decision FOR INSERT TO gonglian_app
  WITH CHECK (${OWN} AND actor_user_id = (SELECT gonglian.acting_user())
    AND EXISTS (SELECT 1 FROM need WHERE need.id = need_id AND need.organisation_id = (SELECT gonglian.tenant())));

CREATE POLICY app_read ON notification FOR SELECT TO gonglian_app
  USING (${OWN} AND recipient_user_id = (SELECT gonglian.acting_user()));
CREATE POLICY app_update ON notification FOR UPDATE TO gonglian_app
  USING (${OWN} AND recipient_user_id = (SELECT gonglian.acting_user()))
  WITH CHECK (${OWN} AND recipient_user_id = (SELECT gonglian.acting_user()));

CREATE POLICY app_read ON outbox FOR SELECT TO gonglian_app USING (${OWN});
CREATE POLICY app_insert ON outbox FOR INSERT TO gonglian_app WITH CHECK (${OWN});
`;
