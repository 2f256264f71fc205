import { Column, PrimaryColumn } from 'typeorm';
import { notFound, type Result } from '#libs/common';
import { type Transaction } from '#libs/database';
import { needWrongState } from '#libs/demand';
import { type OrgScope } from '#libs/identity';

export const SIDES = ['buyer', 'supplier'] as const;
/** Of the two parties of a match. */
export type Side = (typeof SIDES)[number];

/** A need and a product with the organisations they are of. */
export interface Pair {
  readonly needId: string;
  readonly productId: string;
}

/** Columns of what is said on a pair: a match leaves with the kept set, what was said stays. */
export abstract class PairRow implements Pair {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') needId: string;
  @Column('uuid') needOrganisationId: string;
  @Column('uuid') productId: string;
  @Column('uuid') productOrganisationId: string;
  @Column('uuid') actorUserId: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}

/** A pair as one of its parties acts on it. */
export interface ActingPair extends Pair {
  readonly needOrganisationId: string;
  readonly productOrganisationId: string;
  readonly side: Side;
}

interface PairWithState extends Omit<ActingPair, 'side'> {
  /** Null when the caller may not see the need: for a supplier it is closed then. */
  readonly status: 'draft' | 'open' | 'closed' | null;
}

/**
 * The pair of a match of the caller's own organisation, for writing: the admin of a group only reads what its subsidiaries do.
 * A supplier acts while the need is open; a buyer still does after the deadline, and never on a draft.
 * @param only the side whose verb it is, when it is not one of both
 * @returns the pair with the caller's side, `NOT_FOUND`, or `NEED_STATE`
 */
export async function actingPair(
  tx: Transaction,
  scope: OrgScope,
  matchId: string,
  only?: Side,
): Promise<Result<ActingPair>> {
  const [row] = await tx.query<PairWithState>(
    `SELECT m.need_id AS "needId", m.need_organisation_id AS "needOrganisationId", m.product_id AS "productId",
            m.product_organisation_id AS "productOrganisationId", n.status
       FROM match m LEFT JOIN need n ON n.id = m.need_id
      WHERE m.id = $1 AND $2::uuid IN (m.need_organisation_id, m.product_organisation_id)`,
    [matchId, scope.organisationId],
  );
  if (row === undefined) return notFound(matchId);
  const { status, ...pair } = row;
  const side: Side = pair.needOrganisationId === scope.organisationId ? 'buyer' : 'supplier';
  if (only !== undefined && side !== only) return notFound(matchId);
  if (side === 'supplier' && status !== 'open') return needWrongState('closed');
  if (status === 'draft') return needWrongState('draft');
  return { ...pair, side };
}

/** Makes those who act on the same pair take turns until their transactions end. */
export async function lockPair(tx: Transaction, { needId, productId }: Pair): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('pair:' || $1 || '/' || $2, 0))", [
    needId,
    productId,
  ]);
}

export const pairKey = ({ needId, productId }: Pair): string => `${needId}/${productId}`;

/** SQL for "one of these pairs", over columns `need_id` and `product_id`; the parameters are `:needIds` and `:productIds`. */
export const IN_PAIRS =
  '(need_id, product_id) IN (SELECT * FROM unnest(CAST(:needIds AS uuid[]), CAST(:productIds AS uuid[])))';

/** Parameters of {@link IN_PAIRS}. */
export const pairParameters = (pairs: readonly Pair[]) => ({
  needIds: pairs.map((pair) => pair.needId),
  productIds: pairs.map((pair) => pair.productId),
});
