import { Injectable } from '@nestjs/common';
import {
  type CsvRecord,
  decodeText,
  guardCell,
  type Locale,
  type MessageParams,
  notFound,
  readRecords,
  renderText,
  type Result,
  SourceError,
  toCsvLine,
  unguardCell,
} from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { FAULT_COLUMNS, faultyRowsName, isFaultColumn, sayFaults } from './faulty-rows.texts.js';
import { fileGone } from './import.errors.js';
import { ImportRun } from './import-run.entity.js';
import { type ImportScope } from './import.service.js';
import { ImportTargets } from './import.targets.js';
import { UploadService } from './upload.service.js';

/** Faults that are read at a time. */
const FAULTS_AT_ONCE = 1_000;
const BYTE_ORDER_MARK = '\ufeff';

/** What is wrong with one row. */
interface FaultyRow {
  readonly row: number;
  readonly faults: readonly StoredFault[];
}

interface StoredFault {
  readonly id: string;
  readonly row: number;
  readonly column: string;
  readonly code: string;
  readonly params: MessageParams;
}

/** A file to be downloaded. */
export interface FaultyRows {
  readonly name: string;
  readonly chunks: AsyncGenerator<string>;
}

/** The faulty rows of an imported file, to be mended and imported again without the others. */
@Injectable()
export class FaultyRowsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly uploads: UploadService,
    private readonly targets: ImportTargets,
  ) {}

  /**
   * A CSV file (UTF-8 with a byte order mark, for spreadsheets) of the heading and the rows that an import has set aside so far, as they
   * stand in the uploaded file, with their number and what is wrong before them. Cells that a spreadsheet would run as formulas have an
   * apostrophe before them, which an import of the download takes off. Streams: it holds one piece of the file.
   * @returns its name and text, `NOT_FOUND` for an import that is not the caller's organisation's, or `FILE_GONE`. The text throws
   * (SourceError `FILE_GONE`) when the file is thrown away before its end: it is never just cut off
   */
  async open(scope: ImportScope, importId: string, locale: Locale): Promise<Result<FaultyRows>> {
    const run = await this.unitOfWork.read(scope, (tx) => tx.manager.findOneBy(ImportRun, { id: importId }));
    if (run === null) return notFound(importId);
    if (run.fileId === null) return fileGone();
    const name = faultyRowsName(run.fileName, locale);
    const text = this.#text(scope, run, run.fileId, locale);
    try {
      // The heading at once: of a file that is gone no download begins.
      const heading = await text.next();
      return { name, chunks: continued(heading.value ?? '', text) };
    } catch (error) {
      if (isFileGone(error)) return fileGone();
      throw error;
    }
  }

  async *#text(
    scope: ImportScope,
    run: ImportRun,
    fileId: string,
    locale: Locale,
  ): AsyncGenerator<string, void> {
    const faulty = this.#faultyRows(scope, run.id);
    let [own, next]: [readonly number[] | null, FaultyRow | null] = [null, null];
    for await (const record of this.#records(scope, run, fileId)) {
      if (own === null) {
        own = ownColumns(record);
        yield BYTE_ORDER_MARK + toCsvLine([...FAULT_COLUMNS[locale], ...guarded(record.fields, own)]);
        next = await nextOf(faulty);
      }
      if (next === null) return;
      if (record.row !== next.row) continue;
      const said = sayFaults(
        next.faults.map((fault) => this.#say(run, fault, locale)),
        locale,
      );
      yield toCsvLine([String(record.row), guardCell(said), ...guarded(record.fields, own)]);
      next = await nextOf(faulty);
    }
    if (own === null) yield BYTE_ORDER_MARK;
    if (next !== null)
      throw new Error(`Row ${next.row} of import ${run.id} has faults and is not in its file`);
  }

  /** A file that could not be read to its end has no rows behind that place, and no faults of them. */
  async *#records(scope: ImportScope, run: ImportRun, fileId: string): AsyncGenerator<CsvRecord> {
    try {
      yield* readRecords(decodeText(this.uploads.readOwn(scope, fileId), run.options.encoding));
    } catch (error) {
      if (!(error instanceof SourceError) || isFileGone(error)) throw error;
    }
  }

  async *#faultyRows(scope: ImportScope, importId: string): AsyncGenerator<FaultyRow, void> {
    let after = '0';
    let open: StoredFault[] = [];
    for (;;) {
      const faults = await this.unitOfWork.read(scope, (tx) =>
        tx.query<StoredFault>(
          `SELECT id, row_number AS row, column_name AS "column", code, params FROM import_fault
            WHERE import_id = $1 AND severity = 'fault' AND id > $2 ORDER BY id LIMIT ${FAULTS_AT_ONCE}`,
          [importId, after],
        ),
      );
      for (const fault of faults) {
        if (open[0] !== undefined && open[0].row !== fault.row) {
          yield { row: open[0].row, faults: open };
          open = [];
        }
        open.push(fault);
      }
      const last = faults.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
    if (open[0] !== undefined) yield { row: open[0].row, faults: open };
  }

  #say({ kind }: ImportRun, { column, code, params }: StoredFault, locale: Locale) {
    return { column, text: renderText(this.targets.textOf(kind, code), locale, params) };
  }
}

const isFileGone = (error: unknown): boolean => error instanceof SourceError && error.code === 'FILE_GONE';

async function* continued(first: string, rest: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  yield first;
  yield* rest;
}

async function nextOf(rows: AsyncGenerator<FaultyRow, void>): Promise<FaultyRow | null> {
  const found = await rows.next();
  return found.done === true ? null : found.value;
}

/** Places of columns that an earlier download has put into the file. */
function ownColumns({ fields }: CsvRecord): number[] {
  return fields.flatMap((name, index) => (isFaultColumn(name) ? [index] : []));
}

/** Cells without the own columns, safe for spreadsheets; those of an earlier download are guarded already. */
function guarded(fields: readonly string[], own: readonly number[]): string[] {
  const cells = fields.filter((_, index) => !own.includes(index));
  return cells.map((cell) => guardCell(own.length > 0 ? unguardCell(cell) : cell));
}
