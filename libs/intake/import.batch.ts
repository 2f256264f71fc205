import { type RowFault, type SourceRecord, type SourceRow } from '#libs/common';
import { type Transaction } from '#libs/database';
import { tooLong } from './import.faults.js';
import { firstOfEach, keysOf, noteKeys, type PlacedFault } from './import.store.js';
import { type CheckedRow, type ImportContext, type ImportCounts, type ImportTarget } from './import.types.js';

/** What a written batch comes to. */
export interface BatchResult {
  readonly counts: ImportCounts;
  readonly faults: readonly PlacedFault[];
}

/** The row under which stands what is to be known of the whole file. */
const HEADING = 1;
const DUPLICATE: readonly RowFault[] = [{ column: '', code: 'DUPLICATE_ROW' }];

/** As many as a cell of a spreadsheet holds. A record may have a million, and each check takes its time for them. */
const CELL_MAX = 32_767;
/** Faults that are kept of a row; nobody mends more at a time. */
const MAX_FAULTS = 50;

/** Rows that are read and checked and go to the database together. */
export class Batch {
  readonly #good: CheckedRow<unknown>[] = [];
  readonly #faults: PlacedFault[] = [];
  #rows = 0;
  #faulty = 0;
  #warnings = 0;
  #lastRow = 0;

  constructor(
    private readonly target: ImportTarget,
    private readonly context: ImportContext,
  ) {}

  get size(): number {
    return this.#rows;
  }

  /** Number of its last row; 0 when it is empty. */
  get lastRow(): number {
    return this.#lastRow;
  }

  /** Checks a row and takes it, or its faults. */
  take(item: SourceRow): void {
    this.#rows += 1;
    this.#lastRow = item.row;
    const notices = item.notices ?? [];
    this.#warnings += notices.length;
    this.#faults.push(...placed(HEADING, notices, 'warning'));
    const checked = 'fault' in item ? [item.fault] : this.#check(item.record);
    if ('fields' in checked) this.#good.push({ ...checked, row: item.row });
    else {
      this.#faulty += 1;
      this.#faults.push(...placed(item.row, checked, 'fault'));
    }
  }

  #check(record: SourceRecord) {
    const long = Object.keys(record).filter((column) => (record[column] ?? '').length > CELL_MAX);
    if (long.length > 0) return long.map((column) => tooLong(column, CELL_MAX));
    return this.target.check(record, this.context);
  }

  /** Writes the good rows. The batch itself stays as it is, so that it can be written again after a rollback. */
  async write(tx: Transaction): Promise<BatchResult> {
    const counts = {
      rows: this.#rows,
      added: 0,
      changed: 0,
      unchanged: 0,
      faulty: this.#faulty,
      warnings: this.#warnings,
    };
    const faults = [...this.#faults];
    const setAside = (row: number, found: readonly RowFault[]) => {
      counts.faulty += 1;
      faults.push(...placed(row, found, 'fault'));
    };
    for (const row of await this.#fresh(tx, setAside)) {
      const { outcome, checked } = row;
      if (typeof outcome !== 'string') {
        setAside(checked.row, outcome);
        continue;
      }
      counts[outcome] += 1;
      const warnings = checked.warnings ?? [];
      counts.warnings += warnings.length;
      faults.push(...placed(checked.row, warnings, 'warning'));
    }
    return { counts, faults };
  }

  /** The rows whose key comes for the first time in this import, written. */
  async #fresh(tx: Transaction, setAside: (row: number, found: readonly RowFault[]) => void) {
    const { first, again } = firstOfEach(this.#good);
    const known =
      first.length === 0
        ? new Set<string>()
        : await noteKeys(tx, this.context.importId, first.flatMap(keysOf));
    const isKnown = (row: CheckedRow<unknown>) => keysOf(row).some((key) => known.has(key));
    for (const row of [...again, ...first.filter(isKnown)]) setAside(row.row, DUPLICATE);
    const fresh = first.filter((row) => !isKnown(row));
    const outcomes = fresh.length === 0 ? [] : await this.target.write(tx, fresh, this.context);
    return fresh.map((checked, index) => ({ checked, outcome: outcomes[index] ?? DUPLICATE }));
  }
}

/** The first faults of a row, and how many are left out. */
function placed(row: number, faults: readonly RowFault[], severity: PlacedFault['severity']): PlacedFault[] {
  const kept: RowFault[] = faults.slice(0, MAX_FAULTS);
  const count = faults.length - kept.length;
  if (count > 0) kept.push({ column: '', code: 'FAULTS_LEFT_OUT', params: { count } });
  return kept.map((fault) => ({ ...fault, row, severity }));
}
