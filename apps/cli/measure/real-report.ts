import Table from 'cli-table3';
import { short } from './output.js';
import { type PeakMemory } from './memory.js';
import { type Machine } from './throw-away.js';
import { type Loaded, type Workbench } from './workbench.js';

/** Differences between what is published and what the index holds; all 0 when nothing was lost or left behind. */
export interface Drift {
  /** Published, and in no document. */
  readonly missing: number;
  /** In the index, and not published. */
  readonly surplus: number;
  /** In both, at different versions. */
  readonly otherVersion: number;
}

export interface Candidate {
  readonly class: string;
  readonly score: number;
  readonly product: string;
  readonly organisation: string;
}

export interface ShownNeed {
  readonly reference: string;
  readonly title: string;
  readonly organisation: string;
  readonly candidates: readonly Candidate[];
}

export interface Matching {
  readonly needs: number;
  /** Open needs with a finished run of their last version. */
  readonly matched: number;
  readonly seconds: number;
  readonly needsPerSecond: number;
  /** Of one run, seconds; several run at once. */
  readonly runP50: number;
  readonly runP95: number;
}

export interface RealReport {
  readonly machine: Machine;
  readonly organisations: Loaded;
  readonly products: Loaded & { readonly secondsUntilSearchable: number };
  readonly buyers: Loaded;
  readonly needs: Loaded;
  readonly setAside: Readonly<Record<string, number>>;
  readonly matching: Matching;
  readonly kept: Readonly<Record<string, number>>;
  readonly notifications: {
    readonly written: number;
    /** One summary for each person and bulk run, whatever the number of matches. */
    readonly bound: number;
    readonly byKind: Readonly<Record<string, number>>;
  };
  readonly drift: Drift;
  readonly memory: PeakMemory;
  readonly shown: readonly ShownNeed[];
}

/** Compares ids and versions of what is published with those of the index, both ways. */
export async function readDrift(bench: Workbench): Promise<Drift> {
  const [row] = await bench.query<Drift>(
    `SELECT count(*) FILTER (WHERE d.id IS NULL)::int AS missing, count(*) FILTER (WHERE r.id IS NULL)::int AS surplus,
            count(*) FILTER (WHERE d.version <> r.version)::int AS "otherVersion"
       FROM (SELECT 'product' AS kind, id, version FROM product WHERE status = 'published'
             UNION ALL SELECT 'need', id, version FROM need WHERE status = 'open') AS r
       FULL JOIN search_document d ON d.kind = r.kind AND d.id = r.id`,
  );
  return row ?? { missing: 0, surplus: 0, otherVersion: 0 };
}

/** How fast the open needs were matched, from the start of the first run to the end of the last. */
/** Forward runs that began at a time or later. */
export async function readMatching(bench: Workbench, since = new Date(0)): Promise<Matching> {
  const [row] = await bench.query<Omit<Matching, 'needsPerSecond'>>(
    `SELECT (SELECT count(*)::int FROM need WHERE status = 'open') AS needs,
            count(DISTINCT n.id)::int AS matched,
            coalesce(extract(epoch FROM max(r.finished_at) - min(r.started_at)), 0)::float8 AS seconds,
            coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at - r.started_at)), 0)::float8 AS "runP50",
            coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at - r.started_at)), 0)::float8 AS "runP95"
       FROM match_run r JOIN need n ON n.id = r.need_id AND n.version = r.need_version AND n.status = 'open'
      WHERE r.kind = 'forward' AND r.state = 'finished' AND r.started_at >= $1`,
    [since],
  );
  const found = row ?? { needs: 0, matched: 0, seconds: 0, runP50: 0, runP95: 0 };
  return { ...found, needsPerSecond: found.matched / Math.max(found.seconds, 0.001) };
}

export async function readKept(bench: Workbench): Promise<Record<string, number>> {
  const rows = await bench.query<{ class: string; pairs: number }>(
    'SELECT class, count(*)::int AS pairs FROM match GROUP BY class ORDER BY class',
  );
  return { match: 0, to_confirm: 0, near_miss: 0, ...byName(rows.map((row) => [row.class, row.pairs])) };
}

export async function readNotifications(bench: Workbench): Promise<RealReport['notifications']> {
  const rows = await bench.query<{ kind: string; written: number }>(
    'SELECT kind, count(*)::int AS written FROM notification GROUP BY kind ORDER BY kind',
  );
  const [bound] = await bench.query<{ bound: number }>(
    'SELECT ((SELECT count(*) FROM membership) * (SELECT count(*) FROM bulk_batch))::int AS bound',
  );
  return {
    written: rows.reduce((sum, row) => sum + row.written, 0),
    bound: bound?.bound ?? 0,
    byKind: byName(rows.map((row) => [row.kind, row.written])),
  };
}

/** Needs evenly spread over all of them by reference, each with its best candidates as its buyer sees them. */
export async function readShown(bench: Workbench, needs: number, candidates: number): Promise<ShownNeed[]> {
  const rows = await bench.query<ShownNeed>(
    `SELECT n.external_ref AS reference, n.title, o.name AS organisation, coalesce(best.list, '[]') AS candidates
       FROM (SELECT *, row_number() OVER (ORDER BY external_ref) - 1 AS place, count(*) OVER () AS total FROM need WHERE status = 'open') n
       JOIN organisation o ON o.id = n.organisation_id
       LEFT JOIN LATERAL (SELECT jsonb_agg(to_jsonb(b) - 'id') AS list FROM (
              SELECT m.product_id AS id, m.class, m.score, p.name AS product, s.name AS organisation
                FROM match m JOIN product p ON p.id = m.product_id JOIN organisation s ON s.id = p.organisation_id
               WHERE m.need_id = n.id
               ORDER BY array_position(ARRAY['match', 'to_confirm', 'near_miss'], m.class), m.score DESC, m.product_id LIMIT $2) AS b) AS best
            ON true
      WHERE n.place % greatest(1, n.total / $1) = 0 ORDER BY n.place LIMIT $1`,
    [needs, candidates],
  );
  return rows;
}

const byName = (rows: readonly (readonly [string, number])[]) => Object.fromEntries(rows);

/** The report for people. */
export function realTables(report: RealReport): string {
  const { products, needs, matching, kept, notifications, drift, memory } = report;
  const figures = new Table({ head: ['', ''], style: { head: [], border: [] } });
  figures.push(
    ['组织 / organisations', `${report.organisations.added} + ${report.buyers.added}`],
    [
      '产品 / products',
      `${products.added} of ${products.rows} rows, ${short(products.rowsPerSecond)} rows/s`,
    ],
    ['可搜索 / all searchable after', `${short(products.secondsUntilSearchable)} s`],
    ['需求 / needs', `${needs.added} of ${needs.rows} rows, ${short(needs.rowsPerSecond)} rows/s`],
    ['搁置 / set aside', pairs(report.setAside)],
    [
      '匹配 / matching',
      `${matching.matched} of ${matching.needs} needs, ${short(matching.needsPerSecond)}/s; ` +
        `a run p50 ${short(matching.runP50)} s, p95 ${short(matching.runP95)} s`,
    ],
    ['保留 / kept', pairs(kept)],
    [
      '通知 / notifications',
      `${notifications.written} (at most ${notifications.bound}) ${pairs(notifications.byKind)}`,
    ],
    ['索引差异 / index drift', pairs({ ...drift })],
    ['内存峰值 / peak memory, MiB', pairs({ ...memory })],
    ['机器 / machine', pairs({ ...report.machine })],
  );
  return [figures.toString(), ...report.shown.map(needLines)].join('\n');
}

function needLines({ title, organisation, candidates }: ShownNeed): string {
  const lines = candidates.map(
    (one) => `    ${one.class.padEnd(10)} ${one.score.toFixed(3)}  ${one.product} —— ${one.organisation}`,
  );
  return [`\n  ${title} —— ${organisation}`, ...(lines.length > 0 ? lines : ['    （无候选 / none）'])].join(
    '\n',
  );
}

const pairs = (values: Readonly<Record<string, number | string | null>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value ?? '—'}`)
    .join(', ');
