import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The full need: its public fields, confidential parts under row-level security, invitations to the invited part, kept versions. */
export class Demand1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [NEED, PARTS, INVITATIONS, VERSIONS, GRANTS, POLICIES]) await runner.query(part);
  }

  /** Conditions of the new types become words for people to read: the version before knows no verdict on them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY app_read ON clause;
      CREATE POLICY app_read ON clause FOR SELECT TO gonglian_app USING (
        ${GROUP} OR (
          (disclosure = 'public' OR (disclosure = 'members' AND (SELECT gonglian.tenant()) IS NOT NULL))
          AND EXISTS (SELECT 1 FROM need WHERE need.id = clause.need_id AND need.status = 'open')));
      DROP POLICY app_update ON clause;
      REVOKE UPDATE (position, span) ON clause FROM gonglian_app;
      DROP TABLE need_version, need_invitation, need_part;
      DROP FUNCTION gonglian.guard_need_invitation(), gonglian.invited_needs();
      ALTER TABLE clause DROP COLUMN span, DROP CONSTRAINT clause_need_position_key,
        ADD CONSTRAINT clause_need_position_key UNIQUE (need_id, position);
      UPDATE clause SET condition = '{"type": "text"}'
       WHERE condition->>'type' IN ('industry', 'region_served', 'capacity', 'quantity', 'price');
      UPDATE clause SET condition = condition - 'trackRecord' - 'minShare' - 'credential' WHERE condition->>'type' = 'qualification';
      UPDATE clause SET condition = condition - 'minLevel' WHERE condition->>'type' = 'first_unit';
      ALTER TABLE need DROP COLUMN quantity, DROP COLUMN region_code, DROP COLUMN industry_code, DROP COLUMN chain_nodes,
        DROP COLUMN payment_days, DROP COLUMN procurement_way, DROP COLUMN procurement_label, DROP COLUMN cooperation_type,
        DROP COLUMN scenario, DROP COLUMN challenge, DROP COLUMN close_reason;`);
  }
}

/**
 * Public fields only. Positions may change places within a transaction: a clause that stays keeps its id, to which verdicts and
 * questions point.
 */
const NEED = `
ALTER TABLE need
  ADD COLUMN quantity jsonb,
  ADD COLUMN region_code text,
  ADD COLUMN industry_code text,
  ADD COLUMN chain_nodes jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN payment_days integer CHECK (payment_days >= 0),
  ADD COLUMN procurement_way text CHECK (procurement_way IN
    ('tender', 'inquiry_comparison', 'bidding', 'negotiation', 'direct', 'framework')),
  ADD COLUMN procurement_label text,
  ADD COLUMN cooperation_type text CHECK (cooperation_type IN ('supply_demand_matching', 'supporting_supply',
    'joint_innovation', 'resource_sharing', 'industry_empowerment', 'industry_finance', 'central_local')),
  ADD COLUMN scenario jsonb,
  ADD COLUMN challenge jsonb,
  ADD COLUMN close_reason text,
  ADD CONSTRAINT need_scenario_kind CHECK (scenario IS NULL OR kind = 'first_unit_scenario'),
  ADD CONSTRAINT need_challenge_kind CHECK (challenge IS NULL OR kind = 'challenge');
ALTER TABLE clause
  ADD COLUMN span jsonb,
  DROP CONSTRAINT clause_need_position_key,
  ADD CONSTRAINT clause_need_position_key UNIQUE (need_id, position) DEFERRABLE INITIALLY DEFERRED;
`;

/** Texts for members and for invited suppliers, and the budget, which has a level of its own: only it may stand in a public part. */
const PARTS = `
CREATE TABLE need_part (
  need_id uuid NOT NULL REFERENCES need,
  disclosure text NOT NULL CHECK (disclosure IN ('public', 'members', 'invited')),
  organisation_id uuid NOT NULL REFERENCES organisation,
  body text NOT NULL DEFAULT '',
  budget jsonb,
  PRIMARY KEY (need_id, disclosure),
  CHECK (disclosure <> 'public' OR body = '')
);
`;

/**
 * An invitation counts once its supplier has accepted the confidentiality terms, until it is revoked. A policy cannot compare old and
 * new values: the trigger keeps a buyer from accepting for a supplier, and a supplier from undoing a revocation.
 */
const INVITATIONS = `
CREATE TABLE need_invitation (
  id uuid PRIMARY KEY,
  need_id uuid NOT NULL REFERENCES need,
  organisation_id uuid NOT NULL REFERENCES organisation,
  supplier_organisation_id uuid NOT NULL REFERENCES organisation CHECK (supplier_organisation_id <> organisation_id),
  terms text NOT NULL CHECK (length(terms) BETWEEN 1 AND 10000),
  invited_by uuid NOT NULL REFERENCES user_account,
  created_at timestamptz NOT NULL,
  answered_by uuid REFERENCES user_account,
  accepted_at timestamptz,
  declined_at timestamptz,
  revoked_at timestamptz,
  CHECK (accepted_at IS NULL OR declined_at IS NULL),
  CHECK ((answered_by IS NULL) = (accepted_at IS NULL AND declined_at IS NULL))
);
CREATE INDEX need_invitation_need_idx ON need_invitation (need_id, id);
CREATE INDEX need_invitation_supplier_idx ON need_invitation (supplier_organisation_id, id);
CREATE UNIQUE INDEX need_invitation_live_key ON need_invitation (need_id, supplier_organisation_id)
  WHERE revoked_at IS NULL AND declined_at IS NULL;
CREATE FUNCTION gonglian.invited_needs() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT coalesce(array_agg(need_id), '{}') FROM need_invitation
         WHERE supplier_organisation_id = gonglian.tenant() AND accepted_at IS NOT NULL AND revoked_at IS NULL $$;
REVOKE ALL ON FUNCTION gonglian.invited_needs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gonglian.invited_needs() TO gonglian_app;
CREATE FUNCTION gonglian.guard_need_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'gonglian_app' THEN
    IF OLD.organisation_id = gonglian.tenant()
       AND (NEW.answered_by, NEW.accepted_at, NEW.declined_at) IS DISTINCT FROM (OLD.answered_by, OLD.accepted_at, OLD.declined_at)
    THEN RAISE insufficient_privilege USING MESSAGE = 'only the invited supplier answers an invitation'; END IF;
    IF OLD.supplier_organisation_id = gonglian.tenant()
       AND (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at OR OLD.revoked_at IS NOT NULL OR OLD.answered_by IS NOT NULL
         OR NEW.answered_by IS DISTINCT FROM gonglian.acting_user())
    THEN RAISE insufficient_privilege USING MESSAGE = 'a supplier answers an invitation once, while it stands'; END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER need_invitation_guard BEFORE UPDATE ON need_invitation
  FOR EACH ROW EXECUTE FUNCTION gonglian.guard_need_invitation();
`;

/** Needs that were there before get their present state as the first kept version; who made it is not known. */
const VERSIONS = `
CREATE TABLE need_version (
  need_id uuid NOT NULL REFERENCES need,
  version integer NOT NULL,
  organisation_id uuid NOT NULL REFERENCES organisation,
  data jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by uuid REFERENCES user_account,
  PRIMARY KEY (need_id, version)
);
INSERT INTO need_version (need_id, version, organisation_id, data, changed_at)
SELECT n.id, n.version, n.organisation_id, jsonb_build_object('kind', n.kind, 'title', n.title, 'body', n.body, 'status', n.status,
         'deadline', to_char(n.deadline AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'quantity', null, 'regionCode', null, 'industryCode', null, 'chainNodes', '[]'::jsonb, 'paymentDays', null,
         'procurementWay', null, 'procurementLabel', null, 'cooperationType', null, 'scenario', null, 'challenge', null,
         'membersPart', '', 'invitedPart', '', 'budget', null, 'closeReason', null,
         'clauses', coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id, 'hard', c.hard, 'disclosure', c.disclosure,
                                'text', c.text, 'span', null, 'condition', c.condition) ORDER BY c.position)
                                FROM clause c WHERE c.need_id = n.id), '[]'::jsonb)), n.updated_at
  FROM need n;
`;

/** The worker closes what is due, and keeps that version. A kept version is never changed. */
const GRANTS = `
GRANT SELECT, INSERT, DELETE ON need_part TO gonglian_app;
GRANT SELECT, INSERT, UPDATE (answered_by, accepted_at, declined_at, revoked_at) ON need_invitation TO gonglian_app;
GRANT SELECT ON need_invitation TO gonglian_worker;
GRANT SELECT, INSERT ON need_version TO gonglian_app, gonglian_worker;
GRANT UPDATE (position, span) ON clause TO gonglian_app;
`;

const OWN = 'organisation_id = (SELECT gonglian.tenant())';
const GROUP = 'organisation_id = ANY ((SELECT gonglian.readable())::uuid[])';
const OWN_NEED =
  'EXISTS (SELECT 1 FROM need WHERE need.id = need_id AND need.organisation_id = (SELECT gonglian.tenant()))';

/** Staged disclosure: the owner's group always; others of an open need what is public, for members, or for them as invited ones. */
const STAGED = (table: string) => `${GROUP} OR (
  (disclosure = 'public' OR (disclosure = 'members' AND (SELECT gonglian.tenant()) IS NOT NULL)
    OR (disclosure = 'invited' AND need_id = ANY ((SELECT gonglian.invited_needs())::uuid[])))
  AND EXISTS (SELECT 1 FROM need WHERE need.id = ${table}.need_id AND need.status = 'open'))`;

const POLICIES = `
${['need_part', 'need_invitation', 'need_version']
  .map(
    (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_system ON ${table} TO gonglian_worker
  USING ((SELECT gonglian.is_system())) WITH CHECK ((SELECT gonglian.is_system()));`,
  )
  .join('\n')}

DROP POLICY app_read ON clause;
CREATE POLICY app_read ON clause FOR SELECT TO gonglian_app USING (${STAGED('clause')});
CREATE POLICY app_update ON clause FOR UPDATE TO gonglian_app USING (${OWN}) WITH CHECK (${OWN});
CREATE POLICY app_read ON need_part FOR SELECT TO gonglian_app USING (${STAGED('need_part')});
CREATE POLICY app_insert ON need_part FOR INSERT TO gonglian_app WITH CHECK (${OWN} AND ${OWN_NEED});
CREATE POLICY app_delete ON need_part FOR DELETE TO gonglian_app USING (${OWN});

CREATE POLICY app_read ON need_invitation FOR SELECT TO gonglian_app
  USING (${GROUP} OR supplier_organisation_id = (SELECT gonglian.tenant()));
CREATE POLICY app_insert ON need_invitation FOR INSERT TO gonglian_app
  WITH CHECK (${OWN} AND invited_by = (SELECT gonglian.acting_user()) AND answered_by IS NULL AND revoked_at IS NULL
    AND ${OWN_NEED} AND EXISTS (SELECT 1 FROM organisation o WHERE o.id = supplier_organisation_id AND o.kind = 'sme'));
CREATE POLICY app_update ON need_invitation FOR UPDATE TO gonglian_app
  USING (${OWN} OR supplier_organisation_id = (SELECT gonglian.tenant()))
  WITH CHECK (${OWN} OR supplier_organisation_id = (SELECT gonglian.tenant()));

-- All parts are in a version: only the owner's group sees any, and nobody writes in the name of another.
CREATE POLICY app_read ON need_version FOR SELECT TO gonglian_app USING (${GROUP});
CREATE POLICY app_insert ON need_version FOR INSERT TO gonglian_app
  WITH CHECK (${OWN} AND changed_by = (SELECT gonglian.acting_user()) AND ${OWN_NEED});
`;
