import { type InputIssue } from '#libs/common';
import { toBase } from './convert.js';
import { parseDecimal } from './decimal.js';
import { findParameter } from './dictionary.js';
import { type ConversionProblem, type ParameterDefinition } from './types.js';

/** What a caller gives of a value, numbers as decimal text. */
export interface GivenValue {
  readonly low: string | null;
  readonly high: string | null;
  readonly unit: string;
}

/** The fault of a number or unit that a parameter cannot be given in, at a path. */
export function conversionIssue(
  problem: ConversionProblem['problem'],
  path: string,
  unit: string,
  { zh: name, baseUnit: base }: ParameterDefinition,
): InputIssue {
  if (problem === 'not_a_number') {
    return { path, code: 'BAD_NUMBER', text: { zh: '不是十进制数', en: 'Not a decimal number' } };
  }
  return {
    path,
    code: 'BAD_UNIT',
    text: {
      zh: '“{name}”不能使用单位“{unit}”，例如可用 {base}',
      en: '"{name}" cannot be given in "{unit}"; use e.g. {base}',
    },
    params: { unit, name, base },
  };
}

/** The fault of a unit that a parameter cannot be given in, at `<path>.unit`; none for a name that is not in the dictionary. */
function unitIssues(
  definition: ParameterDefinition | null,
  { low, high, unit }: GivenValue,
  path: string,
): readonly InputIssue[] {
  if (definition === null) return [];
  const converted = toBase(definition, low ?? high ?? '0', unit);
  if (!('problem' in converted)) return [];
  return [conversionIssue('wrong_dimension', `${path}.unit`, unit, definition)];
}

/**
 * Checks a stated value: that there is one, its order, and that the parameter can be given in its unit.
 * @returns the dictionary's code, null for a name that is not in it, and the faults with their paths
 */
export function checkStated(
  { name, ...given }: GivenValue & { readonly name: string },
  path: string,
): { readonly code: string | null; readonly issues: readonly InputIssue[] } {
  const definition = findParameter(name);
  return {
    code: definition?.code ?? null,
    issues: [...boundIssues(given, path), ...unitIssues(definition, given, path)],
  };
}

function boundIssues({ low, high }: GivenValue, path: string): readonly InputIssue[] {
  if (low === null && high === null) {
    return [{ path, code: 'NO_VALUE', text: { zh: '参数没有数值', en: 'The parameter has no value' } }];
  }
  const [from, to] = [parseDecimal(low ?? ''), parseDecimal(high ?? '')];
  if (from === null || to === null || from.lessThanOrEqualTo(to)) return [];
  return [
    {
      path: `${path}.low`,
      code: 'RANGE_ORDER',
      text: { zh: '下限大于上限', en: 'The low end is above the high end' },
    },
  ];
}
