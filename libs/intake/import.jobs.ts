import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock, csvRows } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { SYSTEM_SCOPE, type TenantScope, UnitOfWork } from '#libs/database';
import { AlreadyDoneError, Batches, HandlesJob, type Job, Outbox } from '#libs/messaging';
import { counted } from './counted.js';
import { isFaultColumn } from './faulty-rows.texts.js';
import { ImportEngine } from './import.engine.js';
import { endedWithKeys, endRun, forgetKeys, lockAbandoned, lockRun } from './import.store.js';
import { ImportRun } from './import-run.entity.js';
import { ImportTargets } from './import.targets.js';
import { type ImportContext } from './import.types.js';
import { wakeImportWatchers } from './import.watch.js';
import { SILENT_UPLOAD_MINUTES, UploadService } from './upload.service.js';

/** Without a batch for so long, an import of the command line has ended with its process. */
const SILENT_MINUTES = 15;
/** Files that one transaction takes away, with all their pieces. */
const PURGE_FILES = 20;
/** Keys of an ended import that one transaction takes away. */
const KEYS_AT_ONCE = 20_000;
/** Between two wake-ups of a run at work. */
const WAKE_MS = 500;

@Injectable()
export class ImportJobs implements OnModuleDestroy {
  #stopping = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly batches: Batches,
    private readonly uploads: UploadService,
    private readonly targets: ImportTargets,
    @Inject(CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A process that is to end does not wait for the end of a long file. */
  onModuleDestroy(): void {
    this.#stopping = true;
  }

  /** Runs an import from its checkpoint; a killed worker's is delivered again and goes on there. */
  @HandlesJob('import.run')
  async run(job: Job<'import.run'>): Promise<void> {
    const run = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.manager.findOneBy(ImportRun, { id: job.payload.importId }),
    );
    if (run === null) return this.unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
    const target = this.targets.find(run.kind);
    if (target === null) throw new Error(`No import target for ${run.kind}`);
    const context = contextOf(run);
    const bytes = counted(this.uploads.read(run.fileId ?? run.id));
    const columns = target.columns(context);
    const end = await new ImportEngine(this.unitOfWork, this.batches, this.clock)
      .run({
        ...{ context, target, scope: scopeOf(run), bytesDone: bytes.read },
        source: csvRows(bytes.chunks, { columns, encoding: run.options.encoding, isGuard: isFaultColumn }),
        finish: (tx) => job.done(tx),
        stopping: () => this.#stopping,
        onBatch: this.#progressOf(run.id),
      })
      .catch(async (error: unknown) => {
        if (job.lastTry) await this.#end(run.id, 'GIVEN_UP');
        throw error;
      });
    await wakeImportWatchers(this.unitOfWork, [run.id]);
    if (end === 'elsewhere') throw new AlreadyDoneError(job.outboxId);
    if (end === 'stopped') await this.#leaveForLater(job);
  }

  /**
   * Ends imports that nobody works on any more, so that none is shown as running for ever; clears uploads away that broke off, and the
   * keys of imports that have ended.
   */
  @HandlesJob('import.tidy')
  async tidy(job: Job<'import.tidy'>): Promise<void> {
    const now = this.clock.now();
    await this.#removeFiles('NOT complete AND touched_at < $1', SILENT_UPLOAD_MINUTES * 60_000);
    await this.#forgetKeys();
    const ended = await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const left = await lockAbandoned(tx, new Date(now.getTime() - SILENT_MINUTES * 60_000));
      for (const id of left) {
        // Somebody wanted it to end, and it has.
        const cancelled = (await lockRun(tx, id))?.cancelRequested === true;
        await endRun(tx, this.batches, id, {
          ...{ status: cancelled ? 'cancelled' : 'failed', now },
          ...(!cancelled && { error: { code: 'INTERRUPTED' } }),
        });
      }
      await job.done(tx);
      return left;
    });
    await wakeImportWatchers(this.unitOfWork, ended);
  }

  /** Clears uploaded files away: imported ones IMPORT_KEEP_DAYS after their last import, others as long after they came. */
  @HandlesJob('import.purge')
  async purge(job: Job<'import.purge'>): Promise<void> {
    await this.#removeFiles(
      `complete AND created_at < $1 AND NOT EXISTS (SELECT 1 FROM import_run r WHERE r.file_id = f.id
         AND (r.finished_at IS NULL OR r.finished_at >= $1))`,
      this.config.imports.keepDays * 86_400_000,
    );
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
  }

  async #end(importId: string, code: string): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const run = await lockRun(tx, importId);
      if (run?.status !== 'queued' && run?.status !== 'running') return;
      await endRun(tx, this.batches, importId, { status: 'failed', now: this.clock.now(), error: { code } });
    });
    await wakeImportWatchers(this.unitOfWork, [importId]);
  }

  /** Tells those who watch, now and then: a batch takes a fraction of a second. */
  #progressOf(importId: string): () => Promise<void> {
    let toldAt = -Infinity;
    return async () => {
      const now = performance.now();
      if (now - toldAt < WAKE_MS) return;
      toldAt = now;
      await wakeImportWatchers(this.unitOfWork, [importId]);
    };
  }

  /** Not a failure: the work is handed over at once to a process that stays. */
  async #leaveForLater(job: Job<'import.run'>): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.outbox.add(tx, { kind: job.kind, cause: job.cause, payload: job.payload });
      await job.done(tx);
    });
  }

  async #forgetKeys(): Promise<void> {
    const ended = await this.unitOfWork.read(SYSTEM_SCOPE, endedWithKeys);
    for (const id of ended) {
      let forgotten = KEYS_AT_ONCE;
      while (forgotten === KEYS_AT_ONCE)
        forgotten = await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => forgetKeys(tx, id, KEYS_AT_ONCE));
    }
  }

  /** Files of a condition on `f`, some at a time. @param age `$1` of the condition is the moment so many milliseconds ago */
  async #removeFiles(condition: string, age: number): Promise<void> {
    const since = new Date(this.clock.now().getTime() - age);
    let removed = PURGE_FILES;
    while (removed === PURGE_FILES) {
      removed = await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
        const found = await tx.query<{ id: string }>(
          `SELECT f.id FROM import_file f WHERE ${condition} ORDER BY f.id LIMIT ${PURGE_FILES} FOR UPDATE SKIP LOCKED`,
          [since],
        );
        // Asked again now that they are held: an import may have been started of one between the look at it and its lock.
        const ids = found.map(({ id }) => id);
        await tx.query(`DELETE FROM import_file f WHERE id = ANY($2) AND ${condition}`, [since, ids]);
        return found.length;
      });
    }
  }
}

function contextOf({ id, targetOrganisationId, options }: ImportRun): ImportContext {
  return { importId: id, organisationId: targetOrganisationId, options };
}

/** With the tenant fixed, the database lets the worker write that tenant's products only. */
function scopeOf({ targetOrganisationId, startedBy }: ImportRun): TenantScope {
  return { actor: 'system', organisationId: targetOrganisationId, userId: startedBy };
}
