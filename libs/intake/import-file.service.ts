import { Injectable } from '@nestjs/common';
import {
  isProblem,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
} from '#libs/common';
import { type Transaction, UnitOfWork } from '#libs/database';
import { importWrongState } from './import.errors.js';
import { ImportFile } from './import-file.entity.js';
import { lockImports } from './import.limits.js';
import { type ImportStatus } from './import-run.entity.js';
import { type ImportScope } from './import.service.js';

/** An uploaded file as its organisation sees it. */
export interface StoredFile extends Pick<ImportFile, 'id' | 'name' | 'bytes' | 'createdAt'> {
  /** True for one that no import was started of: it counts among those that may wait. */
  readonly waiting: boolean;
}

/** The uploaded files of an organisation that are still kept. */
@Injectable()
export class ImportFileService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Whole files, newest first. */
  async list(scope: ImportScope, request: PageRequest): Promise<Result<Page<StoredFile>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const rows = await readFiles(
        tx,
        'complete AND organisation_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3',
        [scope.organisationId, spec.afterId, spec.first + 1],
      );
      return toPage(rows, spec.first);
    });
  }

  /**
   * Throws a file away. What was imported of it stays; the faulty rows of its imports cannot be fetched any more.
   * @returns the file as it was, `NOT_FOUND`, or `IMPORT_STATE` while an import of it waits or runs
   */
  async discard(scope: ImportScope, id: string): Promise<Result<StoredFile>> {
    return this.unitOfWork.run(scope, async (tx) => {
      // A start that is at work now is waited for; to a DELETE, its run would come too late to be seen.
      await lockImports(tx, scope.organisationId);
      const own = 'id = $1 AND complete AND organisation_id = $2';
      const [file] = await readFiles(tx, own, [id, scope.organisationId]);
      if (file === undefined) return notFound(id);
      const [open] = await tx.query<{ status: ImportStatus }>(
        "SELECT status FROM import_run WHERE file_id = $1 AND status IN ('queued', 'running') LIMIT 1",
        [id],
      );
      if (open !== undefined) return importWrongState(open.status);
      const { affected } = await tx.manager.delete(ImportFile, { id });
      return affected === 1 ? file : notFound(id);
    });
  }
}

async function readFiles(
  tx: Transaction,
  condition: string,
  parameters: readonly unknown[],
): Promise<StoredFile[]> {
  const rows = await tx.query<Omit<StoredFile, 'bytes'> & { bytes: string }>(
    `SELECT id, name, bytes, created_at AS "createdAt",
            NOT EXISTS (SELECT 1 FROM import_run r WHERE r.file_id = f.id) AS waiting
       FROM import_file f WHERE ${condition}`,
    parameters,
  );
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}
