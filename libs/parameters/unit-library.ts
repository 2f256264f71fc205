import Fraction from 'fraction.js';
import unitmath, { type UnitDefinition } from 'unitmath/dist/UnitMath.js';
import { Dec } from './decimal.js';
import { exponentOf, type Power, powersOf } from './unit-spelling.js';
import { ATOMS, type Atom, PREFIXES } from './unit-table.js';

/** A unit as the library knows it: `(value + offset) · factor` is the value in coherent SI units. */
export interface Measure {
  readonly factor: Fraction;
  /** Zero for all but temperatures on their scale. */
  readonly offset: Fraction;
  /** Key of the dimension: equal iff two units convert into each other. */
  readonly dims: string;
}

const BASE = /^\[(.+)\]$/;

/** The library takes ASCII names only; a number makes it impossible that a prefix and a name read as another name. */
const NAMES = new Map(ATOMS.map((atom, index) => [atom.symbol, `U${index}`]));

/** Base quantities by the name of their coherent unit: SI ones, and one for each scale and counter of the trade. */
const BASES: readonly string[] = ATOMS.flatMap(({ definition }) => BASE.exec(definition)?.[1] ?? []);

function nameOf(prefix: string, atom: Atom): string {
  return `${prefix.replace('μ', 'u')}${NAMES.get(atom.symbol) ?? ''}`;
}

/** The unit in the library's own notation: `kU3 U0^2 U2^-2`. */
function expressionOf(powers: readonly Power[]): string {
  return powers.map((power) => `${nameOf(power.prefix, power.atom)}^${exponentOf(power)}`).join(' ');
}

function prefixesOf(atom: Atom): Record<string, Fraction> {
  const marks = Array.from(atom.prefixes).map((mark): [string, Fraction] => [
    mark.replace('μ', 'u'),
    new Fraction(PREFIXES[mark] ?? '1'),
  ]);
  return { '': new Fraction(1), ...Object.fromEntries(marks) };
}

function define(atom: Atom): UnitDefinition {
  const prefixes = `P${atom.prefixes}`;
  const base = BASE.exec(atom.definition)?.[1];
  if (base !== undefined) return { quantity: base, value: new Fraction(atom.factor), prefixes };
  const expression = expressionOf(powersOf(atom.definition) ?? []);
  return {
    value: [new Fraction(atom.factor), expression],
    prefixes,
    offset: new Fraction(atom.offset),
  };
}

/** Roots that are no fraction (mm1/2) are taken to 64 digits, as all our decimals are. */
function power(base: Fraction, exponent: Fraction): Fraction {
  // Its types do not say so, but a root that is no fraction is null.
  const exact = base.pow(exponent) as Fraction | null;
  return exact ?? new Fraction(new Dec(base.toString(80)).pow(exponent.toString()).toFixed());
}

const LIBRARY = unitmath.config({
  prefix: 'never',
  simplify: 'never',
  type: {
    conv: (value: Fraction | number | string) => new Fraction(value),
    clone: (value: Fraction) => value,
    add: (a: Fraction, b: Fraction) => a.add(b),
    sub: (a: Fraction, b: Fraction) => a.sub(b),
    mul: (a: Fraction, b: Fraction) => a.mul(b),
    div: (a: Fraction, b: Fraction) => a.div(b),
    pow: power,
  },
  definitions: {
    // Its own definitions hold binary floats (degree, ℉) and take Hz for a rate of anything.
    skipBuiltIns: true,
    baseQuantities: BASES,
    quantities: {},
    prefixes: Object.fromEntries(ATOMS.map((atom) => [`P${atom.prefixes}`, prefixesOf(atom)])),
    units: Object.fromEntries(ATOMS.map((atom) => [NAMES.get(atom.symbol) ?? '', define(atom)])),
    unitSystems: {},
  },
});

/** Coherent unit of each base quantity in the library's notation. */
const COHERENT = BASES.map((base) => expressionOf(powersOf(base) ?? []).replace(/\^1$/, ''));

/** Asks the library what a unit is: its dimension, its size in coherent units, and its zero. */
export function measure(powers: readonly Power[]): Measure {
  const expression = expressionOf(powers);
  // The library's own base quantities, which we do not use, stand before ours.
  const exponents = LIBRARY(new Fraction(1), expression).dimension.slice(-BASES.length);
  const present = BASES.map((base, index) => ({ base, unit: COHERENT[index], size: exponents[index] ?? 0 }));
  const used = present.filter(({ size }) => size !== 0);
  const coherent = LIBRARY(used.map(({ unit, size }) => `${unit}^${size}`).join(' '));
  const [zero, one] = [0, 1].map((value) => LIBRARY(new Fraction(value), expression).to(coherent).value);
  if (zero === undefined || one === undefined) throw new Error(`Units: no value for ${expression}`);
  const factor = one.sub(zero);
  return {
    factor,
    offset: zero.div(factor),
    dims: used.map(({ base, size }) => `${base}^${size}`).join(' '),
  };
}
