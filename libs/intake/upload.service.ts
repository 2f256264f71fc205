import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  invalidInput,
  isBinary,
  isProblem,
  newId,
  type Problem,
  type Result,
  SourceError,
} from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import {
  checkIdempotencyKey,
  type IdempotencyClaim,
  isIdempotencyKeyUsed,
  oncePerKey,
  SYSTEM_SCOPE,
  type TenantScope,
  type Transaction,
  UnitOfWork,
} from '#libs/database';
import {
  emptyFile,
  fileGone,
  fileTooLarge,
  notText,
  storageFull,
  uploadInterrupted,
} from './import.errors.js';
import { ImportFile } from './import-file.entity.js';
import { FILE_GONE } from './import.faults.js';
import { checkUploadAllowance, lockImports, noteBytes } from './import.limits.js';

/** Bytes of a stored piece. */
const CHUNK = 262_144;
/** Minutes without a piece after which an upload has broken off. */
export const SILENT_UPLOAD_MINUTES = 5;

/** Who uploads: a person, for an organisation. */
export interface UploadScope extends TenantScope {
  readonly organisationId: string;
  readonly userId: string;
}

/** What came in, once it is whole. */
interface Content {
  readonly bytes: number;
  readonly sha256: string;
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
   * @param idempotencyKey the same key with the same file gives the first upload for 24 hours, and keeps no second one
   * @returns the file, or `EMPTY_FILE`, `FILE_TOO_LARGE` (IMPORT_MAX_BYTES), `NOT_TEXT`, `TOO_MANY_UPLOADS`,
   * `IMPORT_STORAGE_FULL` (IMPORT_KEPT_BYTES), `UPLOAD_INTERRUPTED`, `IDEMPOTENCY_KEY_REUSED`, `FILE_GONE` for a repeated one that was cleared away
   */
  async store(
    scope: UploadScope,
    name: string,
    bytes: AsyncIterable<Uint8Array>,
    idempotencyKey: string | null = null,
  ): Promise<Result<ImportFile>> {
    const badKey = idempotencyKey === null ? null : checkIdempotencyKey(idempotencyKey);
    if (badKey !== null) return invalidInput([badKey]);
    const file = this.#newFile(scope, name);
    if (idempotencyKey !== null && (await this.#isUsed(scope, idempotencyKey)))
      return this.#compare(scope, file, bytes, idempotencyKey);
    const refused = await this.#create(scope, file);
    if (refused !== null) return refused;
    try {
      const stored = await this.#fill(scope, file, bytes, idempotencyKey);
      if (stored !== file) await this.#remove(scope, file.id);
      return stored;
    } catch (error) {
      await this.#remove(scope, file.id).catch(() => undefined);
      throw error;
    }
  }

  /** The bytes of a file, piece by piece, for the worker. @throws SourceError `FILE_GONE` */
  read(fileId: string): AsyncGenerator<Uint8Array> {
    return this.readOwn(SYSTEM_SCOPE, fileId);
  }

  /** The bytes of a file that the scope may read, piece by piece. @throws SourceError `FILE_GONE` */
  async *readOwn(scope: TenantScope, fileId: string): AsyncGenerator<Uint8Array> {
    for (let position = 0; ; position += 1) {
      const [row] = await this.unitOfWork.read(scope, (tx) =>
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

  #newFile(scope: UploadScope, name: string): ImportFile {
    const now = this.clock.now();
    return Object.assign(new ImportFile(), {
      ...{ id: newId(), organisationId: scope.organisationId, uploadedBy: scope.userId, bytes: 0 },
      ...{ name: cleanName(name), complete: false, createdAt: now, touchedAt: now },
    });
  }

  async #isUsed(scope: UploadScope, key: string): Promise<boolean> {
    const { organisationId } = scope;
    return this.unitOfWork.read(scope, (tx) =>
      isIdempotencyKeyUsed(tx, { organisationId, key, now: this.clock.now() }),
    );
  }

  /** An upload with a used key is read to be compared, and not kept: it takes none of the allowance. */
  async #compare(
    scope: UploadScope,
    { id, name }: ImportFile,
    bytes: AsyncIterable<Uint8Array>,
    key: string,
  ): Promise<Result<ImportFile>> {
    const content = await this.#take(bytes, () => Promise.resolve(null));
    if (isProblem(content)) return content;
    const claim = this.#claim(scope, key, id, { name, sha256: content.sha256 });
    // Forgotten while the bytes came in: the next try is a first one.
    const late = () => Promise.resolve(uploadInterrupted(SILENT_UPLOAD_MINUTES));
    return this.unitOfWork.run(scope, (tx) => oncePerKey(tx, claim, late, storedBefore));
  }

  /** Puts the file into the database, unless as many wait, or as much is kept, already; an upload that has broken off is no waiting one. */
  async #create(scope: UploadScope, file: ImportFile): Promise<Problem | null> {
    const aliveSince = new Date(file.createdAt.getTime() - SILENT_UPLOAD_MINUTES * 60_000);
    return this.unitOfWork.run(scope, async (tx) => {
      await lockImports(tx, scope.organisationId);
      const { keptBytes } = this.config.imports;
      const refused = await checkUploadAllowance(tx, scope.organisationId, { aliveSince, keptBytes });
      if (refused !== null) return refused;
      await tx.manager.insert(ImportFile, file);
      return null;
    });
  }

  /** @returns the file; the one that another upload with the key has stored meanwhile; or what is wrong */
  async #fill(
    scope: UploadScope,
    file: ImportFile,
    bytes: AsyncIterable<Uint8Array>,
    key: string | null,
  ): Promise<Result<ImportFile>> {
    const content = await this.#take(bytes, (position, piece) =>
      this.#storePiece(scope, file, position, piece),
    );
    if (isProblem(content)) return content;
    const whole = { bytes: content.bytes, complete: true };
    const finish = async (tx: Transaction) => {
      const { affected } = await tx.manager.update(ImportFile, { id: file.id, complete: false }, whole);
      return affected === 1 ? Object.assign(file, whole) : uploadInterrupted(SILENT_UPLOAD_MINUTES);
    };
    const { name } = file;
    const claim = key === null ? null : this.#claim(scope, key, file.id, { name, sha256: content.sha256 });
    return this.unitOfWork.run(scope, (tx) => oncePerKey(tx, claim, finish, storedBefore));
  }

  /** Reads to the end. @param keep what to do with each piece; its problem ends the reading */
  async #take(
    bytes: AsyncIterable<Uint8Array>,
    keep: (position: number, piece: Uint8Array) => Promise<Problem | null>,
  ): Promise<Result<Content>> {
    const { maxBytes } = this.config.imports;
    const hash = createHash('sha256');
    let [position, total] = [0, 0];
    for await (const piece of inPieces(bytes)) {
      if (position === 0 && isBinary(piece.subarray(0, 4_096))) return notText();
      total += piece.length;
      if (total > maxBytes) return fileTooLarge(maxBytes);
      hash.update(piece);
      const problem = await keep(position, piece);
      if (problem !== null) return problem;
      position += 1;
    }
    return total === 0 ? emptyFile() : { bytes: total, sha256: hash.digest('hex') };
  }

  async #storePiece(
    scope: UploadScope,
    file: ImportFile,
    position: number,
    piece: Uint8Array,
  ): Promise<Problem | null> {
    const { keptBytes } = this.config.imports;
    return this.unitOfWork.run(scope, async (tx) => {
      await lockImports(tx, scope.organisationId);
      const kept = await noteBytes(tx, file.id, { bytes: piece.length, now: this.clock.now() });
      if (kept === null) return uploadInterrupted(SILENT_UPLOAD_MINUTES);
      if (kept > keptBytes) return storageFull(keptBytes);
      await tx.query(
        'INSERT INTO import_chunk (file_id, position, organisation_id, data) VALUES ($1, $2, $3, $4)',
        [file.id, position, scope.organisationId, piece],
      );
      return null;
    });
  }

  #claim(
    { organisationId }: UploadScope,
    key: string,
    resultId: string,
    input: { readonly name: string; readonly sha256: string },
  ): IdempotencyClaim {
    return { organisationId, key, operation: 'uploadImportFile', input, resultId, now: this.clock.now() };
  }

  /** Only one that has not come to its end: when the answer to the last commit is lost, the file is there, whole and under its key. */
  async #remove(scope: UploadScope, id: string): Promise<void> {
    await this.unitOfWork.run(scope, (tx) => tx.manager.delete(ImportFile, { id, complete: false }));
  }
}

async function storedBefore(tx: Transaction, id: string): Promise<Result<ImportFile>> {
  return (await tx.manager.findOneBy(ImportFile, { id })) ?? fileGone();
}

/** Without control characters and path; never empty. */
function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[\u0000-\u001f\u007f]|\p{Surrogate}/gu, '').trim();
  // By characters: a cut through a pair of surrogates leaves what PostgreSQL stores as another name than the answer says.
  return [...clean].slice(-200).join('') || 'import.csv';
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
