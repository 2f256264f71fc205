import {
  type InputIssue,
  invalidInput,
  isProblem,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
} from '#libs/common';
import { conversionIssue } from './check.js';
import { designationsOf, toBase } from './convert.js';
import { findParameter, foldName, listParameters } from './dictionary.js';
import { parseParameters } from './parse.js';
import { type ParameterDefinition, type ParsedParameter, type Quantity } from './types.js';
import { ATOMS, COUNTERS } from './unit-table.js';
import { normalizeUnit, unitInfo } from './units.js';

const isCode = (text: string): boolean => /^[a-z_]{1,60}$/.test(text);

/**
 * The dictionary by code.
 * @param text part of a code, name or alias in either language, or null for all
 */
export function pageParameters(text: string | null, request: PageRequest): Result<Page<ParameterDefinition>> {
  const spec = pageSpec(request, isCode);
  if (isProblem(spec)) return spec;
  const wanted = foldName(text ?? '');
  const rows = listParameters()
    .filter(({ code }) => code > (spec.afterId ?? ''))
    .filter(({ code, zh, en, aliases }) =>
      [code, zh, en, ...aliases].some((name) => foldName(name).includes(wanted)),
    )
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  return toPage(rows.slice(0, spec.first + 1), spec.first);
}

/** Compounds that people choose from; single units come from the table with their prefixes. */
const COMPOUND =
  `m2 cm2 mm2 km2 m3 cm3 mm3 m3/h m3/min m3/s m3/d L/s L/min L/h mL/min t/h kg/h kg/s g/min m/s m/min mm/s km/h mm/min m/s2
r/s N·m kN·m mN·m N/m kN/m N/mm2 kgf/cm2 kg/m3 g/cm3 g/L mg/L mg/m3 g/m2 kg/m2 W/(m·K) W/(m2·K) J/(kg·K) kJ/kg /K /℃ MPa·m1/2 Pa·m3/s
Pa·s mPa·s mm2/s S/m mS/cm μS/cm Ω·m Ω·cm V/m kV/mm A/m2 A/mm2 W/m2 kW/m2 lm/W Wh/kg kWh/m3 W/kg %/min ℃/min K/min 次/min 次/h 件/h 个/h mm/m μm/m`.split(
    /\s+/,
  );

function buildUnits(): ReadonlyMap<string, readonly string[]> {
  const single = ATOMS.flatMap(({ symbol, prefixes }) => ['', ...prefixes].map((prefix) => prefix + symbol));
  const bases = listParameters().map(({ baseUnit }) => baseUnit);
  const units = new Map<string, string[]>();
  for (const spelling of new Set([...bases, ...single, ...COMPOUND])) {
    const info = unitInfo(spelling);
    if (info?.canonical !== spelling) continue;
    units.set(info.dims, [...(units.get(info.dims) ?? []), spelling]);
  }
  return units;
}

let units: ReadonlyMap<string, readonly string[]> | null = null;

/**
 * Units to choose from for a parameter, its base unit first. Others of the dimension are taken as well: the list is for forms.
 */
export function acceptedUnits({ dimension, baseUnit }: ParameterDefinition): readonly string[] {
  units ??= buildUnits();
  const dims = unitInfo(baseUnit)?.dims ?? '';
  const all = dimension === 'count' ? COUNTERS : [...(units.get(dims) ?? []), ...designationsOf(dimension)];
  return [baseUnit, ...all.filter((unit) => unit !== baseUnit)];
}

/** Characters of a text that is read at once: a specification, not a book. */
export const PARSE_MAX = 10_000;

/** Reads a text as {@link parseParameters} does, if it is not longer than {@link PARSE_MAX} characters. */
export function parseText(text: string): Result<readonly ParsedParameter[]> {
  if (text.length <= PARSE_MAX) return parseParameters(text);
  return invalidInput([
    {
      path: 'text',
      code: 'TOO_LONG',
      text: { zh: '最多 {max} 个字符', en: 'At most {max} characters' },
      params: { max: PARSE_MAX },
    },
  ]);
}

const unknownParameter = (name: string): InputIssue => ({
  path: 'parameter',
  code: 'UNKNOWN_PARAMETER',
  text: { zh: '参数词典中没有“{name}”', en: '"{name}" is not in the parameter dictionary' },
  params: { name: name.slice(0, 100) },
});

/**
 * Converts a value of a parameter exactly.
 * @param parameter code, name or alias
 * @param to unit wanted, or null for the parameter's base unit
 * @returns decimal text in `to` (a fraction such as 1/3 to 64 digits), or what is wrong at `parameter`, `value`, `unit` or `to`
 */
export function convertValue(
  parameter: string,
  value: string,
  unit: string,
  to: string | null,
): Result<Quantity> {
  const definition = findParameter(parameter);
  if (definition === null) return invalidInput([unknownParameter(parameter)]);
  const converted = toBase(definition, value, unit);
  if ('problem' in converted) {
    const path = converted.problem === 'not_a_number' ? 'value' : 'unit';
    return invalidInput([conversionIssue(converted.problem, path, unit, definition)]);
  }
  if (to === null) return converted;
  const wanted = normalizeUnit(to);
  const probe = toBase(definition, '0', to);
  if (wanted === null || 'problem' in probe)
    return invalidInput([conversionIssue('wrong_dimension', 'to', to, definition)]);
  // The same parameter with the wanted unit as its base: temperatures and counts keep their rules.
  const exact = toBase({ ...definition, baseUnit: wanted }, value, unit);
  return 'problem' in exact ? invalidInput([conversionIssue(exact.problem, 'to', to, definition)]) : exact;
}
