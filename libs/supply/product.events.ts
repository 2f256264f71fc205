import { type Transaction } from '#libs/database';
import { type Outbox, type VersionedId } from '#libs/messaging';

export type ProductEvent = 'product.published' | 'product.updated' | 'product.withdrawn' | 'product.imported';

/**
 * Tells index and matching, in the transaction of the change, that these products changed.
 * @param batchId of an import or the like: its people are told once, by a summary (see Batches)
 */
export async function productsChanged(
  tx: Transaction,
  outbox: Outbox,
  event: ProductEvent,
  items: readonly VersionedId[],
  batchId?: string,
): Promise<void> {
  await outbox.addItems(tx, items, (chunk) => ({
    kind: 'search.apply',
    cause: event,
    payload: { kind: 'product', items: chunk, ...(batchId !== undefined && { batchId }) },
  }));
}
