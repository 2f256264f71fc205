import { type LocalizedText, type RowFault } from '#libs/common';
import {
  CHAIN_STAGES,
  type ChainNode,
  type ChainRelation,
  type ChainStage,
  type IndustryClass,
  type Region,
  type RelationKind,
  RELATION_KINDS,
} from './reference.types.js';

/** What is wrong with a cell, with its text. */
export interface CellFault extends RowFault {
  readonly text: LocalizedText;
}

export const IMPORT_KINDS = ['industry', 'regions', 'chains', 'relations'] as const;
/** What a file holds. */
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Headings a file must have, in any order; others are left alone. */
export const COLUMNS: Readonly<Record<ImportKind, readonly string[]>> = {
  industry: ['code', 'name', 'parent'],
  regions: ['code', 'name', 'parent'],
  chains: ['chain', 'chain_name', 'code', 'name', 'stage'],
  relations: ['from', 'relation', 'to'],
};

/** A node with the name of its chain: one line of a file of chains. */
export type ChainRow = ChainNode & { readonly chainName: string };
export type ImportRow = Region | IndustryClass | ChainRow | Omit<ChainRelation, 'id'>;

/** What was there before the row: in the table, or earlier in the file. */
export interface Known {
  /** Codes that may be parents. */
  readonly codes: ReadonlySet<string>;
  /** Names that the file gave to chains so far. */
  readonly chainNames: ReadonlyMap<string, string>;
}

type Cells = Readonly<Record<string, string>>;

const STAGES: ReadonlyMap<string, ChainStage> = new Map([
  ...CHAIN_STAGES.map((stage) => [stage, stage] as const),
  ['上游', 'upstream'],
  ['中游', 'midstream'],
  ['下游', 'downstream'],
]);
const RELATIONS: ReadonlyMap<string, RelationKind> = new Map([
  ...RELATION_KINDS.map((kind) => [kind, kind] as const),
  ['上游材料', 'upstream_material'],
  ['产品小类', 'subcategory'],
  ['下游产品', 'downstream_product'],
]);

/** Checks one row of a file. @returns the row to write, or its faults, one for each bad cell */
export function checkRow(kind: ImportKind, cells: Cells, known: Known): ImportRow | readonly CellFault[] {
  const faults: CellFault[] = [];
  const row = CHECKS[kind](cells, known, faults);
  return faults.length > 0 ? faults : row;
}

/** What makes two rows of a file the same one. */
export function keyOf(row: ImportRow): string {
  return 'code' in row ? row.code : `${row.subject}\n${row.kind}\n${row.object}`;
}

const CHECKS: Readonly<Record<ImportKind, (cells: Cells, known: Known, faults: CellFault[]) => ImportRow>> = {
  regions: (cells, known, faults) => ({
    code: matching(cells, 'code', /^\d{6}(\d{3}){0,2}$/, faults),
    name: nameOf(cells, 'name', faults),
    parent: parentOf(cells, known, faults),
  }),
  industry: (cells, known, faults) => {
    const code = matching(cells, 'code', /^([A-Z]|\d{2,4})$/, faults);
    const level = /^[A-Z]$/.test(code) ? 1 : code.length;
    const parent = parentOf(cells, known, faults);
    // Sections are letters; a group or class carries the code of its parent in front.
    const fits =
      level === 1
        ? parent === null
        : level === 2
          ? /^[A-Z]$/.test(parent ?? '')
          : parent === code.slice(0, -1);
    if (!fits && faults.length === 0) faults.push(badParent(code, parent));
    return { code, level, name: nameOf(cells, 'name', faults), parent };
  },
  chains: (cells, known, faults) => {
    const chain = matching(cells, 'chain', CODE, faults);
    const chainName = nameOf(cells, 'chain_name', faults);
    const before = known.chainNames.get(chain);
    if (before !== undefined && before !== chainName) faults.push(otherName(before));
    return {
      ...{ chain, chainName, code: matching(cells, 'code', CODE, faults) },
      name: nameOf(cells, 'name', faults),
      stage: oneOf(cells, 'stage', STAGES, faults),
    };
  },
  relations: (cells, _known, faults) => ({
    subject: nameOf(cells, 'from', faults),
    kind: oneOf(cells, 'relation', RELATIONS, faults),
    object: nameOf(cells, 'to', faults),
  }),
};

const CODE = /^[\w-]+(\.[\w-]+)*$/;
const MAX_CODE = 60;
const MAX_NAME = 100;

function matching(cells: Cells, column: string, pattern: RegExp, faults: CellFault[]): string {
  const value = cells[column]?.trim() ?? '';
  if (!pattern.test(value) || value.length > MAX_CODE) {
    faults.push({
      ...{ column, code: 'BAD_CODE', params: { value: value.slice(0, 100) } },
      text: { zh: '代码“{value}”的格式不对', en: '"{value}" does not look like a code' },
    });
  }
  return value;
}

function nameOf(cells: Cells, column: string, faults: CellFault[]): string {
  const value = cells[column]?.trim() ?? '';
  if (value === '' || value.length > MAX_NAME || /\p{Cc}/u.test(value)) {
    faults.push({
      ...{ column, code: 'BAD_NAME', params: { max: MAX_NAME } },
      text: {
        zh: '名称为空、超过 {max} 个字或含控制字符',
        en: 'The name is empty, longer than {max} characters, or holds control characters',
      },
    });
  }
  return value;
}

function parentOf(cells: Cells, known: Known, faults: CellFault[]): string | null {
  const value = cells.parent?.trim() ?? '';
  if (value === '') return null;
  if (!known.codes.has(value)) {
    faults.push({
      ...{ column: 'parent', code: 'UNKNOWN_PARENT', params: { value: value.slice(0, 100) } },
      text: {
        zh: '上级“{value}”不在表中，也不在此行之前',
        en: 'The parent "{value}" is neither in the table nor above this row',
      },
    });
  }
  return value;
}

function oneOf<T>(
  cells: Cells,
  column: string,
  values: ReadonlyMap<string, T>,
  faults: CellFault[],
): T | never {
  const value = values.get(cells[column]?.trim() ?? '');
  if (value === undefined) {
    faults.push({
      ...{ column, code: 'BAD_CHOICE', params: { choices: [...values.keys()].join(', ') } },
      text: { zh: '只能是：{choices}', en: 'Must be one of: {choices}' },
    });
  }
  return value as T;
}

const badParent = (code: string, parent: string | null): CellFault => ({
  column: 'parent',
  code: 'BAD_PARENT',
  text: { zh: '{code} 的上级不能是“{parent}”', en: '"{parent}" cannot be the parent of {code}' },
  params: { code, parent: parent ?? '' },
});

const otherName = (before: string): CellFault => ({
  column: 'chain_name',
  code: 'OTHER_NAME',
  text: { zh: '此链前面的名称是“{before}”', en: 'Rows above name this chain "{before}"' },
  params: { before },
});
