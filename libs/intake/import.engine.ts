import { setImmediate as breathe } from 'node:timers/promises';
import { type Clock, SourceError, type SourceRow } from '#libs/common';
import { type Batches } from '#libs/messaging';
import { isTransient, type TenantScope, type Transaction, type UnitOfWork } from '#libs/database';
import { Batch } from './import.batch.js';
import { endRun, lockRun, markRunning, moveCheckpoint, type RunState, storeFaults } from './import.store.js';
import { type ImportContext, type ImportTarget } from './import.types.js';
import { type ImportStatus } from './import-run.entity.js';

/** Rows of one transaction; one outbox row names as many. */
export const BATCH_ROWS = 500;
/** Rows and milliseconds between two breaths: other work of the process, and the batch that is written, wait no longer. */
const BREATH_ROWS = 50;
const BREATH_MS = 20;
/** Tries of a batch that met another writer; each begins anew. */
const BATCH_TRIES = 5;

/** How a run came to its end here: `stopped` is to go on later, `elsewhere` is gone on with by another process. */
export type ImportEnd = Extract<ImportStatus, 'done' | 'cancelled' | 'failed'> | 'stopped' | 'elsewhere';

export interface EngineRequest {
  readonly context: ImportContext;
  readonly target: ImportTarget;
  /** Whose rights the writes have: that of the system, with the tenant fixed when all rows are of one organisation. */
  readonly scope: TenantScope;
  readonly source: AsyncIterable<SourceRow>;
  /** Bytes of the source that have been read. */
  readonly bytesDone: () => number;
  /** Ends the caller's work in the last transaction, with the run. */
  readonly finish?: (tx: Transaction) => Promise<void>;
  /** Asked between batches: true leaves the rest for later. */
  readonly stopping?: () => boolean;
  /** Told after each committed batch. */
  readonly onBatch?: () => void | Promise<void>;
}

/** Where a run goes on. */
interface Start {
  readonly checkpoint: number;
  readonly batchId: string;
}

/** An end before the end of the file: somebody asked for it, or those for whom it runs may not go on. */
type EarlyEnd = Extract<ImportStatus, 'cancelled' | 'failed'>;

function earlyEnd({ cancelRequested, standingLost }: RunState): EarlyEnd | null {
  if (cancelRequested) return 'cancelled';
  return standingLost ? 'failed' : null;
}

/** Thrown in a batch's transaction, so that nothing of it stays. */
class MovedOn extends Error {}

/**
 * Pumps rows of any source into a target, 500 a transaction: upsert, kept versions, one outbox row, faults, counts and checkpoint
 * commit together, so a run that is killed goes on at its checkpoint with nothing lost and nothing twice. The bulk batch of its news
 * is opened with its start and closed with its end, whatever that is. It holds two batches,
 * however long the file: one that is written and one that is read.
 */
export class ImportEngine {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly batches: Batches,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs an import from its checkpoint.
   * @throws what the database throws when it cannot go on now; a file that cannot be read ends the run as `failed` instead
   */
  async run(request: EngineRequest): Promise<ImportEnd> {
    const start = await this.#begin(request);
    if (typeof start === 'string') return start;
    const context = { ...request.context, batchId: start.batchId };
    try {
      return await this.#pump({ ...request, context }, start.checkpoint);
    } catch (error) {
      if (error instanceof MovedOn) return 'elsewhere';
      throw error;
    }
  }

  async #begin({ scope, context, finish }: EngineRequest): Promise<Start | ImportEnd> {
    return this.unitOfWork.run(scope, async (tx) => {
      const run = await lockRun(tx, context.importId);
      if (run === null || (run.status !== 'queued' && run.status !== 'running')) {
        await finish?.(tx);
        return run?.status === 'done' || run?.status === 'failed' ? run.status : 'cancelled';
      }
      const batchId = run.batchId ?? (await this.batches.open(tx, 'import'));
      await markRunning(tx, context.importId, { batchId, now: this.clock.now() });
      return { checkpoint: run.checkpoint, batchId };
    });
  }

  async #pump(request: EngineRequest, start: number): Promise<ImportEnd> {
    const { context, target, stopping } = request;
    let [checkpoint, batch] = [start, new Batch(target, context)];
    let broken: SourceError | null = null;
    let breathedAt = performance.now();
    // While the database writes a batch, the next one is read and checked.
    let writing = Promise.resolve<EarlyEnd | null>(null);
    try {
      for await (const item of request.source) {
        if (item.row <= start) continue;
        batch.take(item);
        if (batch.size % BREATH_ROWS === 0 || performance.now() - breathedAt >= BREATH_MS) {
          await breathe();
          breathedAt = performance.now();
        }
        if (batch.size < BATCH_ROWS) continue;
        const early = await writing;
        if (early !== null) return early;
        writing = this.#commit(request, batch, checkpoint);
        // Awaited at the next batch or at the end; until then nobody listens.
        writing.catch(() => undefined);
        [checkpoint, batch] = [batch.lastRow, new Batch(target, context)];
        if (stopping?.() === true) return (await writing) ?? 'stopped';
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      broken = error;
    } finally {
      // Whatever happened: nothing of this run is written after it has ended here.
      await writing.catch(() => undefined);
    }
    return (await writing) ?? this.#end(request, batch, checkpoint, broken);
  }

  /** The last rows, and the end of the run and of the caller's work, in one transaction. */
  async #end(
    request: EngineRequest,
    batch: Batch,
    checkpoint: number,
    broken: SourceError | null,
  ): Promise<ImportEnd> {
    const status = broken === null ? 'done' : 'failed';
    const { importId } = request.context;
    const early = await this.#commit(request, batch, checkpoint, async (tx) => {
      await endRun(tx, this.batches, importId, {
        status,
        now: this.clock.now(),
        ...(broken !== null && { error: broken }),
      });
      await request.finish?.(tx);
    });
    return early ?? status;
  }

  /** @returns how the run ended instead, or null when it goes on */
  async #commit(
    request: EngineRequest,
    batch: Batch,
    checkpoint: number,
    ending?: (tx: Transaction) => Promise<void>,
  ): Promise<EarlyEnd | null> {
    const bytesDone = request.bytesDone();
    const early = await this.#patiently(() =>
      this.unitOfWork.run(request.scope, (tx) =>
        this.#write(tx, request, { batch, checkpoint, bytesDone }, ending),
      ),
    );
    await request.onBatch?.();
    return early;
  }

  async #write(
    tx: Transaction,
    request: EngineRequest,
    { batch, checkpoint, bytesDone }: { batch: Batch; checkpoint: number; bytesDone: number },
    ending?: (tx: Transaction) => Promise<void>,
  ): Promise<EarlyEnd | null> {
    const { importId } = request.context;
    const run = await lockRun(tx, importId);
    // Another delivery of the same work is ahead: what this one holds is written already.
    if (run?.status !== 'running' || run.checkpoint !== checkpoint) throw new MovedOn();
    const now = this.clock.now();
    const early = earlyEnd(run);
    if (early !== null) {
      await endRun(tx, this.batches, importId, {
        ...{ status: early, now },
        ...(early === 'failed' && { error: { code: 'STANDING_LOST' } }),
      });
      await request.finish?.(tx);
      return early;
    }
    if (batch.size > 0) {
      const { counts, faults } = await batch.write(tx);
      await storeFaults(tx, importId, run.organisationId, faults);
      await moveCheckpoint(tx, importId, {
        counts,
        checkpoint: batch.lastRow,
        bytesDone,
        now,
      });
    }
    await ending?.(tx);
    return null;
  }

  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isTransient(error) || tries === BATCH_TRIES) throw error;
      }
    }
  }
}
