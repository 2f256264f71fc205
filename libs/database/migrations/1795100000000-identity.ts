import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { INVITATION_FUNCTIONS, SESSION_FUNCTIONS } from './1795100000000-identity-functions.js';

/** Profiles, identifiers and certificates of organisations, all roles, invitations, refresh tokens; groups read their subsidiaries. */
export class Identity1795100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [
      ORGANISATION,
      MEMBERSHIP,
      SCOPE,
      DETAILS,
      INVITATION,
      REFRESH_TOKEN,
      SESSION_FUNCTIONS,
      INVITATION_FUNCTIONS,
      GRANTS,
      POLICIES,
      group(READABLE),
    ]) {
      await runner.query(part);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const part of [group((column) => `${column} = (SELECT gonglian.tenant())`), DOWN])
      await runner.query(part);
  }
}

const ORGANISATION = `
ALTER TABLE organisation
  ADD owner text CHECK (owner IN ('sasac', 'mof', 'ministry', 'local', 'private', 'other')),
  ADD parent_id uuid REFERENCES organisation CHECK (parent_id <> id),
  ADD region_code text CHECK (region_code ~ '^[0-9]{6}$'),
  ADD trade text,
  ADD employees integer CHECK (employees >= 0),
  ADD annual_revenue_fen bigint CHECK (annual_revenue_fen >= 0),
  ADD total_assets_fen bigint CHECK (total_assets_fen >= 0),
  ADD status_reason text,
  ADD verified_at timestamptz,
  ADD updated_at timestamptz NOT NULL DEFAULT now(),
  ADD CONSTRAINT organisation_soe_only CHECK (kind = 'soe' OR (owner IS NULL AND parent_id IS NULL));
UPDATE organisation SET verified_at = created_at WHERE status = 'verified';
CREATE INDEX organisation_parent_idx ON organisation (parent_id) WHERE parent_id IS NOT NULL;
`;

const MEMBERSHIP = `
ALTER TABLE membership
  DROP CONSTRAINT membership_role_check,
  ADD CONSTRAINT membership_role_check CHECK (role IN ('sme_member', 'sme_admin', 'soe_buyer', 'soe_admin', 'chain_lead',
    'liaison', 'platform_operator', 'auditor')),
  ADD chains jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(chains) = 'array'),
  ADD regions jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(regions) = 'array');
`;

/**
 * The role is set by UnitOfWork from the verified scope, as the tenant is. `readable` is the tenant and, for the admin of a group,
 * every organisation below it; it looks past row-level security, which would ask for itself.
 */
const SCOPE = `
CREATE FUNCTION gonglian.acting_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('gonglian.role', true), '') $$;
CREATE FUNCTION gonglian.is_operator() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(gonglian.acting_role() = 'platform_operator', false) $$;
CREATE FUNCTION gonglian.is_overseer() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(gonglian.acting_role() IN ('platform_operator', 'auditor'), false) $$;
-- The organisation that the acting user may administer; null for everybody else.
CREATE FUNCTION gonglian.administered() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN gonglian.acting_role() IN ('sme_admin', 'soe_admin') THEN gonglian.tenant() END $$;
CREATE FUNCTION gonglian.role_fits(role text, kind text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE kind
    WHEN 'sme' THEN role IN ('sme_member', 'sme_admin')
    WHEN 'soe' THEN role IN ('soe_buyer', 'soe_admin', 'chain_lead', 'liaison')
    WHEN 'region_operator' THEN role IN ('chain_lead', 'liaison', 'auditor')
    WHEN 'platform' THEN role IN ('platform_operator', 'auditor')
    ELSE false END $$;
CREATE FUNCTION gonglian.readable() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  AS $$
    WITH RECURSIVE below AS (
      SELECT gonglian.tenant() AS id
      UNION
      SELECT o.id FROM organisation o JOIN below ON o.parent_id = below.id
       WHERE gonglian.acting_role() = 'soe_admin'
    ) SELECT array_agg(id) FROM below WHERE id IS NOT NULL $$;
REVOKE ALL ON FUNCTION gonglian.readable() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gonglian.readable() TO gonglian_app;
-- A policy cannot compare old and new values: an admin changes the profile of its organisation, never its standing.
CREATE FUNCTION gonglian.guard_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'gonglian_app' AND NOT gonglian.is_operator()
     AND (NEW.status, NEW.status_reason, NEW.verified_at) IS DISTINCT FROM (OLD.status, OLD.status_reason, OLD.verified_at)
  THEN
    RAISE insufficient_privilege USING MESSAGE = 'only operators of the platform change the status of an organisation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER organisation_guard_status BEFORE UPDATE ON organisation
  FOR EACH ROW EXECUTE FUNCTION gonglian.guard_status();
`;

const DETAILS = `
CREATE TABLE organisation_identifier (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation,
  scheme text NOT NULL CHECK (scheme IN ('uscc', 'org_code', 'registration_no', 'duns', 'lei')),
  value text NOT NULL CHECK (length(value) BETWEEN 1 AND 40),
  confirmed boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT organisation_identifier_scheme_value_key UNIQUE (scheme, value)
);
CREATE INDEX organisation_identifier_organisation_idx ON organisation_identifier (organisation_id);
CREATE TABLE organisation_certificate (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation,
  tier text NOT NULL CHECK (tier IN ('innovative', 'specialised', 'little_giant', 'champion', 'other')),
  level text NOT NULL,
  number text,
  evidence text,
  issued_on date NOT NULL,
  expires_on date CHECK (expires_on >= issued_on),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX organisation_certificate_organisation_idx ON organisation_certificate (organisation_id);
`;

const INVITATION = `
CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation,
  email text NOT NULL CHECK (email = lower(email)),
  role text NOT NULL,
  chains jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(chains) = 'array'),
  regions jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(regions) = 'array'),
  token_hash text NOT NULL CONSTRAINT invitation_token_hash_key UNIQUE,
  invited_by uuid NOT NULL REFERENCES user_account,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX invitation_organisation_idx ON invitation (organisation_id, id);
`;

const REFRESH_TOKEN = `
CREATE TABLE refresh_token (
  id uuid PRIMARY KEY,
  family_id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES user_account,
  organisation_id uuid NOT NULL REFERENCES organisation,
  token_hash text NOT NULL CONSTRAINT refresh_token_token_hash_key UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX refresh_token_family_idx ON refresh_token (family_id, id);
CREATE INDEX refresh_token_user_idx ON refresh_token (user_id, expires_at);
`;

/** The app reads no hash of a token, and no refresh token at all: these it reaches through functions only. */
const GRANTS = `
GRANT INSERT ON organisation TO gonglian_app;
GRANT UPDATE (status, status_reason, verified_at, region_code, trade, employees, annual_revenue_fen, total_assets_fen, updated_at)
  ON organisation TO gonglian_app;
GRANT UPDATE (role, chains, regions), DELETE ON membership TO gonglian_app;
GRANT SELECT, INSERT ON organisation_identifier TO gonglian_app;
GRANT SELECT, INSERT, DELETE ON organisation_certificate TO gonglian_app;
GRANT SELECT (id, organisation_id, email, role, chains, regions, invited_by, created_at, expires_at, accepted_at, revoked_at), INSERT,
  UPDATE (revoked_at) ON invitation TO gonglian_app;
`;

const TENANT_TABLES = ['organisation_identifier', 'organisation_certificate', 'invitation', 'refresh_token'];

const OPERATOR = '(SELECT gonglian.is_operator())';
/** Rows of the organisation that the acting user administers; of every one for operators of the platform. */
const MANAGED = `(organisation_id = (SELECT gonglian.administered()) OR ${OPERATOR})`;
/** No admin makes an operator: a role must fit the kind of its organisation. */
const ROLE_FITS =
  'EXISTS (SELECT 1 FROM organisation o WHERE o.id = organisation_id AND gonglian.role_fits(role, o.kind))';

const POLICIES = `
${TENANT_TABLES.map(
  (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_system ON ${table} TO gonglian_worker
  USING ((SELECT gonglian.is_system())) WITH CHECK ((SELECT gonglian.is_system()));`,
).join('\n')}

CREATE POLICY app_insert ON organisation FOR INSERT TO gonglian_app
  WITH CHECK (${OPERATOR} AND status = 'unclaimed' AND verified_at IS NULL);
CREATE POLICY app_update ON organisation FOR UPDATE TO gonglian_app
  USING (id = (SELECT gonglian.administered()) OR ${OPERATOR})
  WITH CHECK (id = (SELECT gonglian.administered()) OR ${OPERATOR});

-- The credit code is public, as it is in the enterprise register; other numbers are not.
CREATE POLICY app_read ON organisation_identifier FOR SELECT TO gonglian_app
  USING (scheme = 'uscc' OR organisation_id = (SELECT gonglian.tenant()) OR (SELECT gonglian.is_overseer()));
CREATE POLICY app_insert ON organisation_identifier FOR INSERT TO gonglian_app WITH CHECK (${MANAGED});

-- Tiers are published by those who award them; here members see them.
CREATE POLICY app_read ON organisation_certificate FOR SELECT TO gonglian_app
  USING ((SELECT gonglian.tenant()) IS NOT NULL);
CREATE POLICY app_insert ON organisation_certificate FOR INSERT TO gonglian_app WITH CHECK (${MANAGED});
CREATE POLICY app_delete ON organisation_certificate FOR DELETE TO gonglian_app USING (${MANAGED});

DROP POLICY app_read ON membership;
CREATE POLICY app_read ON membership FOR SELECT TO gonglian_app
  USING (user_id = (SELECT gonglian.acting_user()) OR organisation_id = (SELECT gonglian.tenant()) OR ${OPERATOR});
CREATE POLICY app_update ON membership FOR UPDATE TO gonglian_app
  USING (${MANAGED}) WITH CHECK (${MANAGED} AND ${ROLE_FITS});
CREATE POLICY app_delete ON membership FOR DELETE TO gonglian_app USING (${MANAGED});
DROP POLICY app_read ON user_account;
CREATE POLICY app_read ON user_account FOR SELECT TO gonglian_app
  USING (id = (SELECT gonglian.acting_user()) OR ${OPERATOR}
    OR id IN (SELECT user_id FROM membership WHERE organisation_id = (SELECT gonglian.tenant())));

CREATE POLICY app_read ON invitation FOR SELECT TO gonglian_app USING (${MANAGED});
CREATE POLICY app_insert ON invitation FOR INSERT TO gonglian_app
  WITH CHECK (${MANAGED} AND invited_by = (SELECT gonglian.acting_user()) AND ${ROLE_FITS});
CREATE POLICY app_update ON invitation FOR UPDATE TO gonglian_app USING (${MANAGED}) WITH CHECK (${MANAGED});
`;

/** The cast makes one array of the sub-select, evaluated once per statement; without it ANY would walk its rows. */
const READABLE = (column: string) => `${column} = ANY ((SELECT gonglian.readable())::uuid[])`;

/** What a buyer's organisation reads of its matching, by the rows that `own` lets it read. Writing stays with the tenant. */
function group(own: (column: string) => string): string {
  const organisation = own('organisation_id');
  return `
DROP POLICY app_read ON need;
CREATE POLICY app_read ON need FOR SELECT TO gonglian_app USING (status = 'open' OR ${organisation});
DROP POLICY app_read ON clause;
CREATE POLICY app_read ON clause FOR SELECT TO gonglian_app USING (
  ${organisation} OR (
    (disclosure = 'public' OR (disclosure = 'members' AND (SELECT gonglian.tenant()) IS NOT NULL))
    AND EXISTS (SELECT 1 FROM need WHERE need.id = clause.need_id AND need.status = 'open')));
DROP POLICY app_read ON match;
CREATE POLICY app_read ON match FOR SELECT TO gonglian_app
  USING (${own('need_organisation_id')} OR product_organisation_id = (SELECT gonglian.tenant()));
DROP POLICY app_read ON match_run;
CREATE POLICY app_read ON match_run FOR SELECT TO gonglian_app USING (${organisation});
DROP POLICY app_read ON decision;
CREATE POLICY app_read ON decision FOR SELECT TO gonglian_app USING (${organisation});
`;
}

/** Takes the roles, rows and columns of this migration away: memberships in the new roles go with them. */
const DOWN = `
DROP POLICY app_insert ON organisation;
DROP POLICY app_update ON organisation;
DROP POLICY app_update ON membership;
DROP POLICY app_delete ON membership;
DROP POLICY app_read ON membership;
CREATE POLICY app_read ON membership FOR SELECT TO gonglian_app
  USING (user_id = (SELECT gonglian.acting_user()) OR organisation_id = (SELECT gonglian.tenant()));
DROP POLICY app_read ON user_account;
CREATE POLICY app_read ON user_account FOR SELECT TO gonglian_app
  USING (id = (SELECT gonglian.acting_user())
    OR id IN (SELECT user_id FROM membership WHERE organisation_id = (SELECT gonglian.tenant())));
REVOKE INSERT, UPDATE (status, status_reason, verified_at, region_code, trade, employees, annual_revenue_fen, total_assets_fen,
  updated_at) ON organisation FROM gonglian_app;
REVOKE UPDATE (role, chains, regions), DELETE ON membership FROM gonglian_app;
DROP TABLE refresh_token, invitation, organisation_certificate, organisation_identifier;
DROP TRIGGER organisation_guard_status ON organisation;
DROP FUNCTION gonglian.guard_status(), gonglian.readable(), gonglian.role_fits(text, text), gonglian.administered(),
  gonglian.is_overseer(), gonglian.is_operator(), gonglian.acting_role(),
  gonglian.store_refresh_token(uuid, uuid, uuid, text, timestamptz, timestamptz),
  gonglian.rotate_refresh_token(text, uuid, text, timestamptz, timestamptz),
  gonglian.revoke_refresh_token(text, timestamptz), gonglian.invitation_lookup(text, timestamptz),
  gonglian.accept_invitation(text, uuid, uuid, text, text, uuid, timestamptz);
DELETE FROM membership WHERE role IN ('chain_lead', 'liaison', 'auditor');
ALTER TABLE membership DROP CONSTRAINT membership_role_check, DROP chains, DROP regions,
  ADD CONSTRAINT membership_role_check CHECK (role IN ('sme_member', 'sme_admin', 'soe_buyer', 'soe_admin', 'platform_operator'));
ALTER TABLE organisation DROP CONSTRAINT organisation_soe_only, DROP owner, DROP parent_id, DROP region_code, DROP trade,
  DROP employees, DROP annual_revenue_fen, DROP total_assets_fen, DROP status_reason, DROP verified_at, DROP updated_at;
`;
