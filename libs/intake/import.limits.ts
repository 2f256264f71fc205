import { type Problem } from '#libs/common';
import { type Transaction } from '#libs/database';
import { storageFull, tooManyImports, tooManyUploads } from './import.errors.js';

/** Files of an organisation that wait for an import. */
const MAX_WAITING = 20;
/** What even the smallest file counts for: its rows are not free, and a file more for each byte would be no limit. */
const LEAST_BYTES = 262_144;

/**
 * Serialises what an organisation does with its files until the transaction ends: uploads that begin, starts, discards. Two at once
 * would both find the last place free, or an import its file thrown away that nobody used a moment ago.
 */
export async function lockImports(tx: Transaction, organisationId: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('import.upload:' || $1, 0))", [
    organisationId,
  ]);
}

/**
 * Whether an organisation may upload one more file. Ask under {@link lockImports}.
 * @param aliveSince an upload without a piece since then has broken off, and waits no more
 */
export async function checkUploadAllowance(
  tx: Transaction,
  organisationId: string,
  { aliveSince, keptBytes }: { readonly aliveSince: Date; readonly keptBytes: number },
): Promise<Problem | null> {
  const [now] = await tx.query<{ waiting: number; kept: string }>(
    `SELECT count(*) FILTER (WHERE (complete OR touched_at >= $2)
              AND NOT EXISTS (SELECT 1 FROM import_run r WHERE r.file_id = f.id))::int AS waiting,
            coalesce(sum(greatest(bytes, ${LEAST_BYTES})), 0) AS kept
       FROM import_file f WHERE organisation_id = $1`,
    [organisationId, aliveSince],
  );
  if ((now?.waiting ?? 0) >= MAX_WAITING) return tooManyUploads(MAX_WAITING);
  return Number(now?.kept ?? 0) + LEAST_BYTES > keptBytes ? storageFull(keptBytes) : null;
}

/**
 * Notes that a piece of an upload has come in. Under {@link lockImports}, as uploads side by side would not see each other's pieces.
 * @returns bytes that its organisation then keeps, as its allowance counts them; null when the upload was taken for broken off, and
 * cleared away
 */
export async function noteBytes(
  tx: Transaction,
  fileId: string,
  { bytes, now }: { readonly bytes: number; readonly now: Date },
): Promise<number | null> {
  const [row] = await tx.query<{ kept: string }>(
    `UPDATE import_file f SET touched_at = $2, bytes = bytes + $3 WHERE id = $1 AND NOT complete
     RETURNING greatest(bytes, ${LEAST_BYTES}) + (SELECT coalesce(sum(greatest(o.bytes, ${LEAST_BYTES})), 0) FROM import_file o
                 WHERE o.organisation_id = f.organisation_id AND o.id <> f.id) AS kept`,
    [fileId, now, bytes],
  );
  return row === undefined ? null : Number(row.kept);
}

/** Whether an organisation may start one more import. Ask under {@link lockImports}. */
export async function checkRunAllowance(
  tx: Transaction,
  organisationId: string,
  openRuns: number,
): Promise<Problem | null> {
  const [now] = await tx.query<{ open: number }>(
    "SELECT count(*)::int AS open FROM import_run WHERE organisation_id = $1 AND status IN ('queued', 'running')",
    [organisationId],
  );
  return (now?.open ?? 0) >= openRuns ? tooManyImports(openRuns) : null;
}
