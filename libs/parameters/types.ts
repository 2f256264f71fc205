/** One canonical technical parameter of the dictionary. */
export interface ParameterDefinition {
  /** Stable snake_case code, such as `rated_voltage`. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** Further names in either language; each belongs to one definition only. */
  readonly aliases: readonly string[];
  /**
   * Name of the physical quantity, for people. Four values matter to the code: `temperature_difference` (℃ then
   * counts as K, without offset), `count` (any counter such as 台, 个, 路, or no unit, is accepted as it stands),
   * `nominal_diameter` (DN counts as mm) and `nominal_pressure` (PN counts as bar).
   */
  readonly dimension: string;
  /** Unit in canonical spelling; '' is dimensionless. */
  readonly baseUnit: string;
  /** Which direction a buyer calls better; decides how a stated range answers `<=`. */
  readonly better: 'higher' | 'lower' | 'none';
}

/** A number with its unit: `value` is decimal text, never a binary float. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

/** Why a value could not be put in base units. */
export interface ConversionProblem {
  readonly problem: 'unknown_unit' | 'wrong_dimension' | 'not_a_number';
}

export type Comparator = '>=' | '<=' | '>' | '<' | '=' | 'range';

/** What a need requires: '>=' and '>' set `low`, '<=' and '<' set `high`, '=' sets both equal, 'range' sets both. */
export interface Requirement {
  readonly op: Comparator;
  readonly low: string | null;
  readonly high: string | null;
  readonly unit: string;
  readonly condition: string | null;
}

/** What a product states: one value (low = high), a range (low < high), or one side open (null). */
export interface StatedValue {
  readonly low: string | null;
  readonly high: string | null;
  readonly unit: string;
  readonly condition: string | null;
}

export type ComparisonReason =
  'stated' | 'not_stated' | 'other_condition' | 'unit_mismatch' | 'partly_stated';

/** Bounds in base units, as decimal text. */
export interface Bounds {
  readonly low: string | null;
  readonly high: string | null;
  readonly unit: string;
}

export interface Comparison {
  readonly verdict: 'met' | 'unmet' | 'unknown';
  readonly reason: ComparisonReason;
  /** Signed relative margin: >= 0 when met, < 0 when unmet, null when unknown; within [-1e6, 1e6]. */
  readonly margin: number | null;
  readonly required: Bounds | null;
  readonly stated: Bounds | null;
}

/** One parameter found in a text. */
export interface ParsedParameter {
  readonly name: string;
  readonly op: Comparator | 'tolerance';
  /** Decimal text, in `unit`; null = open side. */
  readonly low: string | null;
  readonly high: string | null;
  /** Canonical spelling where the unit is known, '' without unit. */
  readonly unit: string;
  readonly condition: string | null;
  /** Dictionary code, if the name is known there. */
  readonly code: string | null;
  /** Span in the original text, UTF-16 offsets, end exclusive; from the name or comparator to the value's end. */
  readonly start: number;
  readonly end: number;
}
