import { type RowFault, type SourceRow } from '#libs/common';
import { type Transaction } from '#libs/database';
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

/** Rows that are read and checked and go to the database together. */
export class Batch {
  readonly #good: CheckedRow<unknown>[] = [];
  readonly #faults: PlacedFault[] = [];
  #rows = 0;
  #faulty = 0;
  #lastRow = 0;
  #notices = 0;

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
    if (item.notice !== undefined) {
      this.#notices += 1;
      this.#faults.push({ ...item.notice, row: HEADING, severity: 'warning' });
    }
    const checked = 'fault' in item ? [item.fault] : this.target.check(item.record, this.context);
    if ('fields' in checked) this.#good.push({ ...checked, row: item.row });
    else {
      this.#faulty += 1;
      this.#faults.push(...placed(item.row, checked, 'fault'));
    }
  }

  /** Writes the good rows. The batch itself stays as it is, so that it can be written again after a rollback. */
  async write(tx: Transaction): Promise<BatchResult> {
    const counts = {
      rows: this.#rows,
      added: 0,
      changed: 0,
      unchanged: 0,
      faulty: this.#faulty,
      warnings: this.#notices,
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

function placed(row: number, faults: readonly RowFault[], severity: PlacedFault['severity']): PlacedFault[] {
  return faults.map((fault) => ({ ...fault, row, severity }));
}
