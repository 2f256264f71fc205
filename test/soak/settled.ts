import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { chooseKept, loadOpenNeeds, loadPublishedProducts } from '#libs/matching';
import { SearchReconcile, SearchSources, tagList } from '#libs/search';
import { Matcher } from '../../libs/matching/matcher.js';
import { type TestDatabase } from '../support/database.js';
import { type Arena } from './arena.js';
import { type Imported, type Importer } from './importer.js';
import { type Written } from './writers.js';

/** Work that does not go on for so long is stuck: runs that lost their job are ended once a minute. */
const STUCK_MS = 90_000;
/** Between two lines on what is left to do. */
const TELL_MS = 15_000;
/** Rows that a finding shows. */
const SHOWN = 5;
const KEEP = 500;

/** What the writers know of what they have written. */
export interface Memory {
  readonly importers: readonly Importer[];
  readonly products: readonly (Written & { readonly sku: string })[];
  readonly needs: readonly Written[];
}

/** What does not hold, in words; empty when all does. */
export type Findings = string[];
type Say = (line: string) => void;

export interface Settled {
  readonly findings: Findings;
  /** Documents that a reconcile found wrong. */
  readonly drift: number;
  /** Matches that are kept. */
  readonly kept: number;
}

/**
 * The state that must be reached whatever happened on the way, once nobody writes any more:
 *
 * 1. all work is done: no outbox row waits, is stuck or has failed, no run of an import or a matching is left, every batch has ended;
 * 2. what was written stands, once: products and needs as their writers remember them, a kept version for each change, each import
 *    counts the rows of its file, no question was asked twice;
 * 3. index: exactly the published products and open needs of organisations in good standing, at their last version, with the tags and
 *    titles that they would get now; a reconcile finds nothing to do;
 * 4. matching: the kept set of every open need is what a fresh judgement of all pairs gives, at the last versions of both;
 * 5. told: exactly one notification for each (recipient, kind, subject, version) that the runs, batches, invitations and dialogues owe,
 *    all delivered, and no other.
 */
export async function expectSettled(arena: Arena, memory: Memory, say: Say): Promise<Settled> {
  const { database } = arena;
  const findings = await settledRows(database, say);
  findings.push(
    ...memory.importers.flatMap(({ name, imports }) => imports.flatMap((one) => countsOf(name, one))),
  );
  findings.push(...(await rememberedOf(database, memory)));
  return arena.withServices(async (services) => {
    const unitOfWork = services.get(UnitOfWork);
    findings.push(
      ...(await unitOfWork.read(SYSTEM_SCOPE, (tx) => documentsOf(tx, services.get(SearchSources)))),
    );
    const { drift } = await services.get(SearchReconcile).run(false);
    if (drift.length > 0)
      findings.push(`reconcile: ${drift.length} drifted, ${JSON.stringify(drift.slice(0, SHOWN))}`);
    const pairs = await unitOfWork.read(SYSTEM_SCOPE, (tx) => pairsOf(tx, services.get(Matcher)));
    findings.push(...pairs.findings);
    return { findings, drift: drift.length, kept: pairs.kept };
  });
}

/** What the rows alone tell: 1, 5, and of 2 that each change has its version. Waits until all work is done. */
export async function settledRows(database: TestDatabase, say: Say = () => undefined): Promise<Findings> {
  const findings = await awaitQuiet(database, say);
  for (const checks of [ALL_DONE, WRITTEN, TOLD]) await check(database, findings, checks);
  return findings;
}

/** Waits until nothing is left to do, thrice in a row: the end of one job may be the beginning of another. */
async function awaitQuiet(database: TestDatabase, say: Say): Promise<Findings> {
  let [quiet, done] = [0, -1];
  let [progress, told] = [Date.now(), Date.now()];
  while (quiet < 3) {
    const [row] = await database.sql<{ open: number; done: number }>(
      `SELECT (SELECT count(*) FROM outbox WHERE status IN ('pending', 'sent') AND cause <> 'schedule')::int
            + (SELECT count(*) FROM import_run WHERE status IN ('queued', 'running'))::int
            + (SELECT count(*) FROM match_run WHERE state IN ('queued', 'running'))::int
            + (SELECT count(*) FROM bulk_batch WHERE finished_at IS NULL)::int AS open,
              (SELECT count(*) FROM outbox WHERE status = 'done' AND cause NOT IN ('schedule', 'batch.busy'))::int AS done`,
    );
    quiet = row?.open === 0 ? quiet + 1 : 0;
    if (row?.done !== done) [progress, done] = [Date.now(), row?.done ?? 0];
    if (quiet === 0 && Date.now() - progress > STUCK_MS)
      return [`nothing is done for ${STUCK_MS / 1_000} s: ${JSON.stringify(await database.sql(OPEN))}`];
    if (Date.now() - told > TELL_MS) {
      say(`${row?.open ?? 0} pieces of work are left`);
      told = Date.now();
    }
    await sleep(quiet === 0 ? 200 : 50);
  }
  return [];
}

/** What is left to do. */
const OPEN = `SELECT kind, status, attempt, failures, last_error, count(*)::int FROM outbox WHERE status <> 'done' GROUP BY 1, 2, 3, 4, 5
  UNION ALL SELECT 'import', status, checkpoint, rows, error_code, 1 FROM import_run WHERE status IN ('queued', 'running')
  UNION ALL SELECT 'run', state, need_version, evaluated, error, 1 FROM match_run WHERE state IN ('queued', 'running')
  UNION ALL SELECT 'batch', cause, needs, 0, closed_at::text, 1 FROM bulk_batch WHERE finished_at IS NULL`;

/** Statements that find what must not be, by what must hold. */
type Checks = Readonly<Record<string, string>>;

async function check(database: TestDatabase, findings: Findings, checks: Checks): Promise<void> {
  for (const [what, statement] of Object.entries(checks)) {
    const rows = await database.sql(statement);
    if (rows.length > 0) findings.push(`${what}: ${rows.length}, ${JSON.stringify(rows.slice(0, SHOWN))}`);
  }
}

const ALL_DONE: Checks = {
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

const WRITTEN: Checks = {
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

const TOLD: Checks = {
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

function countsOf(name: string, { id, expected, counted }: Imported): Findings {
  const wanted = { status: 'DONE', ...expected };
  const differs = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
    (key) => counted[key] !== wanted[key],
  );
  return differs.length === 0
    ? []
    : [
        `import ${id} of ${name} counts wrong: wanted ${JSON.stringify(wanted)}, counted ${JSON.stringify(counted)}`,
      ];
}

interface Standing {
  readonly key: string;
  readonly line: readonly (string | number)[];
}

/** Compares what stands in the database with what the writers remember. */
async function rememberedOf(
  database: TestDatabase,
  { importers, products, needs }: Memory,
): Promise<Findings> {
  const lineOf = ({ name, summary, kilovolts, status, version }: Omit<Written, 'id'>) =>
    JSON.stringify([name, summary, kilovolts, status, version]);
  const wanted = new Map<string, string>();
  for (const { name, sheet } of importers)
    for (const [key, kept] of sheet.kept) wanted.set(`${name} ${key}`, lineOf(kept));
  for (const product of products) wanted.set(product.id, lineOf(product));
  for (const need of needs) wanted.set(need.id, lineOf(need));
  const rows = await database.sql<Standing>(STANDING, [importers.map(({ name }) => name)]);
  const found = new Map(rows.map(({ key, line }) => [key, JSON.stringify(line)]));
  const findings: Findings = [];
  const wrong = [...wanted].filter(([key, line]) => found.get(key) !== line);
  const extra = [...found.keys()].filter((key) => !wanted.has(key));
  if (rows.length !== found.size) findings.push(`rows come twice: ${rows.length - found.size}`);
  if (wrong.length > 0) {
    const shown = wrong
      .slice(0, SHOWN)
      .map(([key, line]) => `${key}: wanted ${line}, stands ${found.get(key) ?? 'nothing'}`);
    findings.push(`not as written: ${wrong.length}, ${shown.join('; ')}`);
  }
  if (extra.length > 0)
    findings.push(`written by nobody: ${extra.length}, ${extra.slice(0, SHOWN).join(', ')}`);
  return findings;
}

/** Imported rows are known by importer and key, whose prefix is the importer's name; others by id. */
const STANDING = `
  SELECT CASE WHEN split_part(sku, '-', 1) = ANY($1) THEN split_part(sku, '-', 1) || ' ' || sku ELSE id::text END AS key,
         json_build_array(name, summary, (parameters->0->>'low')::int, status, version) AS line FROM product
  UNION ALL
  SELECT CASE WHEN external_ref IS NULL THEN id::text ELSE split_part(external_ref, '-', 1) || ' ' || external_ref END,
         json_build_array(title, body, (SELECT (condition->>'low')::int FROM clause c WHERE c.need_id = n.id ORDER BY position LIMIT 1),
                          status, version) FROM need n`;

/** Every document is the one that its row would get now, and there is no other. */
async function documentsOf(tx: Transaction, sources: SearchSources): Promise<Findings> {
  const findings: Findings = [];
  for (const source of sources.all()) {
    const rows = await tx.query<{ id: string; line: string }>(
      `SELECT id, concat_ws(' ', version, title, (SELECT string_agg(tag, ' ' ORDER BY tag) FROM unnest(tags) AS tag)) AS line
         FROM search_document WHERE kind = $1`,
      [source.kind],
    );
    const indexed = new Map(rows.map(({ id, line }) => [id, line]));
    const wrong: string[] = [];
    for (let after: string | null = null; ;) {
      const ids: string[] = (await source.idsOf(tx, null, after, KEEP)).map(({ id }) => id);
      if (ids.length === 0) break;
      after = ids.at(-1) ?? null;
      for (const { id, document } of await source.load(tx, ids)) {
        if (document === null) continue;
        const line = [document.version, document.title, ...tagList(document.tags ?? {}).sort()].join(' ');
        if (indexed.get(id) !== line)
          wrong.push(`${id}: wanted ${line}, indexed ${indexed.get(id) ?? 'nothing'}`);
        indexed.delete(id);
      }
    }
    if (wrong.length > 0)
      findings.push(`${source.kind} index: ${wrong.length}, ${wrong.slice(0, SHOWN).join('; ')}`);
    if (indexed.size > 0)
      findings.push(
        `${source.kind} index holds what may not be found: ${[...indexed.keys()].slice(0, SHOWN).join()}`,
      );
  }
  return findings;
}

/** Judges all pairs anew and compares them with what is kept of the open needs. */
async function pairsOf(tx: Transaction, matcher: Matcher): Promise<{ findings: Findings; kept: number }> {
  const bench = await matcher.bench(tx);
  const idsIn = async (sql: string) => (await tx.query<{ id: string }>(sql)).map(({ id }) => id);
  const needs = await loadOpenNeeds(tx, await idsIn("SELECT id FROM need WHERE status = 'open'"));
  const products = await loadPublishedProducts(
    tx,
    await idsIn("SELECT id FROM product WHERE status = 'published'"),
  );
  const wanted = new Set<string>();
  for (const need of needs.values()) {
    const pairs = [...products.values()].flatMap((product) => {
      const pair = matcher.judge(need, product, bench);
      if (pair === null) return [];
      const { productId, class: of, score } = pair.evaluation;
      return [{ productId, class: of, score, version: product.facts.version }];
    });
    for (const pair of chooseKept(pairs, { keep: KEEP, keepNearMisses: KEEP }))
      wanted.add(`${need.facts.id}@${need.facts.version} ${pair.productId}@${pair.version} ${pair.class}`);
  }
  const rows = await tx.query<{ pair: string }>(
    `SELECT need_id || '@' || need_version || ' ' || product_id || '@' || product_version || ' ' || class AS pair
       FROM match WHERE need_id = ANY($1)`,
    [[...needs.keys()]],
  );
  const kept = new Set(rows.map(({ pair }) => pair));
  const missing = [...wanted].filter((pair) => !kept.has(pair));
  const extra = [...kept].filter((pair) => !wanted.has(pair));
  const findings: Findings = [];
  if (missing.length > 0)
    findings.push(
      `pairs are missing: ${missing.length} of ${wanted.size}, ${missing.slice(0, SHOWN).join('; ')}`,
    );
  if (extra.length > 0)
    findings.push(`pairs are kept that should not be: ${extra.length}, ${extra.slice(0, SHOWN).join('; ')}`);
  return { findings, kept: kept.size };
}
