import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, isBinary, newId, type Problem, type Result, SourceError } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { SYSTEM_SCOPE, type TenantScope, UnitOfWork } from '#libs/database';
import { emptyFile, fileTooLarge, notText, tooManyUploads } from './import.errors.js';
import { ImportFile } from './import-file.entity.js';
import { FILE_GONE } from './import.faults.js';

/** Bytes of a stored piece. */
const CHUNK = 262_144;
/** Files of an organisation that wait for an import. */
const MAX_WAITING = 20;

/** Who uploads: a person, for an organisation. */
export interface UploadScope extends TenantScope {
  readonly organisationId: string;
  readonly userId: string;
}

/** Files on their way into the platform, in pieces in the database. */
@Injectable()
export class UploadService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Stores a file while it comes in, a piece each transaction. Nothing is left of one that does not come to its end.
   * @param name of the file, for people; the last 200 characters count
   * @returns the file, or `EMPTY_FILE`, `FILE_TOO_LARGE` (IMPORT_MAX_BYTES), `NOT_TEXT`, `TOO_MANY_UPLOADS`
   */
  async store(
    scope: UploadScope,
    name: string,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<Result<ImportFile>> {
    const file = await this.#create(scope, name);
    if (!(file instanceof ImportFile)) return file;
    try {
      const problem = await this.#fill(scope, file, bytes);
      if (problem !== null) await this.#remove(scope, file.id);
      return problem ?? file;
    } catch (error) {
      await this.#remove(scope, file.id).catch(() => undefined);
      throw error;
    }
  }

  /** The bytes of a file, piece by piece, for the worker. @throws SourceError `FILE_GONE` */
  async *read(fileId: string): AsyncGenerator<Uint8Array> {
    for (let position = 0; ; position += 1) {
      const [row] = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
        tx.query<{ complete: boolean; data: Buffer | null }>(
          `SELECT f.complete, c.data FROM import_file f LEFT JOIN import_chunk c ON c.file_id = f.id AND c.position = $2 WHERE f.id = $1`,
          [fileId, position],
        ),
      );
      if (row?.complete !== true) throw new SourceError('FILE_GONE', FILE_GONE);
      if (row.data === null) return;
      yield row.data;
    }
  }

  async #create(scope: UploadScope, name: string): Promise<Result<ImportFile>> {
    const file = Object.assign(new ImportFile(), {
      ...{ id: newId(), organisationId: scope.organisationId, uploadedBy: scope.userId, bytes: 0 },
      ...{ name: cleanName(name), complete: false, createdAt: this.clock.now() },
    });
    return this.unitOfWork.run(scope, async (tx) => {
      const [waiting] = await tx.query<{ files: number }>(
        `SELECT count(*)::int AS files FROM import_file f WHERE organisation_id = $1
           AND NOT EXISTS (SELECT 1 FROM import_run r WHERE r.file_id = f.id)`,
        [scope.organisationId],
      );
      if ((waiting?.files ?? 0) >= MAX_WAITING) return tooManyUploads(MAX_WAITING);
      await tx.manager.insert(ImportFile, file);
      return file;
    });
  }

  async #fill(
    scope: UploadScope,
    file: ImportFile,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<Problem | null> {
    const { maxBytes } = this.config.imports;
    let [position, total] = [0, 0];
    for await (const piece of inPieces(bytes)) {
      if (position === 0 && isBinary(piece.subarray(0, 4_096))) return notText();
      total += piece.length;
      if (total > maxBytes) return fileTooLarge(maxBytes);
      await this.#storePiece(scope, file, position, piece);
      position += 1;
    }
    if (total === 0) return emptyFile();
    const whole = { bytes: total, complete: true };
    await this.unitOfWork.run(scope, (tx) => tx.manager.update(ImportFile, { id: file.id }, whole));
    Object.assign(file, whole);
    return null;
  }

  async #storePiece(
    scope: UploadScope,
    file: ImportFile,
    position: number,
    piece: Uint8Array,
  ): Promise<void> {
    await this.unitOfWork.run(scope, (tx) =>
      tx.query(
        'INSERT INTO import_chunk (file_id, position, organisation_id, data) VALUES ($1, $2, $3, $4)',
        [file.id, position, scope.organisationId, piece],
      ),
    );
  }

  async #remove(scope: UploadScope, id: string): Promise<void> {
    await this.unitOfWork.run(scope, (tx) => tx.manager.delete(ImportFile, { id }));
  }
}

/** Without control characters and path; never empty. */
function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[\u0000-\u001f\u007f]|\p{Surrogate}/gu, '').trim();
  return clean.slice(-200) || 'import.csv';
}

async function* inPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    held.push(part);
    size += part.length;
    if (size < CHUNK) continue;
    yield Buffer.concat(held);
    [held, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(held);
}
