import { CSV_FAULTS, csvRows, type RowFault as RowShapeFault, type SourceRow } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, type UnitOfWork } from '#libs/database';
import {
  type CellFault,
  type ChainRow,
  checkRow,
  COLUMNS,
  type ImportKind,
  type ImportRow,
  keyOf,
} from './reference.rows.js';
import { type ChainRelation, type IndustryClass, type Region } from './reference.types.js';

/** Rows of one transaction. */
const BATCH = 1_000;
/** Faults told one by one; the rest are counted. */
const MAX_FAULTS = 1_000;

/** A fault of a file with its place; `row` counts as a spreadsheet does, the heading is 1. */
export interface RowFault extends CellFault {
  readonly row: number;
}

/** What an import did. `rows` = `added` + `changed` + `unchanged` + `faulty`. */
export interface ImportReport {
  readonly kind: ImportKind;
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  faulty: number;
  /** At most 1,000. */
  readonly faults: RowFault[];
}

/** Loads reference tables from CSV files. For the worker's login; no user reaches it. */
export class ReferenceImport {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Reads a file row by row, writes the good ones in batches and sets the faulty ones aside. Loading a file twice changes nothing
   * the second time; rows that the file does not name stay, because products may use them.
   * @param chunks bytes of the file, a heading first; UTF-8 or GB18030
   * @throws SourceError `MISSING_COLUMNS`, `DOUBLE_COLUMN` and the like; then nothing is written
   */
  async run(kind: ImportKind, chunks: AsyncIterable<Uint8Array>): Promise<ImportReport> {
    const report: ImportReport = {
      ...{ kind, rows: 0, added: 0, changed: 0, unchanged: 0, faulty: 0, faults: [] },
    };
    const sheet = new Sheet(kind, await this.#parents(kind), report);
    let batch: ImportRow[] = [];
    const columns = COLUMNS[kind].map((name) => ({ name, required: true }));
    for await (const found of csvRows(chunks, { columns, encoding: 'auto' })) {
      const row = sheet.read(found);
      if (row !== null) batch.push(row);
      if (batch.length < BATCH) continue;
      await this.#write(kind, batch, report);
      batch = [];
    }
    await this.#write(kind, batch, report);
    return report;
  }

  async #parents(kind: ImportKind): Promise<Set<string>> {
    const table = { regions: 'region', industry: 'industry_class', chains: null, relations: null }[kind];
    if (table === null) return new Set();
    const rows = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.query<{ code: string }>(`SELECT code FROM ${table}`),
    );
    return new Set(rows.map((row) => row.code));
  }

  async #write(kind: ImportKind, batch: readonly ImportRow[], report: ImportReport): Promise<void> {
    if (batch.length === 0) return;
    const written = await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const rows = await WRITERS[kind](tx, batch);
      if (rows.length > 0) await tx.query('UPDATE reference_version SET version = version + 1');
      return rows;
    });
    const own = written.filter((row) => row.counts !== false);
    const added = own.filter((row) => row.added).length;
    report.added += added;
    report.changed += own.length - added;
    report.unchanged += batch.length - own.length;
  }
}

/** Turns rows of the file into rows of the table. */
class Sheet {
  readonly #seen = new Set<string>();
  readonly #chainNames = new Map<string, string>();

  constructor(
    private readonly kind: ImportKind,
    private readonly codes: Set<string>,
    private readonly report: ImportReport,
  ) {}

  /** @returns the row, or null for what was set aside */
  read(given: SourceRow): ImportRow | null {
    this.report.rows += 1;
    const found = 'fault' in given ? [shapeFault(given.fault)] : this.#check(given.record);
    if (Array.isArray(found)) {
      this.report.faulty += 1;
      const room = MAX_FAULTS - this.report.faults.length;
      const faults = found as readonly CellFault[];
      this.report.faults.push(...faults.slice(0, room).map((fault) => ({ row: given.row, ...fault })));
      return null;
    }
    const row = found as ImportRow;
    this.#seen.add(keyOf(row));
    if ('code' in row) this.codes.add(row.code);
    if ('chainName' in row) this.#chainNames.set(row.chain, row.chainName);
    return row;
  }

  #check(cells: Readonly<Record<string, string>>): ImportRow | readonly CellFault[] {
    const row = checkRow(this.kind, cells, { codes: this.codes, chainNames: this.#chainNames });
    if (Array.isArray(row) || !this.#seen.has(keyOf(row as ImportRow))) return row;
    return [{ column: 'code' in (row as ImportRow) ? 'code' : 'to', code: 'DUPLICATE_ROW', text: TWICE }];
  }
}

const TWICE = { zh: '前面已有同一行', en: 'The same row stands above' };

/** What is wrong with the shape of a row, with its text. */
function shapeFault(fault: RowShapeFault): CellFault {
  return { ...fault, text: CSV_FAULTS[fault.code as keyof typeof CSV_FAULTS] };
}

/** A row that was not there so before. */
interface Written {
  readonly added: boolean;
  /** False for what a row brings with it and that is not counted. */
  readonly counts?: boolean;
}

/** One statement for a batch; it returns only what it added or changed (`xmax` is 0 for a new row). */
const WRITERS: Readonly<
  Record<ImportKind, (tx: Transaction, rows: readonly ImportRow[]) => Promise<Written[]>>
> = {
  regions: (tx, rows) =>
    tx.query(
      `INSERT INTO region AS r (code, name, parent)
       SELECT code, name, parent FROM jsonb_to_recordset($1) AS given (code text, name text, parent text)
       ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent = excluded.parent
         WHERE (r.name, r.parent) IS DISTINCT FROM (excluded.name, excluded.parent)
       RETURNING xmax = 0 AS added`,
      [JSON.stringify(rows as readonly Region[])],
    ),
  industry: (tx, rows) =>
    tx.query(
      `INSERT INTO industry_class AS i (code, level, name, parent)
       SELECT code, level, name, parent FROM jsonb_to_recordset($1) AS given (code text, level integer, name text, parent text)
       ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent = excluded.parent
         WHERE (i.name, i.parent) IS DISTINCT FROM (excluded.name, excluded.parent)
       RETURNING xmax = 0 AS added`,
      [JSON.stringify(rows as readonly IndustryClass[])],
    ),
  chains: async (tx, rows) => {
    const nodes = rows as readonly ChainRow[];
    const chains = await tx.query<Written>(
      `INSERT INTO chain AS c (code, name)
       SELECT DISTINCT chain, "chainName" FROM jsonb_to_recordset($1) AS given (chain text, "chainName" text)
       ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE c.name <> excluded.name
       RETURNING xmax = 0 AS added, false AS counts`,
      [JSON.stringify(nodes)],
    );
    const written = await tx.query<Written>(
      `INSERT INTO chain_node AS n (code, chain, name, stage)
       SELECT code, chain, name, stage FROM jsonb_to_recordset($1) AS given (code text, chain text, name text, stage text)
       ON CONFLICT (code) DO UPDATE SET chain = excluded.chain, name = excluded.name, stage = excluded.stage
         WHERE (n.chain, n.name, n.stage) <> (excluded.chain, excluded.name, excluded.stage)
       RETURNING xmax = 0 AS added`,
      [JSON.stringify(nodes)],
    );
    return [...chains, ...written];
  },
  relations: (tx, rows) =>
    tx.query(
      `INSERT INTO chain_relation (subject, kind, object)
       SELECT subject, kind, object FROM jsonb_to_recordset($1) AS given (subject text, kind text, object text)
       ON CONFLICT DO NOTHING RETURNING true AS added`,
      [JSON.stringify(rows as readonly Omit<ChainRelation, 'id'>[])],
    ),
};
