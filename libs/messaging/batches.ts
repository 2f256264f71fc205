import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, newId } from '#libs/common';
import { type Transaction } from '#libs/database';
import { type BatchCause } from './bulk-batch.entity.js';
import { Outbox } from './outbox.js';

/**
 * Bulk batches, for whatever changes many rows at once (imports, backfills, matching anew):
 *
 * 1. `const batchId = await batches.open(tx, 'import')`, in a transaction of its own or with the first rows;
 * 2. `productsChanged(tx, outbox, event, items, batchId)` or `needsChanged(…, batchId)` in as many transactions as it takes.
 *    Each job hands the id on to the jobs that it writes;
 * 3. `await batches.close(tx, batchId)` with the last rows, or after them.
 *
 * When all its work is done, each organisation with news is told once. A batch that is never closed, since its process ended, is
 * closed by the platform after a day.
 */
@Injectable()
export class Batches {
  constructor(
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Opens a batch of the acting organisation, or of the platform. @returns its id, for payloads */
  async open(tx: Transaction, cause: BatchCause): Promise<string> {
    const id = newId();
    await tx.query(
      'INSERT INTO bulk_batch (id, cause, organisation_id, created_at) VALUES ($1, $2, $3, $4)',
      [id, cause, tx.scope.organisationId, this.clock.now()],
    );
    return id;
  }

  /** Says that no more work follows; its news are told when what there is has been done. Closing twice is as once. */
  async close(tx: Transaction, batchId: string): Promise<void> {
    const closed = await tx.query(
      'UPDATE bulk_batch SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL RETURNING id',
      [batchId, this.clock.now()],
    );
    if (closed.length > 0)
      await this.outbox.add(tx, { kind: 'batch.summarise', cause: 'batch.closed', payload: { batchId } });
  }

  /** True while work of the batch waits or runs. Work that was given up does not hold up the others' summary. */
  async isBusy(tx: Transaction, batchId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM outbox
        WHERE payload->>'batchId' = $1 AND payload->>'batchId' IS NOT NULL AND status IN ('pending', 'sent')
          AND kind <> 'batch.summarise' LIMIT 1`,
      [batchId],
    );
    return rows.length > 0;
  }
}
