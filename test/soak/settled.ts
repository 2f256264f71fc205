import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { chooseKept, loadOpenNeeds, loadPublishedProducts } from '#libs/matching';
import { SearchReconcile, SearchSources, tagList } from '#libs/search';
import { Matcher } from '../../libs/matching/matcher.js';
import { type TestDatabase } from '../support/database.js';
import { type Arena } from './arena.js';
import { type Imported, type Importer } from './importer.js';
import { ALL_DONE, type Checks, TOLD, WRITTEN } from './settled-statements.js';
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

async function check(database: TestDatabase, findings: Findings, checks: Checks): Promise<void> {
  for (const [what, statement] of Object.entries(checks)) {
    const rows = await database.sql(statement);
    if (rows.length > 0) findings.push(`${what}: ${rows.length}, ${JSON.stringify(rows.slice(0, SHOWN))}`);
  }
}

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
