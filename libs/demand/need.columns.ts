import { type InputIssue, type RowFault, type SheetColumn, type SourceRecord } from '#libs/common';
import {
  isParameterColumn,
  listOf,
  orNull,
  PARAMETER_PREFIX,
  readFen,
  readInteger,
  readParameterTexts,
} from '#libs/intake';
import { parseParameters } from '#libs/parameters';
import { type NeedFields, type NeedInput } from './need.input.js';
import { type ProcurementWay } from './need.types.js';

/** Column of each part of a need's input, by the path that its faults have. */
const COLUMN_OF_PATH: Readonly<Record<string, string>> = {
  kind: 'kind',
  title: 'title',
  body: 'body',
  regionCode: 'region_code',
  industryCode: 'industry_code',
  chainNodes: 'chain_nodes',
  quantity: 'quantity',
  'quantity.amount': 'quantity',
  'quantity.unit': 'unit',
  deadline: 'deadline',
  paymentDays: 'payment_days',
  procurementWay: 'procurement_way',
  procurementLabel: 'procurement_label',
  budget: 'budget_low_yuan',
  'budget.low': 'budget_low_yuan',
  'budget.high': 'budget_high_yuan',
  clauses: 'parameters',
};
const REQUIRED = ['reference', 'title'];

/** Columns of a file of needs; see README.md. `organisation` only where rows name their organisations. */
export function needColumns(withOrganisation: boolean): readonly SheetColumn[] {
  const names = ['reference', ...new Set(Object.values(COLUMN_OF_PATH)), `${PARAMETER_PREFIX}*`, 'publish'];
  const own = names.map((name) => ({ name, required: REQUIRED.includes(name) }));
  return [...(withOrganisation ? [{ name: 'organisation', required: true }] : []), ...own];
}

/** The fields that a record says anything about; the others stay as they are. */
export function namedFields(record: SourceRecord): (keyof NeedFields)[] {
  const paths = Object.entries(COLUMN_OF_PATH).filter(([, column]) => column in record);
  const fields = new Set(paths.map(([path]) => (path.split('.')[0] ?? '') as keyof NeedFields));
  if (Object.keys(record).some(isParameterColumn)) fields.add('clauses');
  return [...fields];
}

/** A need's input from the cells of a row, and what could not be turned into one. */
export interface ReadNeed {
  readonly input: NeedInput;
  readonly faults: readonly RowFault[];
  /** Column of each clause, in their order. */
  readonly clauseColumns: readonly string[];
}

/** Reads the cells of a row; sizes, units and codes are checked by `checkNeed`. */
export function readNeed(record: SourceRecord): ReadNeed {
  const faults: RowFault[] = [];
  const clauses = readClauses(record, faults);
  const text = (column: string) => record[column] ?? '';
  const [amount, unit] = [text('quantity'), text('unit')];
  const [low, high] = [
    readFen(record, 'budget_low_yuan', faults),
    readFen(record, 'budget_high_yuan', faults),
  ];
  const input = {
    kind: orNull(text('kind').toLowerCase()) ?? 'procurement',
    ...{ title: text('title'), body: text('body'), deadline: readDeadline(record, faults) },
    quantity: amount === '' && unit === '' ? null : { amount, unit },
    ...{ regionCode: orNull(text('region_code')), industryCode: orNull(text('industry_code')) },
    ...{ chainNodes: listOf(text('chain_nodes')), paymentDays: readInteger(record, 'payment_days', faults) },
    procurementWay: readWay(text('procurement_way')),
    procurementLabel: orNull(text('procurement_label')),
    budget: low === null && high === null ? null : { low, high },
    clauses: clauses.map(({ clause }) => clause),
  };
  // Words of a closed list are checked with everything else, and told with their column.
  return { input: input as NeedInput, faults, clauseColumns: clauses.map(({ column }) => column) };
}

/** The fault of an input as one of a cell. */
export function cellFault(
  { path, code, params = {} }: InputIssue,
  clauseColumns: readonly string[],
): RowFault {
  return { column: columnOf(path, clauseColumns), code, params };
}

function columnOf(path: string, clauseColumns: readonly string[]): string {
  const parts = path.split('.');
  if (parts[0] === 'clauses') return clauseColumns[Number(parts[1])] ?? 'parameters';
  for (let length = parts.length; length > 0; length -= 1) {
    const column = COLUMN_OF_PATH[parts.slice(0, length).join('.')];
    if (column !== undefined) return column;
  }
  return '';
}

const WAYS: Readonly<Record<string, ProcurementWay>> = {
  招标: 'tender',
  询比: 'inquiry_comparison',
  竞价: 'bidding',
  谈判: 'negotiation',
  直接采购: 'direct',
  框架协议: 'framework',
};
const readWay = (text: string) => orNull(WAYS[text] ?? text.toLowerCase());

const DAY = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/;
const CHINA = '+08:00';

/** A day ends with it in China; a time without a zone is China's. */
function readDeadline(record: SourceRecord, faults: RowFault[]): Date | null {
  const text = record.deadline ?? '';
  if (text === '') return null;
  const [, day, time, seconds = '00', zone = CHINA] = DAY.exec(text) ?? [];
  const at = new Date(time === undefined ? `${day}T23:59:59${CHINA}` : `${day}T${time}:${seconds}${zone}`);
  // JavaScript takes 30 February for 2 March.
  const midnight = new Date(`${day}T00:00:00Z`);
  const known = !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === day;
  if (known && !Number.isNaN(at.getTime())) return at;
  faults.push({ column: 'deadline', code: 'BAD_DATE' });
  return null;
}

type GivenClause = NonNullable<NeedInput['clauses']>[number];
interface PlacedClause {
  readonly column: string;
  readonly clause: GivenClause;
}

/** Hard public clauses: of the column `parameters`, and of a column for each parameter. */
function readClauses(record: SourceRecord, faults: RowFault[]): PlacedClause[] {
  return readParameterTexts(record, faults).flatMap(({ column, name, text: cell }) => {
    const sign = name === null || /^[≥≤<>=±不大小至]/.test(cell) ? '' : '=';
    return clausesOf(`${name ?? ''}${sign}${cell}`).map((clause) => ({ column, clause }));
  });
}

/** A clause for each parameter that the dictionary knows; what says none stays a clause in words, which nobody judges by machine. */
function clausesOf(text: string): GivenClause[] {
  const found = parseParameters(text);
  const known = found.filter(({ code }) => code !== null);
  if (known.length === 0 || known.length < found.length)
    return [{ hard: true, text, condition: { type: 'text' } }];
  return known.map(({ name, op, low, high, unit, condition, start, end }) => ({
    hard: true,
    text: known.length === 1 ? text : text.slice(start, end),
    condition: { type: 'parameter', name, op: op === 'tolerance' ? 'range' : op, low, high, unit, condition },
  }));
}
