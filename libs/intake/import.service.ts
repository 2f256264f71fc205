import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  type CsvEncoding,
  invalidInput,
  isProblem,
  type LocalizedText,
  type MessageParams,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Problem,
  type Result,
  toPage,
} from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import {
  checkIdempotencyKey,
  oncePerKey,
  type TenantScope,
  type Transaction,
  UnitOfWork,
} from '#libs/database';
import { Outbox } from '#libs/messaging';
import { importWrongState, kindNotAllowed, sourceNeeded, uploadIncomplete } from './import.errors.js';
import { ImportFile } from './import-file.entity.js';
import { checkRunAllowance, lockImports } from './import.limits.js';
import { ImportRun } from './import-run.entity.js';
import { ImportTargets } from './import.targets.js';
import { type ImportKind, type ImportOptions } from './import.types.js';
import { wakeImportWatchers } from './import.watch.js';

/** Who imports: a person in a role, for an organisation. */
export interface ImportScope extends TenantScope {
  readonly organisationId: string;
  readonly userId: string;
  readonly role: string;
}

export interface StartImport {
  readonly uploadId: string;
  readonly kind: ImportKind;
  readonly source?: string | null | undefined;
  readonly publish?: boolean | null | undefined;
  readonly encoding?: CsvEncoding | null | undefined;
}

export const FAULT_SEVERITIES = ['fault', 'warning'] as const;
export type FaultSeverity = (typeof FAULT_SEVERITIES)[number];

/** A row that was set aside, or kept with a warning. */
export interface ImportFault {
  /** Number in the order of rows; pages go by it. */
  readonly id: string;
  readonly row: number;
  readonly severity: FaultSeverity;
  readonly column: string;
  readonly code: string;
  readonly params: MessageParams;
  readonly text: LocalizedText;
}

const isFaultId = (text: string) => /^[1-9]\d{0,17}$/.test(text);

/** What people do with imports: start, watch, cancel, read what was set aside. The work itself is a job. */
@Injectable()
export class ImportService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly targets: ImportTargets,
    @Inject(CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Starts the import of an uploaded file, in the background.
   * @param idempotencyKey the same key with the same input gives the same run for 24 hours, however often it is sent
   * @returns the run, `NOT_FOUND` for a file that is not the caller's organisation's, `UPLOAD_INCOMPLETE`, `INVALID_INPUT`,
   * `TOO_MANY_IMPORTS` (IMPORT_OPEN_RUNS), or `IDEMPOTENCY_KEY_REUSED`
   */
  async start(
    scope: ImportScope,
    input: StartImport,
    idempotencyKey: string | null = null,
  ): Promise<Result<ImportRun>> {
    const badKey = idempotencyKey === null ? null : checkIdempotencyKey(idempotencyKey);
    if (badKey !== null) return invalidInput([badKey]);
    const target = this.targets.find(input.kind);
    const reach = target?.reach(scope.role) ?? 'none';
    if (target === null || reach === 'none') return kindNotAllowed();
    const source = input.source?.trim() ?? '';
    if (source.length > 100 || (target.needsSource && source === '')) return sourceNeeded();
    const wanted = { reach, source, input, id: newId(), now: this.clock.now() };
    const { organisationId } = scope;
    const claim =
      idempotencyKey === null
        ? null
        : {
            ...{ organisationId, key: idempotencyKey, operation: 'startImport', resultId: wanted.id },
            ...{
              input: { ...optionsOf(wanted), kind: input.kind, uploadId: input.uploadId },
              now: wanted.now,
            },
          };
    const again = (tx: Transaction, id: string) => tx.manager.findOneByOrFail(ImportRun, { id });
    try {
      return await this.unitOfWork.run(scope, (tx) =>
        oncePerKey<ImportRun>(tx, claim, () => this.#start(tx, scope, wanted), again),
      );
    } catch (error) {
      // Cleared away between the look at it and the start: to the database, a run of no file.
      if (await this.#isGone(scope, input.uploadId)) return notFound(input.uploadId);
      throw error;
    }
  }

  /**
   * Cancels an import: at once while it waits, after the batch at hand while it runs. What went in stays.
   * @returns the run, `NOT_FOUND`, or `IMPORT_STATE` when it has ended
   */
  async cancel(scope: ImportScope, id: string): Promise<Result<ImportRun>> {
    const cancelled = await this.unitOfWork.run(scope, async (tx) => {
      const run = await tx.manager.findOne(ImportRun, {
        where: { id, organisationId: scope.organisationId },
        lock: { mode: 'pessimistic_write' },
      });
      if (run === null) return notFound(id);
      if (run.status === 'cancelled' || run.cancelRequested) return run;
      if (run.status !== 'queued' && run.status !== 'running') return importWrongState(run.status);
      return this.#change(tx, run);
    });
    if (!isProblem(cancelled)) await wakeImportWatchers(this.unitOfWork, [id]);
    return cancelled;
  }

  /** An import of the caller's organisation; null else. */
  async find(scope: ImportScope, id: string): Promise<ImportRun | null> {
    return (await this.findMany(scope, [id]))[0] ?? null;
  }

  /** Imports of the caller's organisation by id; a subscription re-reads with it. */
  async findMany(scope: ImportScope, ids: readonly string[]): Promise<ImportRun[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager.createQueryBuilder(ImportRun, 'r').where('r.id = ANY(:ids)', { ids }).getMany(),
    );
  }

  /** The imports of the caller's organisation, newest first. */
  async list(scope: ImportScope, request: PageRequest): Promise<Result<Page<ImportRun>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(ImportRun, 'r')
        .orderBy('r.id', 'DESC')
        .limit(spec.first + 1);
      if (spec.afterId !== null) query.andWhere('r.id < :afterId', { afterId: spec.afterId });
      return toPage(await query.getMany(), spec.first);
    });
  }

  /**
   * What was set aside, by row. Empty for an import that is not the caller's organisation's.
   * @param request with `severity`, only faults or only warnings
   */
  async faults(
    scope: TenantScope,
    importId: string,
    request: PageRequest & { readonly severity?: FaultSeverity | null | undefined },
  ): Promise<Result<Page<ImportFault>>> {
    const spec = pageSpec(request, isFaultId);
    if (isProblem(spec)) return spec;
    const rows = await this.unitOfWork.read(scope, (tx) =>
      tx.query<Omit<ImportFault, 'text'> & { kind: ImportKind }>(
        `SELECT f.id, f.row_number AS row, f.severity, f.column_name AS "column", f.code, f.params, r.kind
           FROM import_fault f JOIN import_run r ON r.id = f.import_id
          WHERE f.import_id = $1 AND f.id > $2 AND ($4::text IS NULL OR f.severity = $4) ORDER BY f.id LIMIT $3`,
        [importId, spec.afterId ?? '0', spec.first + 1, request.severity ?? null],
      ),
    );
    const shown = rows.map(({ kind, ...fault }) => ({
      ...fault,
      text: this.targets.textOf(kind, fault.code),
    }));
    return toPage(shown, spec.first);
  }

  /** Why a run failed, as a text with its values; null for one that did not. */
  errorOf(run: ImportRun): { code: string; text: LocalizedText; params: MessageParams } | null {
    if (run.errorCode === null) return null;
    return {
      code: run.errorCode,
      text: this.targets.textOf(run.kind, run.errorCode),
      params: run.errorParams,
    };
  }

  async #start(tx: Transaction, scope: ImportScope, wanted: WantedRun): Promise<Result<ImportRun>> {
    const { uploadId } = wanted.input;
    const { organisationId } = scope;
    await lockImports(tx, organisationId);
    const file = await tx.manager.findOneBy(ImportFile, { id: uploadId, organisationId });
    if (file === null) return notFound(uploadId);
    if (!file.complete) return uploadIncomplete();
    const refused = await checkRunAllowance(tx, organisationId, this.config.imports.openRuns);
    if (refused !== null) return refused;
    const run = newRun(scope, file, wanted);
    await tx.manager.insert(ImportRun, run);
    await this.outbox.add(tx, { kind: 'import.run', cause: 'import.started', payload: { importId: run.id } });
    return run;
  }

  async #isGone(scope: ImportScope, fileId: string): Promise<boolean> {
    const { organisationId } = scope;
    return this.unitOfWork.read(
      scope,
      async (tx) => (await tx.manager.countBy(ImportFile, { id: fileId, organisationId })) === 0,
    );
  }

  async #change(tx: Transaction, run: ImportRun): Promise<ImportRun | Problem> {
    const now = this.clock.now();
    const change =
      run.status === 'queued'
        ? ({ status: 'cancelled', cancelRequested: true, updatedAt: now, finishedAt: now } as const)
        : { cancelRequested: true, updatedAt: now };
    await tx.manager.update(ImportRun, { id: run.id }, change);
    return Object.assign(run, change);
  }
}

/** A run that is asked for, checked as far as it can be without its file. */
interface WantedRun {
  readonly id: string;
  readonly reach: 'own' | 'any';
  readonly input: StartImport;
  readonly source: string;
  readonly now: Date;
}

function optionsOf({ source, input }: Pick<WantedRun, 'source' | 'input'>): ImportOptions {
  return {
    source: source === '' ? null : source,
    publish: input.publish ?? false,
    encoding: input.encoding ?? 'auto',
  };
}

function newRun(scope: ImportScope, file: ImportFile, wanted: WantedRun): ImportRun {
  const { id, reach, input, now } = wanted;
  return Object.assign(new ImportRun(), {
    ...{ id, organisationId: scope.organisationId, startedBy: scope.userId, kind: input.kind },
    targetOrganisationId: reach === 'own' ? scope.organisationId : null,
    ...{ batchId: null, fileId: file.id, fileName: file.name, bytesTotal: file.bytes, bytesDone: 0 },
    ...{ status: 'queued', options: optionsOf(wanted) },
    ...{ cancelRequested: false, checkpoint: 1, rows: 0, added: 0, changed: 0, unchanged: 0, faulty: 0 },
    ...{ warnings: 0, errorCode: null, errorParams: {}, createdAt: now, updatedAt: now },
    ...{ startedAt: null, finishedAt: null },
  });
}
