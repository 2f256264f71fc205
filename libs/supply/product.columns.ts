import {
  excerpt,
  type InputIssue,
  type MessageParams,
  type RowFault,
  type SheetColumn,
  type SourceRecord,
} from '#libs/common';
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
import { type ProductFields, type ProductInput } from './product.input.js';

/** Column of each scalar part of a product's input, by the path that its faults have. */
const COLUMN_OF_PATH: Readonly<Record<string, string>> = {
  sku: 'sku',
  name: 'name',
  summary: 'summary',
  category: 'category',
  industryCode: 'industry_code',
  chainNodes: 'chain_nodes',
  certificates: 'certificates',
  price: 'price_low',
  'price.low': 'price_low',
  'price.high': 'price_high',
  'price.currency': 'price_currency',
  'price.per': 'price_per',
  capacity: 'capacity',
  'capacity.quantity': 'capacity',
  'capacity.unit': 'capacity_unit',
  'capacity.per': 'capacity_per',
  leadTimeDays: 'lead_time_days',
  regionsServed: 'regions_served',
  stages: 'stages',
  firstUnit: 'first_unit_kind',
  'firstUnit.kind': 'first_unit_kind',
  'firstUnit.level': 'first_unit_level',
  'firstUnit.catalogue': 'first_unit_catalogue',
  'firstUnit.item': 'first_unit_item',
  'firstUnit.listedOn': 'first_unit_listed_on',
  'firstUnit.validTo': 'first_unit_valid_to',
  'firstUnit.softwareVersion': 'first_unit_software_version',
  'firstUnit.anchorProject': 'first_unit_project',
  'firstUnit.anchorProject.name': 'first_unit_project',
  'firstUnit.anchorProject.mustStartBy': 'first_unit_project_start_by',
  'firstUnit.anchorProject.startedOn': 'first_unit_project_started_on',
};

const REQUIRED = ['sku', 'name'];

/** Columns of a product file; see README.md. `organisation` only where rows name their organisations. */
export function productColumns(withOrganisation: boolean): readonly SheetColumn[] {
  const own = [...new Set(Object.values(COLUMN_OF_PATH))].map((name) => ({
    name,
    required: REQUIRED.includes(name),
  }));
  const more = [{ name: 'parameters' }, { name: `${PARAMETER_PREFIX}*` }, { name: 'publish' }];
  return [...(withOrganisation ? [{ name: 'organisation', required: true }] : []), ...own, ...more];
}

/** The columns that say each field; a field none of whose columns is in the file stays as it is. */
const COLUMNS_OF_FIELD = fieldColumns();

function fieldColumns(): ReadonlyMap<keyof ProductFields, readonly string[]> {
  const columns = new Map<keyof ProductFields, string[]>();
  for (const [path, column] of Object.entries(COLUMN_OF_PATH)) {
    const field = (path.split('.')[0] ?? '') as keyof ProductFields;
    columns.set(field, [...(columns.get(field) ?? []), column]);
  }
  return columns.set('parameters', ['parameters']);
}

/** The fields that a record says anything about. */
export function namedFields(record: SourceRecord): (keyof ProductFields)[] {
  const named = [...COLUMNS_OF_FIELD].filter(([, columns]) => columns.some((column) => column in record));
  const fields = named.map(([field]) => field);
  const stated = fields.includes('parameters') || Object.keys(record).some(isParameterColumn);
  return stated && !fields.includes('parameters') ? [...fields, 'parameters'] : fields;
}

/** A product's input from the cells of a row, and what could not be turned into one. */
export interface ReadProduct {
  readonly input: ProductInput;
  readonly faults: readonly RowFault[];
  /** Column of each parameter, in their order. */
  readonly parameterColumns: readonly string[];
}

/** Reads the cells of a row; sizes, units and dates are checked by `checkProduct`. */
export function readProduct(record: SourceRecord): ReadProduct {
  const faults: RowFault[] = [];
  const parameters = readParameters(record, faults);
  const text = (column: string) => record[column] ?? '';
  const input = {
    sku: text('sku'),
    name: text('name'),
    summary: text('summary'),
    category: orNull(text('category')),
    industryCode: orNull(text('industry_code')),
    chainNodes: listOf(text('chain_nodes')),
    parameters: parameters.map(({ value }) => value),
    certificates: listOf(text('certificates')).map(readCertificate),
    price: readPrice(record, faults),
    capacity: readCapacity(record),
    leadTimeDays: readInteger(record, 'lead_time_days', faults),
    regionsServed: listOf(text('regions_served')),
    stages: listOf(text('stages')),
    firstUnit: readListing(record),
  };
  // Words of a closed list are checked with everything else, and told with their column.
  return { input: input as ProductInput, faults, parameterColumns: parameters.map(({ column }) => column) };
}

/** The fault of an input as one of a cell. */
export function cellFault(issue: InputIssue, parameterColumns: readonly string[]): RowFault {
  const params: MessageParams = issue.params ?? {};
  return { column: columnOf(issue.path, parameterColumns), code: issue.code, params };
}

function columnOf(path: string, parameterColumns: readonly string[]): string {
  const parts = path.split('.');
  if (parts[0] === 'parameters') return parameterColumns[Number(parts[1])] ?? 'parameters';
  for (let length = parts.length; length > 0; length -= 1) {
    const column = COLUMN_OF_PATH[parts.slice(0, length).join('.')];
    if (column !== undefined) return column;
  }
  return '';
}

/** `名称|编号|发证机构|发证日期|有效期至`; all but the name may be left out. */
function readCertificate(text: string) {
  const [name = '', number, issuer, issuedOn, validTo] = text.split('|').map((part) => part.trim());
  const part = (given: string | undefined) => orNull(given);
  return {
    name,
    number: part(number),
    issuer: part(issuer),
    issuedOn: part(issuedOn),
    validTo: part(validTo),
  };
}

function readPrice(record: SourceRecord, faults: RowFault[]) {
  const [low, high] = [readFen(record, 'price_low', faults), readFen(record, 'price_high', faults)];
  const [currency, per] = [record.price_currency ?? '', record.price_per ?? ''];
  if (low === null && high === null && per === '') return null;
  return { low, high, per, ...(currency !== '' && { currency }) };
}

function readCapacity(record: SourceRecord) {
  const [quantity, unit, per] = [
    record.capacity ?? '',
    record.capacity_unit ?? '',
    record.capacity_per ?? '',
  ];
  return quantity === '' && unit === '' && per === '' ? null : { quantity, unit, per };
}

function readListing(record: SourceRecord) {
  const text = (name: string) => record[`first_unit_${name}`] ?? '';
  const [kind, level, catalogue, item] = [text('kind'), text('level'), text('catalogue'), text('item')];
  if ([kind, level, catalogue, item].every((part) => part === '')) return null;
  const project = text('project');
  return {
    ...{ kind, level, catalogue, item, listedOn: text('listed_on'), validTo: orNull(text('valid_to')) },
    softwareVersion: orNull(text('software_version')),
    anchorProject:
      project === ''
        ? null
        : {
            name: project,
            mustStartBy: orNull(text('project_start_by')),
            startedOn: orNull(text('project_started_on')),
          },
  };
}

type GivenParameter = NonNullable<ProductInput['parameters']>[number];
interface PlacedParameter {
  readonly column: string;
  readonly value: GivenParameter;
}

function readParameters(record: SourceRecord, faults: RowFault[]): PlacedParameter[] {
  return readParameterTexts(record, faults).flatMap(({ column, name, text: cell }) => {
    const text = name === null ? cell : `${name}=${cell}`;
    const values = parsed(text);
    if (values.length === 0)
      faults.push({ column, code: 'BAD_PARAMETER', params: { text: excerpt(text, SHOWN_MAX) } });
    return values.map((value) => ({ column, value }));
  });
}

/** Characters of a cell that its fault shows. */
const SHOWN_MAX = 100;

/** Values of one piece such as `额定电压=12kV`. A catalogue says the same of many products, so the last short ones are remembered. */
function parsed(text: string): readonly GivenParameter[] {
  const known = REMEMBERED.get(text);
  if (known !== undefined) return known;
  const values = parseParameters(text).map(({ name, low, high, unit, condition }) => ({
    name,
    low,
    high,
    unit,
    condition,
  }));
  if (text.length > REMEMBERED_TEXT) return values;
  if (REMEMBERED.size >= REMEMBERED_MAX) REMEMBERED.clear();
  REMEMBERED.set(text, values);
  return values;
}

const REMEMBERED_MAX = 5_000;
const REMEMBERED_TEXT = 200;
const REMEMBERED = new Map<string, readonly GivenParameter[]>();
