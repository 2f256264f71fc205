import { Injectable } from '@nestjs/common';
import {
  type CsvRecord,
  decodeText,
  guardCell,
  type Locale,
  type LocalizedText,
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
import { fileGone } from './import.errors.js';
import { ImportRun } from './import-run.entity.js';
import { type ImportScope } from './import.service.js';
import { ImportTargets } from './import.targets.js';
import { UploadService } from './upload.service.js';

/** Columns that the download puts before those of the file. No target knows them, so an import leaves them alone. */
export const FAULT_COLUMNS = ['import_row', 'import_faults'] as const;
/** A file with this column is a download, and its cells are guarded. */
export const GUARD_COLUMN = FAULT_COLUMNS[1];
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
   * @returns its name and text, `NOT_FOUND` for an import that is not the caller's organisation's, or `FILE_GONE`
   */
  async open(scope: ImportScope, importId: string, locale: Locale): Promise<Result<FaultyRows>> {
    const run = await this.unitOfWork.read(scope, (tx) => tx.manager.findOneBy(ImportRun, { id: importId }));
    if (run === null) return notFound(importId);
    if (run.fileId === null) return fileGone();
    const name = `${run.fileName.replace(/\.[^.]*$/, '')}-faulty.csv`;
    return { name, chunks: this.#text(scope, run, run.fileId, locale) };
  }

  async *#text(scope: ImportScope, run: ImportRun, fileId: string, locale: Locale): AsyncGenerator<string> {
    yield BYTE_ORDER_MARK;
    const faulty = this.#faultyRows(scope, run.id);
    let [own, next]: [readonly number[] | null, FaultyRow | null] = [null, null];
    for await (const record of this.#records(scope, run, fileId)) {
      if (own === null) {
        own = ownColumns(record);
        yield toCsvLine([...FAULT_COLUMNS, ...guarded(record.fields, own)]);
        next = await nextOf(faulty);
      }
      if (next === null) return;
      if (record.row !== next.row) continue;
      const said = next.faults.map((fault) => this.#say(run, fault, locale)).join('; ');
      yield toCsvLine([String(record.row), guardCell(said), ...guarded(record.fields, own)]);
      next = await nextOf(faulty);
    }
  }

  /** A file that could not be read to its end has no rows behind that place, and no faults of them. */
  async *#records(scope: ImportScope, run: ImportRun, fileId: string): AsyncGenerator<CsvRecord> {
    try {
      yield* readRecords(decodeText(this.uploads.readOwn(scope, fileId), run.options.encoding));
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
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

  #say({ kind }: ImportRun, { column, code, params }: StoredFault, locale: Locale): string {
    const text: LocalizedText = this.targets.textOf(kind, code);
    const said = renderText(text, locale, params);
    return column === '' ? said : `${column}: ${said}`;
  }
}

async function nextOf(rows: AsyncGenerator<FaultyRow, void>): Promise<FaultyRow | null> {
  const found = await rows.next();
  return found.done === true ? null : found.value;
}

/** Places of columns that an earlier download has put into the file. */
function ownColumns({ fields }: CsvRecord): number[] {
  const names: readonly string[] = FAULT_COLUMNS;
  return fields.flatMap((name, index) => (names.includes(name.trim().toLowerCase()) ? [index] : []));
}

/** Cells without the own columns, safe for spreadsheets; those of an earlier download are guarded already. */
function guarded(fields: readonly string[], own: readonly number[]): string[] {
  const cells = fields.filter((_, index) => !own.includes(index));
  return cells.map((cell) => guardCell(own.length > 0 ? unguardCell(cell) : cell));
}
