import { dayInChina } from '#libs/common';
import { type Transaction } from '#libs/database';

/** Tables whose rows of a day are counted, by what is limited. */
const COUNTED = {
  answer: `SELECT count(*)::int AS used FROM opportunity_answer
            WHERE product_organisation_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE 'Asia/Shanghai'`,
  question: `SELECT count(*)::int AS used FROM (
       SELECT side, need_organisation_id, product_organisation_id, created_at FROM match_question
        WHERE need_organisation_id = $1 OR product_organisation_id = $1
       UNION ALL
       SELECT side, need_organisation_id, product_organisation_id, created_at FROM match_reply
        WHERE need_organisation_id = $1 OR product_organisation_id = $1) AS said
      WHERE $1 = CASE side WHEN 'buyer' THEN need_organisation_id ELSE product_organisation_id END
        AND created_at >= $2::date::timestamp AT TIME ZONE 'Asia/Shanghai'`,
} as const;

/**
 * True when the organisation has used up its calls of this day in China. It takes the organisation's lock until the transaction
 * ends, so that calls side by side cannot pass the limit together.
 */
export async function limitReached(
  tx: Transaction,
  what: keyof typeof COUNTED,
  organisationId: string,
  now: Date,
  limit: number,
): Promise<boolean> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('limit:' || $1 || '/' || $2, 0))", [
    what,
    organisationId,
  ]);
  const [row] = await tx.query<{ used: number }>(COUNTED[what], [organisationId, dayInChina(now)]);
  return (row?.used ?? 0) >= limit;
}
