const GIVEN = `jsonb_to_recordset($1::jsonb) AS g (place integer, id uuid, added boolean, key text, name text, kind text,
  "regionCode" text, "creditCode" text, "industryLabel" text)`;

/** Statements of a batch of organisations: each takes all its rows at once. */
export const SQL = {
  /** The organisations that the rows name, by code and by key. */
  resolve: `SELECT g.place, i.organisation_id AS "byCode", s.organisation_id AS "byKey", h.value AS held
    FROM ${GIVEN}
    LEFT JOIN organisation_identifier i ON i.scheme = 'uscc' AND i.value = g."creditCode"
    LEFT JOIN organisation_source s ON s.source = $2 AND s.key = g.key
    LEFT JOIN organisation_identifier h ON h.scheme = 'uscc' AND h.organisation_id = s.organisation_id
   ORDER BY g.place`,

  insert: `INSERT INTO organisation (id, kind, name, status, region_code, created_at, updated_at)
    SELECT g.id, g.kind, g.name, 'unclaimed', g."regionCode", $2, $2 FROM ${GIVEN} WHERE g.added ORDER BY g.place`,

  /** An organisation that has people is in their hands, whatever its standing. */
  update: `UPDATE organisation o SET name = g.name, region_code = coalesce(g."regionCode", o.region_code), updated_at = $2
    FROM ${GIVEN}
   WHERE o.id = g.id AND NOT g.added AND o.status = 'unclaimed'
     AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = o.id)
     AND (o.name, o.region_code) IS DISTINCT FROM (g.name, coalesce(g."regionCode", o.region_code))
  RETURNING o.id`,

  /** A code that nobody has looked at again is not confirmed. An organisation keeps the code that it has. */
  identify: `INSERT INTO organisation_identifier (id, organisation_id, scheme, value, confirmed, created_at)
    SELECT g.key, g.id, 'uscc', g."creditCode", false, $2
      FROM jsonb_to_recordset($1::jsonb) AS g (key uuid, id uuid, "creditCode" text)
     WHERE NOT EXISTS (SELECT 1 FROM organisation_identifier i WHERE i.scheme = 'uscc' AND i.organisation_id = g.id)
  RETURNING organisation_id AS id`,

  note: `INSERT INTO organisation_source AS s (source, key, organisation_id, name, industry_label, created_at, updated_at)
    SELECT $3, g.key, g.id, g.name, g."industryLabel", $2, $2 FROM ${GIVEN} ORDER BY g.key
  ON CONFLICT (source, key) DO UPDATE SET name = excluded.name, industry_label = excluded.industry_label,
         organisation_id = excluded.organisation_id, updated_at = excluded.updated_at
   WHERE (s.name, s.industry_label, s.organisation_id) IS DISTINCT FROM
         (excluded.name, excluded.industry_label, excluded.organisation_id)
  RETURNING s.organisation_id AS id`,
} as const;
