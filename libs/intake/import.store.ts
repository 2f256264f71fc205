import { excerpt, type MessageParams, type RowFault } from '#libs/common';
import { type Transaction } from '#libs/database';
import { type Batches } from '#libs/messaging';
import { type CheckedRow, type ImportContext, type ImportCounts } from './import.types.js';
import { type ImportStatus } from './import-run.entity.js';

/** A fault or warning with its row. */
export interface PlacedFault extends RowFault {
  readonly row: number;
  readonly severity: 'fault' | 'warning';
}

/** State of a run that decides whether a batch may go on. */
export interface RunState {
  readonly status: ImportStatus;
  readonly cancelRequested: boolean;
  readonly checkpoint: number;
  readonly organisationId: string | null;
  readonly batchId: string | null;
  /** True once the organisation is suspended or the person who started it has left. */
  readonly standingLost: boolean;
}

/** Reads the run and holds it until the transaction ends, so that no other delivery writes a batch of it meanwhile. */
export async function lockRun(tx: Transaction, id: string): Promise<RunState | null> {
  const rows = await tx.query<RunState>(
    `SELECT status, cancel_requested AS "cancelRequested", checkpoint, organisation_id AS "organisationId", batch_id AS "batchId",
            organisation_id IS NOT NULL AND (
              EXISTS (SELECT 1 FROM organisation o WHERE o.id = r.organisation_id AND o.status = 'suspended')
              OR NOT EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = r.organisation_id AND m.user_id = r.started_by)
            ) AS "standingLost"
       FROM import_run r WHERE id = $1 FOR UPDATE OF r`,
    [id],
  );
  return rows[0] ?? null;
}

/** Marks the run as running; it keeps the counts and the checkpoint that an earlier delivery reached. */
export async function markRunning(
  tx: Transaction,
  id: string,
  start: { readonly batchId: string; readonly now: Date },
): Promise<void> {
  await tx.query(
    `UPDATE import_run SET status = 'running', batch_id = $3, started_at = coalesce(started_at, $2), updated_at = $2 WHERE id = $1`,
    [id, start.now, start.batchId],
  );
}

/** Adds what a batch did, and moves the checkpoint behind it. */
export async function moveCheckpoint(
  tx: Transaction,
  id: string,
  move: {
    readonly counts: ImportCounts;
    readonly checkpoint: number;
    readonly bytesDone: number;
    readonly now: Date;
  },
): Promise<void> {
  const { rows, added, changed, unchanged, faulty, warnings } = move.counts;
  await tx.query(
    `UPDATE import_run SET rows = rows + $2, added = added + $3, changed = changed + $4, unchanged = unchanged + $5,
            faulty = faulty + $6, warnings = warnings + $7, checkpoint = $8, bytes_done = $9, updated_at = $10 WHERE id = $1`,
    [id, rows, added, changed, unchanged, faulty, warnings, move.checkpoint, move.bytesDone, move.now],
  );
}

/** Ends the run and its bulk batch. The keys that it has seen, a million of a long file, are left to {@link forgetKeys}. */
export async function endRun(
  tx: Transaction,
  batches: Batches,
  id: string,
  end: {
    readonly status: Extract<ImportStatus, 'done' | 'cancelled' | 'failed'>;
    readonly now: Date;
    readonly error?: Pick<RowFault, 'code' | 'params'>;
  },
): Promise<void> {
  const [run] = await tx.query<{ batchId: string | null }>(
    `UPDATE import_run SET status = $2, finished_at = $3, updated_at = $3, error_code = $4, error_params = $5,
            bytes_done = CASE WHEN $2 = 'done' THEN bytes_total ELSE bytes_done END WHERE id = $1
     RETURNING batch_id AS "batchId"`,
    [id, end.status, end.now, end.error?.code ?? null, JSON.stringify(bounded(end.error?.params ?? {}))],
  );
  if (run?.batchId != null) await batches.close(tx, run.batchId);
}

/**
 * Imports that nobody works on any more: their job was given up or is gone, or the command line that ran them ended.
 * @param silentSince the command line's have not moved since then; it writes each batch
 */
export async function lockAbandoned(tx: Transaction, silentSince: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM import_run r
      WHERE status IN ('queued', 'running')
        AND CASE WHEN organisation_id IS NULL THEN updated_at < $1
                 ELSE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'import.run' AND o.status IN ('pending', 'sent')
                                     AND o.payload->>'importId' = r.id::text) END
      ORDER BY id FOR UPDATE SKIP LOCKED`,
    [silentSince],
  );
  return rows.map(({ id }) => id);
}

/**
 * Notes the keys of a batch. What an earlier batch noted is a second row of the same thing; kept in the database, so that memory
 * does not grow with the file and a resumed import knows them too.
 * @returns the keys that were there before
 */
export async function noteKeys(
  tx: Transaction,
  importId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ key: string }>(
    `WITH given AS (SELECT key, md5(key)::uuid AS hash FROM unnest($2::text[]) AS key),
          noted AS (INSERT INTO import_key (import_id, key) SELECT $1, hash FROM given ON CONFLICT DO NOTHING RETURNING key)
     SELECT key FROM given WHERE hash NOT IN (SELECT key FROM noted)`,
    [importId, keys],
  );
  return new Set(rows.map((row) => row.key));
}

/**
 * Of rows that name their organisations: those whose organisation and key come for the first time in this import. Two names may be
 * the same organisation, such as its id and its credit code, which nobody knows before they are looked up.
 * @param rows of an import for one organisation are let through: their keys have been noted already
 */
export async function firstOfOwners<Row extends { readonly organisationId: string }>(
  tx: Transaction,
  { importId, organisationId }: Pick<ImportContext, 'importId' | 'organisationId'>,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Promise<{ readonly first: readonly Row[]; readonly again: readonly Row[] }> {
  if (organisationId !== null || rows.length === 0) return { first: rows, again: [] };
  const keyed = rows.map((row) => ({ row, key: JSON.stringify(['owner', row.organisationId, keyOf(row)]) }));
  const known = await noteKeys(tx, importId, [...new Set(keyed.map(({ key }) => key))]);
  const taken = new Set(known);
  const [first, again]: [Row[], Row[]] = [[], []];
  for (const { row, key } of keyed) {
    (taken.has(key) ? again : first).push(row);
    taken.add(key);
  }
  return { first, again };
}

/** Imports that have ended and whose keys are still noted. Goes from one import to the next, not through their keys. */
export async function endedWithKeys(tx: Transaction): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `WITH RECURSIVE noted AS (
       (SELECT import_id FROM import_key ORDER BY import_id LIMIT 1)
       UNION ALL
       SELECT (SELECT k.import_id FROM import_key k WHERE k.import_id > n.import_id ORDER BY k.import_id LIMIT 1)
         FROM noted n WHERE n.import_id IS NOT NULL)
     SELECT r.id FROM noted n JOIN import_run r ON r.id = n.import_id WHERE r.status NOT IN ('queued', 'running')`,
  );
  return rows.map(({ id }) => id);
}

/** Forgets some of the keys of an import. @returns how many; less than `most` when none is left */
export async function forgetKeys(tx: Transaction, importId: string, most: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `WITH gone AS (DELETE FROM import_key WHERE import_id = $1
       AND key IN (SELECT key FROM import_key WHERE import_id = $1 ORDER BY key LIMIT $2) RETURNING 1)
     SELECT count(*)::int AS count FROM gone`,
    [importId, most],
  );
  return row?.count ?? 0;
}

/** Sets faults aside, in the order of their rows. */
export async function storeFaults(
  tx: Transaction,
  importId: string,
  organisationId: string | null,
  faults: readonly PlacedFault[],
): Promise<void> {
  if (faults.length === 0) return;
  await tx.query(
    `INSERT INTO import_fault (import_id, organisation_id, row_number, severity, column_name, code, params)
     SELECT $1, $2, g.row, g.severity, g."column", g.code, coalesce(g.params, '{}')
       FROM ROWS FROM (jsonb_to_recordset($3) AS (row integer, severity text, "column" text, code text, params jsonb))
            WITH ORDINALITY AS g(row, severity, "column", code, params, place)
      ORDER BY g.row, g.place`,
    [importId, organisationId, storable(faults)],
  );
}

/** Characters of the name of a column, and of each value that a fault tells: a heading or a cell may have a million. */
const COLUMN_MAX = 200;
const PARAM_MAX = 500;

/** JSON without the character that PostgreSQL stores in no text; a fault may quote the cell that holds it. */
function storable(faults: readonly PlacedFault[]): string {
  const kept = faults.map((fault) => ({
    ...fault,
    column: excerpt(fault.column, COLUMN_MAX),
    params: bounded(fault.params ?? {}),
  }));
  // In the values, not in their JSON: there a cell with the six characters \u0000 looks the same.
  return JSON.stringify(kept, (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value,
  );
}

function bounded(params: MessageParams): MessageParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? excerpt(value, PARAM_MAX) : value,
    ]),
  );
}

/** Everything that a row is known by. */
export const keysOf = ({ key, otherKeys = [] }: CheckedRow<unknown>): readonly string[] => [
  key,
  ...otherKeys,
];

/** Rows of a batch in which each key stands once, and the later ones of the same key. */
export function firstOfEach<Fields>(rows: readonly CheckedRow<Fields>[]): {
  readonly first: CheckedRow<Fields>[];
  readonly again: CheckedRow<Fields>[];
} {
  const seen = new Set<string>();
  const [first, again]: [CheckedRow<Fields>[], CheckedRow<Fields>[]] = [[], []];
  for (const row of rows) {
    const keys = keysOf(row);
    (keys.some((key) => seen.has(key)) ? again : first).push(row);
    keys.forEach((key) => seen.add(key));
  }
  return { first, again };
}
