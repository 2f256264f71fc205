export type {
  Bounds,
  Comparator,
  Comparison,
  ComparisonReason,
  ConversionProblem,
  ParameterDefinition,
  ParsedParameter,
  Quantity,
  Requirement,
  StatedValue,
} from './types.js';
export { DICTIONARY_VERSION, findParameter, listParameters } from './dictionary.js';
export { normalizeUnit } from './units.js';
export { toBase } from './convert.js';
export { quantityKey } from './quantity-key.js';
export { compareParameter } from './compare.js';
export { parseParameters } from './parse.js';
export { acceptedUnits, convertValue, PARSE_MAX, pageParameters, parseText } from './catalogue.js';
export { checkStated, type GivenValue } from './check.js';
