/** What we use of unitmath 0.8 (which ships no usable types), with exact fractions as its numbers. */
declare module 'unitmath/dist/UnitMath.js' {
  import type Fraction from 'fraction.js';

  interface Unit {
    /** Exponents by base quantity, in the order of `baseQuantities`. */
    readonly dimension: readonly number[];
    readonly value: Fraction;
    to(target: Unit): Unit;
  }
  export interface UnitDefinition {
    /** A base quantity; else `value` is a number of other units. */
    readonly quantity?: string;
    readonly value: Fraction | readonly [Fraction, string];
    readonly prefixes: string;
    readonly offset?: Fraction;
  }
  interface Options {
    readonly prefix: 'never';
    readonly simplify: 'never';
    readonly type: Readonly<Record<string, (...numbers: never[]) => unknown>>;
    readonly definitions: {
      readonly skipBuiltIns: true;
      readonly baseQuantities: readonly string[];
      readonly quantities: Readonly<Record<string, string>>;
      readonly prefixes: Readonly<Record<string, Readonly<Record<string, Fraction>>>>;
      readonly units: Readonly<Record<string, UnitDefinition>>;
      readonly unitSystems: Readonly<Record<string, never>>;
    };
  }
  type UnitFactory = (value: Fraction | string, unit?: string) => Unit;
  const unitmath: UnitFactory & { config(options: Options): UnitFactory };
  export default unitmath;
}
