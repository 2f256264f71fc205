import { type InputIssue, invalidInput, type Result } from '#libs/common';
import { type Comparator, findParameter, type ParameterDefinition, toBase } from '#libs/parameters';
import { type TagName } from './facets.js';

/** A parameter asked for, as a user writes it: `额定电压 >= 10 kV`. */
export interface ParameterFilterInput {
  readonly name: string;
  readonly op: Comparator;
  readonly low?: string | null | undefined;
  readonly high?: string | null | undefined;
  readonly unit?: string | null | undefined;
  /** Also what says nothing of the parameter. */
  readonly includeUnstated?: boolean | null | undefined;
}

/** A parameter asked for, in its base unit. */
export interface ParameterFilter {
  readonly code: string;
  readonly op: Comparator;
  readonly low: string | null;
  readonly high: string | null;
  readonly includeUnstated: boolean;
}

/** Range of whole numbers; an end left out is open. */
export interface NumberRange {
  readonly low?: number | null | undefined;
  readonly high?: number | null | undefined;
}

/** Any of these values; several filters are all asked for. */
export interface TagFilter {
  /** The facet that is counted without this filter. */
  readonly facet: TagName;
  readonly anyOf: readonly { readonly name: TagName; readonly value: string }[];
}

/** What every engine filters by; all of it is asked for. */
export interface SearchFilter {
  readonly tags: readonly TagFilter[];
  /** Fen of `currency`; met when what is stated overlaps it. */
  readonly price: (NumberRange & { readonly currency: string; readonly per: string | null }) | null;
  readonly leadTimeDays: NumberRange | null;
  readonly deadline: { readonly from: Date | null; readonly to: Date | null } | null;
  readonly parameters: readonly ParameterFilter[];
}

export const NO_FILTER: SearchFilter = {
  tags: [],
  price: null,
  leadTimeDays: null,
  deadline: null,
  parameters: [],
};

/** True when the filter asks for nothing. */
export function isEmptyFilter({ tags, price, leadTimeDays, deadline, parameters }: SearchFilter): boolean {
  return (
    tags.length + parameters.length === 0 && price === null && leadTimeDays === null && deadline === null
  );
}

/** Values of one filter at most, and parameters. */
const MAX_VALUES = 100;
const MAX_PARAMETERS = 20;

/** A filter by the values of one name; null or empty is none. */
export function valueFilter(name: TagName, values: readonly string[] | null | undefined): TagFilter[] {
  if (values == null || values.length === 0) return [];
  return [{ facet: name, anyOf: values.map((value) => ({ name, value })) }];
}

/** Faults of lists of values by path, such as `filter.regions`. */
export function listIssues(
  lists: Readonly<Record<string, readonly unknown[] | null | undefined>>,
): InputIssue[] {
  return Object.entries(lists)
    .filter(([, list]) => (list ?? []).length > MAX_VALUES)
    .map(([name]) => ({
      path: `filter.${name}`,
      code: 'TOO_MANY',
      text: { zh: '最多 {max} 个', en: 'At most {max}' },
      params: { max: MAX_VALUES },
    }));
}

/** A range whose ends are in order and not negative. @param path of it, such as `filter.price` */
export function rangeIssues(path: string, range: NumberRange | null | undefined): InputIssue[] {
  if (range == null) return [];
  const ends = [range.low, range.high].filter((end) => end != null);
  const bad =
    ends.some((end) => end < 0) || (range.low != null && range.high != null && range.low > range.high);
  return bad ? [{ path: `${path}.low`, code: 'RANGE_ORDER', text: RANGE }] : [];
}

/**
 * Checks parameters and puts them in base units.
 * @returns them, or `INVALID_INPUT` with paths: `UNKNOWN_PARAMETER`, `BAD_UNIT`, `BAD_NUMBER`, `MISSING_BOUND`, `RANGE_ORDER`
 */
export function checkParameters(
  given: readonly ParameterFilterInput[] | null | undefined,
): Result<ParameterFilter[]> {
  const issues: InputIssue[] = [];
  const list = given ?? [];
  if (list.length > MAX_PARAMETERS)
    issues.push({
      path: 'filter.parameters',
      code: 'TOO_MANY',
      text: { zh: '最多 {max} 个', en: 'At most {max}' },
      params: { max: MAX_PARAMETERS },
    });
  const checked = list
    .slice(0, MAX_PARAMETERS)
    .map((one, index) => checkParameter(one, `filter.parameters.${index}`, issues));
  return issues.length > 0 ? invalidInput(issues) : checked.filter((one) => one !== null);
}

/** The bounds that each comparator needs; others are not looked at. */
const BOUNDS: Readonly<Record<Comparator, readonly ('low' | 'high')[]>> = {
  '>=': ['low'],
  '>': ['low'],
  '<=': ['high'],
  '<': ['high'],
  '=': ['low', 'high'],
  range: ['low', 'high'],
};

function checkParameter(
  given: ParameterFilterInput,
  path: string,
  issues: InputIssue[],
): ParameterFilter | null {
  const definition = findParameter(given.name);
  if (definition === null) {
    issues.push({
      path: `${path}.name`,
      code: 'UNKNOWN_PARAMETER',
      text: UNKNOWN,
      params: { name: given.name },
    });
    return null;
  }
  const value = (given.low ?? given.high) as string | null;
  // For '=' one of the two is enough.
  const ends = given.op === '=' ? { low: given.low ?? value, high: given.high ?? value } : given;
  const before = issues.length;
  const base = { low: null as string | null, high: null as string | null };
  for (const end of BOUNDS[given.op]) {
    const text = ends[end];
    if (text == null) issues.push({ path: `${path}.${end}`, code: 'MISSING_BOUND', text: MISSING });
    else base[end] = convert(definition, text, given.unit ?? '', { path, end, issues });
  }
  if (issues.length > before) return null;
  const reversed = base.low !== null && base.high !== null && Number(base.low) > Number(base.high);
  if (reversed || (given.op === '=' && base.low !== base.high)) {
    issues.push({ path: `${path}.low`, code: 'RANGE_ORDER', text: ORDER });
    return null;
  }
  return { code: definition.code, op: given.op, ...base, includeUnstated: given.includeUnstated ?? false };
}

function convert(
  definition: ParameterDefinition,
  text: string,
  unit: string,
  at: { path: string; end: string; issues: InputIssue[] },
): string | null {
  const converted = toBase(definition, text, unit);
  if (!('problem' in converted)) return converted.value;
  if (converted.problem === 'not_a_number')
    at.issues.push({ path: `${at.path}.${at.end}`, code: 'BAD_NUMBER', text: NUMBER });
  else if (!at.issues.some((issue) => issue.path === `${at.path}.unit`))
    at.issues.push({
      path: `${at.path}.unit`,
      code: 'BAD_UNIT',
      text: BAD_UNIT,
      params: { unit, name: definition.zh, base: definition.baseUnit || '1' },
    });
  return null;
}

const UNKNOWN = { zh: '参数词典中没有“{name}”', en: 'The parameter dictionary has no “{name}”' };
const MISSING = { zh: '此比较方式需要该界限', en: 'This comparison needs this bound' };
const NUMBER = { zh: '须为十进制数，如 10.5', en: 'Must be a decimal number, such as 10.5' };
const RANGE = {
  zh: '下限须不为负且不大于上限',
  en: 'The low end must not be negative or above the high end',
};
const ORDER = {
  zh: '下限大于上限，或等号两侧不同',
  en: 'The low bound is above the high one, or “=” has two values',
};
const BAD_UNIT = {
  zh: '单位“{unit}”不能用于{name}（基本单位 {base}）',
  en: 'The unit “{unit}” does not fit “{name}” (base unit {base})',
};
