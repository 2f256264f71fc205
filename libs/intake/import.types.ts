import {
  type CsvEncoding,
  type LocalizedText,
  type RowFault,
  type SheetColumn,
  type SourceRecord,
} from '#libs/common';
import { type Transaction } from '#libs/database';

export const IMPORT_KINDS = ['products', 'organisations', 'needs'] as const;
/** What a file holds. */
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** What an import is asked to do besides reading its file. */
export interface ImportOptions {
  /** Name of the source whose keys the file uses, such as a list of a year. */
  readonly source: string | null;
  /** Where the file does not say so itself: publish what it holds. */
  readonly publish: boolean;
  /** How the bytes are text; `auto` looks at them. */
  readonly encoding: CsvEncoding;
}

/** One import as a target sees it. */
export interface ImportContext {
  readonly importId: string;
  /** Organisation that every row belongs to; null when each row names its own. */
  readonly organisationId: string | null;
  readonly options: ImportOptions;
  /** Bulk batch that its events belong to: people are told once, by a summary. The engine sets it. */
  readonly batchId?: string;
}

/** A row that passed its checks, with what it is known by: a second row of the file with this key is set aside. */
export interface GoodRow<Fields> {
  readonly fields: Fields;
  readonly key: string;
  /** What it is known by besides, such as an identifier. */
  readonly otherKeys?: readonly string[];
  /** Kept in spite of these. */
  readonly warnings?: readonly RowFault[];
}

export interface CheckedRow<Fields> extends GoodRow<Fields> {
  readonly row: number;
}

/** What became of a checked row: faults that only the database could tell set it aside. */
export type RowOutcome = 'added' | 'changed' | 'unchanged' | readonly RowFault[];

/** Whose rows a role may import: `own` organisation's only, `any`, or `none`. */
export type ImportReach = 'own' | 'any' | 'none';

/** What rows of one kind are checked by and written to. The owning library registers it in {@link ImportTargets}. */
export interface ImportTarget<Fields = unknown> {
  readonly kind: ImportKind;
  /** Texts of the codes that `check` and `write` use. */
  readonly faultTexts: Readonly<Record<string, LocalizedText>>;
  /** True when rows are known by a key of a named source, so that the option `source` must be given. */
  readonly needsSource: boolean;
  /** @param role of the person, or null for the operator of the machine (CLI) */
  reach(role: string | null): ImportReach;
  columns(context: Pick<ImportContext, 'organisationId'>): readonly SheetColumn[];
  /** Checks one row by itself. Pure: the same checks as of the GraphQL input, with columns for paths. */
  check(record: SourceRecord, context: ImportContext): GoodRow<Fields> | readonly RowFault[];
  /**
   * Writes a batch set by set, with the versions and the outbox row that follow from it. A row that says what is there already
   * changes nothing. Rows are locked in the order of their keys, so that two imports never wait for each other in a circle.
   * @returns an outcome for each row, in their order
   */
  write(
    tx: Transaction,
    rows: readonly CheckedRow<Fields>[],
    context: ImportContext,
  ): Promise<readonly RowOutcome[]>;
}

/** Counts of an import. `rows` = `added` + `changed` + `unchanged` + `faulty`. */
export interface ImportCounts {
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  faulty: number;
  /** Warnings on rows that went in, and on the file. */
  warnings: number;
}
