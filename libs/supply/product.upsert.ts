import { type Transaction } from '#libs/database';

/** What a row says of a product: columns of the table with their new values, and whether buyers may see it. */
export interface ProductPatch {
  /** Place of its row in the batch. */
  readonly place: number;
  /** Id that the product gets if it is new. */
  readonly id: string;
  readonly organisationId: string;
  readonly sku: string;
  readonly patch: Readonly<Record<string, unknown>>;
  /** null leaves it as it is. */
  readonly publish: boolean | null;
}

export interface WrittenProduct {
  readonly place: number;
  readonly outcome: 'added' | 'changed' | 'unchanged' | 'incomplete';
  readonly id: string;
  readonly version: number;
  /** True when index and matching must hear of it. */
  readonly tell: boolean;
}

/**
 * Adds and changes products, each at most once in `patches`, and keeps the version of each change: a constant number of
 * statements, whatever the number of rows. What says what is there already changes nothing. A product that would be published
 * without summary and parameters is left alone and `incomplete`. Rows are locked in the order of their keys.
 */
export async function upsertProducts(
  tx: Transaction,
  patches: readonly ProductPatch[],
  now: Date,
): Promise<WrittenProduct[]> {
  if (patches.length === 0) return [];
  const given = JSON.stringify(patches);
  const places = new Map(patches.map(({ id, place }) => [id, place]));
  const added = await tx.query<{ id: string; status: string }>(INSERT, [given, now, tx.scope.userId]);
  const result = added.map(({ id, status }): WrittenProduct => ({
    place: places.get(id) ?? -1,
    outcome: 'added',
    id,
    version: 1,
    tell: status === 'published',
  }));
  const addedIds = new Set(added.map(({ id }) => id));
  const rest = patches.filter(({ id }) => !addedIds.has(id));
  if (rest.length === 0) return result;
  const others = JSON.stringify(rest);
  await tx.query(LOCK, [others]);
  const known = await tx.query<WrittenProduct>(UPDATE, [others, now, tx.scope.userId]);
  const seen = new Set(known.map(({ place }) => place));
  // Neither inserted nor there: it was left out because it would be published and says too little.
  const left = rest.filter(({ place }) => !seen.has(place));
  return [
    ...result,
    ...known,
    ...left.map(({ place, id }) => ({ place, outcome: 'incomplete', id, version: 0, tell: false }) as const),
  ];
}

const GIVEN = `given AS MATERIALIZED (
  SELECT place, id, "organisationId" AS organisation_id, sku, patch, publish
    FROM jsonb_to_recordset($1::jsonb) AS g (place integer, id uuid, "organisationId" uuid, sku text, patch jsonb, publish boolean))`;

/** As `snapshotOf` has it; a test compares the two. */
const snapshot = (
  row: string,
) => `jsonb_build_object('sku', ${row}.sku, 'name', ${row}.name, 'summary', ${row}.summary,
  'status', ${row}.status, 'category', ${row}.category, 'industryCode', ${row}.industry_code, 'chainNodes', ${row}.chain_nodes,
  'parameters', ${row}.parameters, 'certificates', ${row}.certificates, 'price', ${row}.price, 'capacity', ${row}.capacity,
  'leadTimeDays', ${row}.lead_time_days, 'regionsServed', ${row}.regions_served, 'stages', ${row}.stages,
  'firstUnit', ${row}.first_unit)`;

const keep = (
  from: string,
) => `INSERT INTO product_version (product_id, version, organisation_id, data, changed_at, changed_by)
  SELECT c.id, c.version, c.organisation_id, ${snapshot('c')}, c.updated_at, $3 FROM ${from} AS c`;

const EMPTY = `'{"summary": "", "parameters": [], "certificates": [], "chain_nodes": [], "stages": []}'::jsonb`;

const INSERT = `
WITH ${GIVEN},
added AS (
  INSERT INTO product (id, organisation_id, sku, name, summary, status, version, category, industry_code, chain_nodes, parameters,
    certificates, price, capacity, lead_time_days, regions_served, stages, first_unit, created_at, updated_at, published_at)
  SELECT g.id, g.organisation_id, g.sku, r.name, r.summary, CASE WHEN g.publish THEN 'published' ELSE 'draft' END, 1, r.category,
         r.industry_code, r.chain_nodes, r.parameters, r.certificates, r.price, r.capacity, r.lead_time_days, r.regions_served,
         r.stages, r.first_unit, $2, $2, CASE WHEN g.publish THEN $2::timestamptz END
    FROM given g CROSS JOIN LATERAL jsonb_populate_record(NULL::product, ${EMPTY} || g.patch) AS r
   WHERE NOT (coalesce(g.publish, false) AND r.summary = '' AND r.parameters = '[]')
     AND NOT EXISTS (SELECT 1 FROM product p WHERE p.organisation_id = g.organisation_id AND p.sku = g.sku)
   ORDER BY g.organisation_id, g.sku
  ON CONFLICT ON CONSTRAINT product_organisation_sku_key DO NOTHING
  RETURNING *),
kept AS (${keep('added')})
SELECT id, status FROM added`;

/** A statement of its own, so that the next one sees what those who held the rows have committed. */
const LOCK = `
WITH ${GIVEN}
SELECT 1 FROM product p JOIN given g ON p.organisation_id = g.organisation_id AND p.sku = g.sku
 ORDER BY p.organisation_id, p.sku FOR UPDATE OF p`;

const UPDATE = `
WITH ${GIVEN},
merged AS MATERIALIZED (
  SELECT g.place, p AS was, jsonb_populate_record(p, g.patch || jsonb_build_object('status', CASE
           WHEN g.publish THEN 'published' WHEN NOT g.publish AND p.status = 'published' THEN 'withdrawn' ELSE p.status END)) AS will
    FROM product p JOIN given g ON p.organisation_id = g.organisation_id AND p.sku = g.sku),
judged AS MATERIALIZED (
  SELECT place, was, will, CASE
           WHEN will IS NOT DISTINCT FROM was THEN 'unchanged'
           WHEN (will).status = 'published' AND (will).summary = '' AND (will).parameters = '[]' THEN 'incomplete'
           ELSE 'changed' END AS outcome
    FROM merged),
changed AS (
  UPDATE product p SET name = (j.will).name, summary = (j.will).summary, status = (j.will).status, category = (j.will).category,
         industry_code = (j.will).industry_code, chain_nodes = (j.will).chain_nodes, parameters = (j.will).parameters,
         certificates = (j.will).certificates, price = (j.will).price, capacity = (j.will).capacity,
         lead_time_days = (j.will).lead_time_days, regions_served = (j.will).regions_served, stages = (j.will).stages,
         first_unit = (j.will).first_unit, version = p.version + 1, updated_at = $2,
         published_at = CASE WHEN (j.will).status = 'published' AND p.status <> 'published' THEN $2 ELSE p.published_at END
    FROM judged j WHERE p.id = (j.was).id AND j.outcome = 'changed'
  RETURNING p.*),
kept AS (${keep('changed')})
SELECT j.place, j.outcome, (j.was).id, coalesce(c.version, (j.was).version) AS version,
       c.id IS NOT NULL AND 'published' IN (c.status, (j.was).status) AS tell
  FROM judged j LEFT JOIN changed c ON c.id = (j.was).id`;
