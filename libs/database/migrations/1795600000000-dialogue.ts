import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What the two sides of a match say to each other: answers, questions with replies, contact data opened when both agree. */
export class Dialogue1795600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [DECISION, TABLES, FUNCTIONS, GRANTS, POLICIES]) await runner.query(part);
  }

  /** Decisions of the new kind cannot be told in the old table and go with it; declines keep their code as their reason. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE contact_opening, contact_offer, match_reply, match_question, opportunity_answer CASCADE;
      DROP FUNCTION gonglian.clause_withheld(uuid), gonglian.contact_offered(uuid, uuid, text),
        gonglian.contact_agreed(uuid, uuid, uuid, uuid);
      DROP INDEX match_need_organisation_idx;
      DELETE FROM decision WHERE kind = 'withdraw';
      UPDATE decision SET reason = reason_code WHERE kind = 'decline' AND reason IS NULL;
      ALTER TABLE decision DROP CONSTRAINT decision_kind_check, DROP CONSTRAINT decision_reason_check, DROP COLUMN reason_code,
        ADD CONSTRAINT decision_kind_check CHECK (kind IN ('shortlist', 'contact', 'decline')),
        ADD CONSTRAINT decision_check CHECK (kind <> 'decline' OR reason IS NOT NULL);`);
  }
}

const DECISION = `
ALTER TABLE decision
  DROP CONSTRAINT decision_kind_check,
  DROP CONSTRAINT decision_check,
  ADD COLUMN reason_code text CHECK (reason_code IN ('parameter_gap', 'price', 'delivery', 'qualification', 'region', 'duplicate', 'other')),
  ADD CONSTRAINT decision_kind_check CHECK (kind IN ('shortlist', 'contact', 'decline', 'withdraw')),
  ADD CONSTRAINT decision_reason_check CHECK (kind <> 'decline' OR reason IS NOT NULL OR reason_code IS NOT NULL);
UPDATE decision SET reason_code = 'other' WHERE kind = 'decline';
CREATE INDEX match_need_organisation_idx ON match (need_organisation_id, id);
`;

/** Rows are of the pair, not of the match: a match leaves with the kept set, what was said stays. Both sides stand on each row. */
const PAIR = `
  id uuid PRIMARY KEY,
  need_id uuid NOT NULL REFERENCES need,
  need_organisation_id uuid NOT NULL REFERENCES organisation,
  product_id uuid NOT NULL REFERENCES product,
  product_organisation_id uuid NOT NULL REFERENCES organisation,
  actor_user_id uuid NOT NULL REFERENCES user_account,
  created_at timestamptz NOT NULL DEFAULT now()`;

const TABLES = `
CREATE TABLE opportunity_answer (${PAIR},
  answer text NOT NULL CHECK (answer IN ('interested', 'question', 'not_for_us')),
  reason_code text CHECK (reason_code IN ('parameter_gap', 'price', 'delivery', 'capacity', 'region', 'terms', 'other')),
  reason text CHECK (length(reason) <= 1000),
  CHECK ((answer = 'not_for_us') = (reason_code IS NOT NULL))
);
CREATE INDEX opportunity_answer_pair_idx ON opportunity_answer (need_id, product_id, id);
CREATE INDEX opportunity_answer_day_idx ON opportunity_answer (product_organisation_id, created_at);
-- No reference to the clause: a need's clauses are replaced when it changes, and the question stays.
CREATE TABLE match_question (${PAIR},
  side text NOT NULL CHECK (side IN ('buyer', 'supplier')),
  clause_id uuid,
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000)
);
CREATE INDEX match_question_pair_idx ON match_question (need_id, product_id, id);
CREATE INDEX match_question_buyer_idx ON match_question (need_organisation_id, id);
CREATE INDEX match_question_supplier_idx ON match_question (product_organisation_id, id);
CREATE TABLE match_reply (${PAIR},
  question_id uuid NOT NULL REFERENCES match_question,
  side text NOT NULL CHECK (side IN ('buyer', 'supplier')),
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000)
);
CREATE INDEX match_reply_question_idx ON match_reply (question_id, id);
CREATE TABLE contact_offer (${PAIR},
  side text NOT NULL CHECK (side IN ('buyer', 'supplier')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  phone text CHECK (length(phone) <= 40),
  email text CHECK (length(email) <= 254),
  withdrawn_at timestamptz,
  withdrawn_by uuid REFERENCES user_account,
  CHECK (phone IS NOT NULL OR email IS NOT NULL),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE UNIQUE INDEX contact_offer_once_idx ON contact_offer (need_id, product_id, side) WHERE withdrawn_at IS NULL;
-- Who opened it and when: a record of its own, never changed.
CREATE TABLE contact_opening (${PAIR},
  side text NOT NULL CHECK (side IN ('buyer', 'supplier')),
  CONSTRAINT contact_opening_pair_key UNIQUE (need_id, product_id)
);
CREATE INDEX contact_opening_buyer_idx ON contact_opening (need_organisation_id, id);
CREATE INDEX contact_opening_supplier_idx ON contact_opening (product_organisation_id, id);
`;

const definer = 'LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp';
const forApp = (signature: string) =>
  `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC; GRANT EXECUTE ON FUNCTION ${signature} TO gonglian_app;`;

/**
 * They look past row-level security and answer yes or no, to the parties of a pair only: whether a clause is kept back, whether a
 * side has offered (never what), whether both agree. To agree is an offer of each side while the buyer's last decision is
 * `contact` and the supplier's last answer `interested`.
 */
const FUNCTIONS = `
CREATE FUNCTION gonglian.clause_withheld(clause uuid) RETURNS boolean ${definer}
  AS $$ SELECT EXISTS (SELECT 1 FROM clause c WHERE c.id = clause AND c.disclosure = 'invited') $$;
CREATE FUNCTION gonglian.contact_offered(need uuid, product uuid, by_side text) RETURNS boolean ${definer}
  AS $$ SELECT EXISTS (SELECT 1 FROM contact_offer o
     WHERE o.need_id = need AND o.product_id = product AND o.side = by_side AND o.withdrawn_at IS NULL
       AND (o.need_organisation_id = ANY (gonglian.readable()) OR o.product_organisation_id = gonglian.tenant())) $$;
CREATE FUNCTION gonglian.contact_agreed(need uuid, product uuid, buyer uuid, supplier uuid) RETURNS boolean ${definer}
  AS $$ SELECT gonglian.tenant() IN (buyer, supplier)
     AND (SELECT count(*) = 2 FROM contact_offer o WHERE o.need_id = need AND o.product_id = product
            AND o.need_organisation_id = buyer AND o.product_organisation_id = supplier AND o.withdrawn_at IS NULL)
     AND coalesce((SELECT d.kind = 'contact' FROM decision d WHERE d.need_id = need AND d.product_id = product
                    ORDER BY d.id DESC LIMIT 1), false)
     AND coalesce((SELECT a.answer = 'interested' FROM opportunity_answer a WHERE a.need_id = need AND a.product_id = product
                    ORDER BY a.id DESC LIMIT 1), false) $$;
${forApp('gonglian.clause_withheld(uuid)')}
${forApp('gonglian.contact_offered(uuid, uuid, text)')}
${forApp('gonglian.contact_agreed(uuid, uuid, uuid, uuid)')}
`;

/** Everything is said once and kept; only an offer can be taken back. The worker reads, to tell the other side. */
const TENANT_TABLES = [
  'opportunity_answer',
  'match_question',
  'match_reply',
  'contact_offer',
  'contact_opening',
];
const GRANTS = `
GRANT SELECT, INSERT ON ${TENANT_TABLES.join(', ')} TO gonglian_app;
GRANT UPDATE (withdrawn_at, withdrawn_by) ON contact_offer TO gonglian_app;
GRANT SELECT ON ${TENANT_TABLES.join(', ')} TO gonglian_worker;
`;

const TENANT = '(SELECT gonglian.tenant())';
const BUYERS = 'need_organisation_id = ANY ((SELECT gonglian.readable())::uuid[])';
const SUPPLIERS = `product_organisation_id = ${TENANT}`;
const PARTY = `(${BUYERS} OR ${SUPPLIERS})`;
const BY_ME = 'actor_user_id = (SELECT gonglian.acting_user())';
/** Of the side that the row says it is of. */
const OWN_SIDE = `((side = 'buyer' AND need_organisation_id = ${TENANT}) OR (side = 'supplier' AND ${SUPPLIERS}))`;
/** Foreign keys are checked past row-level security: the pair must be a match that the writer sees. */
const matched = (table: string) => `EXISTS (SELECT 1 FROM match m
    WHERE m.need_id = ${table}.need_id AND m.need_organisation_id = ${table}.need_organisation_id
      AND m.product_id = ${table}.product_id AND m.product_organisation_id = ${table}.product_organisation_id)`;
const samePair = (table: string, other: string) =>
  `${other}.need_id = ${table}.need_id AND ${other}.product_id = ${table}.product_id`;

const POLICIES = `
${TENANT_TABLES.map(
  (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_system ON ${table} TO gonglian_worker
  USING ((SELECT gonglian.is_system())) WITH CHECK ((SELECT gonglian.is_system()));`,
).join('\n')}

CREATE POLICY app_read ON opportunity_answer FOR SELECT TO gonglian_app USING (${PARTY});
CREATE POLICY app_insert ON opportunity_answer FOR INSERT TO gonglian_app
  WITH CHECK (${SUPPLIERS} AND ${BY_ME} AND ${matched('opportunity_answer')});

-- A supplier sees a question on a clause if it may see the clause. One that is gone was shown when it was asked about.
CREATE POLICY app_read ON match_question FOR SELECT TO gonglian_app USING (
  ${BUYERS} OR (${SUPPLIERS} AND (clause_id IS NULL OR side = 'supplier' OR NOT gonglian.clause_withheld(clause_id)
    OR EXISTS (SELECT 1 FROM clause c WHERE c.id = clause_id))));
CREATE POLICY app_insert ON match_question FOR INSERT TO gonglian_app
  WITH CHECK (${OWN_SIDE} AND ${BY_ME} AND ${matched('match_question')});

-- Who sees a question sees what was replied.
CREATE POLICY app_read ON match_reply FOR SELECT TO gonglian_app
  USING (${PARTY} AND EXISTS (SELECT 1 FROM match_question q WHERE q.id = question_id));
CREATE POLICY app_insert ON match_reply FOR INSERT TO gonglian_app
  WITH CHECK (${OWN_SIDE} AND ${BY_ME} AND EXISTS (SELECT 1 FROM match_question q WHERE q.id = question_id
    AND ${samePair('match_reply', 'q')} AND q.need_organisation_id = match_reply.need_organisation_id
    AND q.product_organisation_id = match_reply.product_organisation_id));

CREATE POLICY app_read ON contact_opening FOR SELECT TO gonglian_app USING (${PARTY});
CREATE POLICY app_insert ON contact_opening FOR INSERT TO gonglian_app
  WITH CHECK (${OWN_SIDE} AND ${BY_ME}
    AND gonglian.contact_agreed(need_id, product_id, need_organisation_id, product_organisation_id));

-- The other side's contact is there when the pair has been opened, and not before. One that was taken back never is.
CREATE POLICY app_read ON contact_offer FOR SELECT TO gonglian_app USING (
  (side = 'buyer' AND ${BUYERS}) OR (side = 'supplier' AND ${SUPPLIERS})
  OR (withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM contact_opening x WHERE ${samePair('contact_offer', 'x')})));
CREATE POLICY app_insert ON contact_offer FOR INSERT TO gonglian_app
  WITH CHECK (${OWN_SIDE} AND ${BY_ME} AND withdrawn_at IS NULL AND ${matched('contact_offer')}
    AND NOT EXISTS (SELECT 1 FROM contact_opening x WHERE ${samePair('contact_offer', 'x')}));
CREATE POLICY app_update ON contact_offer FOR UPDATE TO gonglian_app
  USING (${OWN_SIDE} AND NOT EXISTS (SELECT 1 FROM contact_opening x WHERE ${samePair('contact_offer', 'x')}))
  WITH CHECK (${OWN_SIDE} AND withdrawn_by = (SELECT gonglian.acting_user()));
`;
