/** Statements that find what must not be, by what must hold. */
export type Checks = Readonly<Record<string, string>>;

export const ALL_DONE: Checks = {
  'work is stuck or was given up': `SELECT id, kind, cause, status, attempt, failures, last_error FROM outbox
    WHERE status <> 'done' AND NOT (cause = 'schedule' AND status IN ('pending', 'sent') AND failures = 0)`,
  'an import did not end well': `SELECT id, status, error_code FROM import_run WHERE status <> 'done'`,
  'a run did not end well': `SELECT id, need_id, state, error FROM match_run
    WHERE state IN ('queued', 'running', 'failed') OR (state = 'cancelled' AND error IS DISTINCT FROM 'NEED_NOT_OPEN')`,
  'a batch did not end': 'SELECT id, cause FROM bulk_batch WHERE finished_at IS NULL OR closed_at IS NULL',
  'a job ran twice': 'SELECT need_id, outbox_id FROM match_run GROUP BY 1, 2 HAVING count(*) > 1',
  'runs do not follow one another': `SELECT need_id FROM match_run WHERE sequence IS NOT NULL
    GROUP BY need_id HAVING max(sequence) <> count(*)`,
};

export const WRITTEN: Checks = {
  'versions of a product are lost or doubled': `SELECT p.id, p.sku, p.version, count(v.*)::int AS kept FROM product p
    LEFT JOIN product_version v ON v.product_id = p.id GROUP BY p.id
    HAVING count(v.*) <> p.version OR max(v.version) <> p.version`,
  'the last version of a product is not what it says': `SELECT p.sku FROM product p JOIN product_version v
    ON v.product_id = p.id AND v.version = p.version
    WHERE v.data->>'summary' <> p.summary OR v.data->>'status' <> p.status OR v.data->'parameters' <> p.parameters`,
  'versions of a need are lost or doubled': `SELECT n.id, n.version, count(v.*)::int AS kept FROM need n
    LEFT JOIN need_version v ON v.need_id = n.id GROUP BY n.id HAVING count(v.*) <> n.version OR max(v.version) <> n.version`,
  'a thing was said twice': `SELECT text FROM (SELECT text FROM match_question UNION ALL SELECT text FROM match_reply) AS said
    GROUP BY text HAVING count(*) > 1`,
};

/** Pairs that entered a kept set, and what of it was news (libs/matching: MatchNotifications). */
const NEWS = `
  run AS (SELECT id, need_id, organisation_id, sequence, batch_id, diff FROM match_run WHERE sequence IS NOT NULL),
  added AS (
    SELECT r.id, r.need_id, r.organisation_id, r.sequence, r.batch_id, e->>'productId' AS product_id, e->>'class' AS class,
           r.sequence = min(r.sequence) OVER (PARTITION BY r.need_id, e->>'productId', e->>'class') AS first
      FROM run r, jsonb_array_elements(r.diff->'added') AS e),
  risen AS (
    SELECT r.id, r.need_id, r.organisation_id, r.sequence, r.batch_id, e->>'productId' AS product_id, e->>'to' AS class
      FROM run r, jsonb_array_elements(r.diff->'changed') AS e
     WHERE (e->>'from', e->>'to') IN (('near_miss', 'to_confirm'), ('near_miss', 'match'), ('to_confirm', 'match'))),
  entered AS (
    SELECT id, need_id, organisation_id, sequence, batch_id, product_id, class FROM added WHERE first AND class <> 'near_miss'
    UNION ALL SELECT * FROM risen),
  matched AS (
    SELECT need_id, p.organisation_id, min(sequence) AS sequence FROM (
      SELECT need_id, product_id, sequence FROM added WHERE class = 'match'
      UNION ALL SELECT need_id, product_id, sequence FROM risen WHERE class = 'match') AS m
      JOIN product p ON p.id = m.product_id::uuid GROUP BY 1, 2),
  told_of AS (SELECT m.need_id, m.organisation_id, r.batch_id FROM matched m JOIN run r USING (need_id, sequence))`;

/** Whom what is owed; and what may have been told, when an answer came before its telling. */
const OWED = `WITH ${NEWS},
  owed AS (
    SELECT 'match.news' AS kind, organisation_id, need_id AS subject_id, sequence AS version FROM entered WHERE batch_id IS NULL
    UNION SELECT 'match.opportunity', organisation_id, need_id, 0 FROM told_of WHERE batch_id IS NULL
    UNION SELECT CASE side WHEN 'buyer' THEN 'match.bulk_news' ELSE 'match.bulk_opportunities' END, organisation_id, batch_id, 0 FROM bulk_news
    UNION SELECT 'need.invited', i.supplier_organisation_id, i.id, 0 FROM need_invitation i JOIN need n ON n.id = i.need_id
           WHERE n.status = 'open' AND i.accepted_at IS NULL AND i.declined_at IS NULL AND i.revoked_at IS NULL
    UNION SELECT 'dialogue.question', CASE side WHEN 'buyer' THEN product_organisation_id ELSE need_organisation_id END, id, 0 FROM match_question
    UNION SELECT 'dialogue.reply', CASE side WHEN 'buyer' THEN product_organisation_id ELSE need_organisation_id END, id, 0 FROM match_reply
    UNION SELECT 'dialogue.answer', need_organisation_id, id, 0 FROM opportunity_answer),
  owed_to AS (SELECT kind, m.user_id, subject_id, version FROM owed JOIN membership m USING (organisation_id)),
  may AS (SELECT 'need.invited' AS kind, m.user_id, i.id AS subject_id, 0 AS version
            FROM need_invitation i JOIN membership m ON m.organisation_id = i.supplier_organisation_id),
  told AS (SELECT kind, recipient_user_id AS user_id, subject_id, subject_version AS version FROM notification)`;

export const TOLD: Checks = {
  'somebody was not told': `${OWED} SELECT * FROM owed_to EXCEPT SELECT * FROM told`,
  'somebody was told what nobody owed': `${OWED} SELECT * FROM told EXCEPT (SELECT * FROM owed_to UNION SELECT * FROM may)`,
  'somebody was told twice': `SELECT recipient_user_id, kind, subject_id, subject_version FROM notification
    GROUP BY 1, 2, 3, 4 HAVING count(*) > 1`,
  'a notification was not delivered':
    'SELECT id, kind FROM notification WHERE delivered_at IS NULL AND NOT muted',
  'news of a batch are lost or doubled': `WITH ${NEWS},
    due AS (
      SELECT batch_id, organisation_id, need_id, 'buyer' AS side, count(*) FILTER (WHERE class = 'match')::int AS matches,
             count(*) FILTER (WHERE class = 'to_confirm')::int AS to_confirm
        FROM entered WHERE batch_id IS NOT NULL GROUP BY 1, 2, 3
      UNION ALL SELECT batch_id, organisation_id, need_id, 'supplier', 1, 0 FROM told_of WHERE batch_id IS NOT NULL),
    kept AS (SELECT batch_id, organisation_id, need_id, side, matches, to_confirm FROM bulk_news)
    (SELECT 'lost' AS what, * FROM (SELECT * FROM due EXCEPT ALL SELECT * FROM kept) AS lost)
    UNION ALL (SELECT 'too many', * FROM (SELECT * FROM kept EXCEPT ALL SELECT * FROM due) AS extra)`,
};
