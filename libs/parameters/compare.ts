import { conditionAnswers } from './condition.js';
import { toBaseDecimal } from './convert.js';
import { type Dec, Dec as D, decimalText } from './decimal.js';
import {
  type Bounds,
  type Comparator,
  type Comparison,
  type ParameterDefinition,
  type Requirement,
  type StatedValue,
} from './types.js';

interface Interval {
  readonly low: Dec | null;
  readonly high: Dec | null;
}

/** Slack of a decidable comparison: how far the product is on the good side; negative when it fails. */
interface Slack {
  readonly slack: Dec;
  /** Limit that the slack is measured against, for the relative margin. */
  readonly limit: Dec;
}

const MARGIN_MAX = 1e6;
/** Margin of a failure by nothing at all (v = limit under '>' or '<') or too small for a float. */
const MARGIN_LEAST = 1e-12;

/** Both ends in base units; null if a unit or a number cannot be read. */
function toInterval(
  definition: ParameterDefinition,
  low: string | null,
  high: string | null,
  unit: string,
): Interval | null {
  const ends = [low, high].map((end) => (end === null ? null : toBaseDecimal(definition, end, unit)));
  const [first = null, second = null] = ends;
  if (first !== null && 'problem' in first) return null;
  if (second !== null && 'problem' in second) return null;
  return { low: first, high: second };
}

function toBounds(interval: Interval, definition: ParameterDefinition): Bounds {
  const text = (end: Dec | null): string | null => (end === null ? null : decimalText(end));
  return { low: text(interval.low), high: text(interval.high), unit: definition.baseUnit };
}

/** True if the sides that the comparator needs are there, in order. */
function wellFormed(op: Comparator, { low, high }: Interval): boolean {
  switch (op) {
    case '>=':
    case '>':
      return low !== null;
    case '<=':
    case '<':
      return high !== null;
    case '=':
      return low !== null && high !== null && low.equals(high);
    case 'range':
      return low !== null && high !== null && low.lessThanOrEqualTo(high);
  }
}

function worst(...slacks: Slack[]): Slack {
  return slacks.reduce((least, one) => (relative(one).lessThan(relative(least)) ? one : least));
}

function relative({ slack, limit }: Slack): Dec {
  return limit.isZero() ? slack : slack.div(limit.abs());
}

const above = (value: Dec, limit: Dec): Slack => ({ slack: value.minus(limit), limit });
const below = (value: Dec, limit: Dec): Slack => ({ slack: limit.minus(value), limit });

/** Both ends stated: always decidable. */
function slackClosed(op: Comparator, limit: Interval, low: Dec, high: Dec, worstIsHigh: boolean): Slack {
  const [wantLow, wantHigh] = [limit.low ?? low, limit.high ?? high];
  switch (op) {
    case '>=':
    case '>':
      return above(high, wantLow);
    case '<=':
    case '<':
      return below(worstIsHigh ? high : low, wantHigh);
    case '=':
      return worst(above(wantHigh, low), below(wantLow, high));
    case 'range':
      return low.equals(high)
        ? worst(above(low, wantLow), below(high, wantHigh))
        : worst(
            { slack: wantLow.minus(low), limit: wantLow },
            { slack: high.minus(wantHigh), limit: wantHigh },
          );
  }
}

/**
 * One end stated: the value lies somewhere on that side. Decidable only if all of the side meets the requirement, or
 * none of it.
 */
function slackOpen(op: Comparator, limit: Interval, stated: Interval): Slack | null {
  const strict = op === '>' || op === '<';
  const fails = (one: Slack): boolean => one.slack.isNegative() && !one.slack.isZero();
  const holds = (one: Slack): boolean => (strict ? one.slack.greaterThan(0) : !fails(one));
  const [wantLow, wantHigh] =
    op === '>=' || op === '>'
      ? [limit.low, null]
      : op === '<=' || op === '<'
        ? [null, limit.high]
        : [limit.low, limit.high];
  if (stated.low !== null) {
    // The value is at least stated.low.
    if (wantHigh !== null) {
      const one = below(stated.low, wantHigh);
      return fails(one) || (strict && one.slack.isZero()) ? one : null;
    }
    if (wantLow === null) return null;
    const one = above(stated.low, wantLow);
    return holds(one) ? one : null;
  }
  if (stated.high === null) return null;
  if (wantLow !== null) {
    const one = above(stated.high, wantLow);
    return fails(one) || (strict && one.slack.isZero()) ? one : null;
  }
  if (wantHigh === null) return null;
  const one = below(stated.high, wantHigh);
  return holds(one) ? one : null;
}

function marginOf(slack: Slack, met: boolean): number {
  const margin = Math.max(-MARGIN_MAX, Math.min(MARGIN_MAX, relative(slack).toNumber()));
  return met ? Math.max(margin, 0) : Math.min(margin, -MARGIN_LEAST);
}

/** Verdict from intervals that are known to be well-formed. */
function decide(
  definition: ParameterDefinition,
  op: Comparator,
  limit: Interval,
  stated: Interval,
): Comparison {
  const { low, high } = stated;
  const shown = { required: toBounds(limit, definition), stated: toBounds(stated, definition) };
  if (low !== null && high !== null && low.greaterThan(high)) {
    return { verdict: 'unknown', reason: 'partly_stated', margin: null, ...shown };
  }
  const slack =
    low !== null && high !== null
      ? slackClosed(op, limit, low, high, definition.better === 'lower')
      : slackOpen(op, limit, stated);
  if (slack === null) return { verdict: 'unknown', reason: 'partly_stated', margin: null, ...shown };
  const strict = op === '>' || op === '<';
  const met = strict ? slack.slack.greaterThan(new D(0)) : slack.slack.greaterThanOrEqualTo(new D(0));
  return { verdict: met ? 'met' : 'unmet', reason: 'stated', margin: marginOf(slack, met), ...shown };
}

/**
 * Compares what a product states with what a need requires, in base units and exactly: 0.1 + 0.2 is 0.3 here, and a
 * value at the limit meets '>=' and '<=' but not '>' and '<'.
 *
 * A stated single value v:
 * '>=' L: v >= L; '<=' H: v <= H; '=' x: v = x; 'range' [l, h]: l <= v <= h.
 *
 * A stated range [a, b] is what the product can provide (an adjustable or working range):
 * - '>=' L: b >= L. '=' x: a <= x <= b. 'range' [l, h]: the product covers it, a <= l and b >= h.
 * - '<=' H: where lower is better (loss, noise, error) the range is the spread of the result, so its worst end counts:
 *   b <= H. For other parameters it is capability again: a <= H.
 *
 * One side open ("at least a" / "at most b") means that the value lies somewhere on that side: met if all of the side
 * meets the requirement, unmet if none of it does, else unknown with 'partly_stated'. So "at least 95 %" meets
 * '>= 94', and says nothing about '>= 96'. A reversed range (a > b) is 'partly_stated' too.
 *
 * Each rule is monotone: raising L or lowering H never turns unmet or unknown into met.
 *
 * Conditions: a need with a condition is answered only by a product that states the same one (NFKC, spaces and
 * punctuation aside); another or no condition gives unknown with 'other_condition'. A need without a condition takes
 * the product's value whatever its condition.
 *
 * A unit that is unknown or of another dimension, a number that is none, or a requirement without the sides its
 * comparator needs gives unknown with 'unit_mismatch'; nothing is ever thrown.
 *
 * Margin: (v - limit) / |limit| in the good direction (with a zero limit the plain difference), the worst of two sides
 * where two count, within ±1e6; an unmet verdict is never above -1e-12.
 *
 * @param definition parameter that both sides speak of
 * @param required the need's clause, in any unit of the dimension
 * @param stated the product's value, null if it states none
 * @returns the verdict, with both sides in base units as far as they could be read
 */
export function compareParameter(
  definition: ParameterDefinition,
  required: Requirement,
  stated: StatedValue | null,
): Comparison {
  const limit = toInterval(definition, required.low, required.high, required.unit);
  const requiredBounds = limit === null ? null : toBounds(limit, definition);
  const unknown = (reason: Comparison['reason'], statedBounds: Bounds | null = null): Comparison => ({
    verdict: 'unknown',
    reason,
    margin: null,
    required: requiredBounds,
    stated: statedBounds,
  });
  if (stated === null || (stated.low === null && stated.high === null)) return unknown('not_stated');
  const value = toInterval(definition, stated.low, stated.high, stated.unit);
  const statedBounds = value === null ? null : toBounds(value, definition);
  if (limit === null || value === null || !wellFormed(required.op, limit))
    return unknown('unit_mismatch', statedBounds);
  if (!conditionAnswers(required.condition, stated.condition))
    return unknown('other_condition', statedBounds);
  return decide(definition, required.op, limit, value);
}
