import { type Transaction } from '#libs/database';
import { type Outbox, type VersionedId } from '#libs/messaging';

export type NeedEvent = 'need.published' | 'need.updated' | 'need.closed' | 'need.imported';

/**
 * Tells index and matching, in the transaction of the change, that these needs changed.
 * @param batchId of an import or the like: its people are told once, by a summary (see Batches)
 */
export async function needsChanged(
  tx: Transaction,
  outbox: Outbox,
  event: NeedEvent,
  items: readonly VersionedId[],
  batchId?: string,
): Promise<void> {
  await outbox.addItems(tx, items, (chunk) => ({
    kind: 'search.apply',
    cause: event,
    payload: { kind: 'need', items: chunk, ...(batchId !== undefined && { batchId }) },
  }));
}
