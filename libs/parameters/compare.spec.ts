import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  compareParameter,
  type Comparator,
  findParameter,
  type Requirement,
  type StatedValue,
} from './index.js';

const of = (code: string) => findParameter(code)!;
const need = (
  op: Comparator,
  low: string | null,
  high: string | null,
  unit: string,
  condition: string | null = null,
): Requirement => ({ op, low, high, unit, condition });
const says = (
  low: string | null,
  high: string | null,
  unit: string,
  condition: string | null = null,
): StatedValue => ({ low, high, unit, condition });
const verdict = (code: string, required: Requirement, stated: StatedValue | null) => {
  const { verdict: v, reason } = compareParameter(of(code), required, stated);
  return `${v} ${reason}`;
};

describe('compareParameter: single values', () => {
  it('meets >= and <= at the limit, fails > and < there', () => {
    const at = says('10', '10', 'kV');
    expect(verdict('rated_voltage', need('>=', '10000', null, 'V'), at)).toBe('met stated');
    expect(verdict('rated_voltage', need('<=', null, '10000', 'V'), at)).toBe('met stated');
    expect(verdict('rated_voltage', need('>', '10000', null, 'V'), at)).toBe('unmet stated');
    expect(verdict('rated_voltage', need('<', null, '10000', 'V'), at)).toBe('unmet stated');
    expect(verdict('rated_voltage', need('=', '10', '10', 'kV'), at)).toBe('met stated');
  });

  it('is decimal: 0.1 + 0.2 is 0.3, and the last digit counts', () => {
    expect(verdict('stroke', need('>=', '0.3', null, 'm'), says('300', '300', 'mm'))).toBe('met stated');
    expect(
      verdict('stroke', need('>=', '0.30000000000000000000001', null, 'm'), says('300', '300', 'mm')),
    ).toBe('unmet stated');
    expect(verdict('thickness', need('=', '1.1', '1.1', 'mm'), says('1100', '1100', 'μm'))).toBe(
      'met stated',
    );
  });

  it('gives the relative margin, signed and bounded', () => {
    const margin = (required: Requirement, stated: StatedValue) =>
      compareParameter(of('ambient_temperature'), required, stated).margin;
    expect(margin(need('>=', '50', null, '℃'), says('55', '55', '℃'))).toBeCloseTo(0.1, 12);
    expect(margin(need('<=', null, '50', '℃'), says('55', '55', '℃'))).toBeCloseTo(-0.1, 12);
    expect(margin(need('>=', '0', null, '℃'), says('7', '7', '℃'))).toBe(7);
    expect(margin(need('>=', '0.000000001', null, '℃'), says('9000', '9000', '℃'))).toBe(1e6);
    expect(margin(need('>', '50', null, '℃'), says('50', '50', '℃'))).toBeLessThan(0);
    expect(margin(need('>=', '50', null, '℃'), says('50', '50', '℃'))).toBe(0);
  });

  it('shows both sides in base units', () => {
    const result = compareParameter(
      of('rated_voltage'),
      need('>=', '10', null, 'kV'),
      says('12', '12', '千伏'),
    );
    expect(result.required).toEqual({ low: '10000', high: null, unit: 'V' });
    expect(result.stated).toEqual({ low: '12000', high: '12000', unit: 'V' });
  });
});

describe('compareParameter: ranges', () => {
  it('covers a required range, or lies in it as a single value', () => {
    const wanted = need('range', '-20', '60', '℃');
    expect(verdict('operating_temperature', wanted, says('-20', '60', '℃'))).toBe('met stated');
    expect(verdict('operating_temperature', wanted, says('-40', '85', '℃'))).toBe('met stated');
    expect(verdict('operating_temperature', wanted, says('-19.9', '85', '℃'))).toBe('unmet stated');
    expect(verdict('operating_temperature', wanted, says('60', '60', '℃'))).toBe('met stated');
    expect(verdict('operating_temperature', wanted, says('60.1', '60.1', '℃'))).toBe('unmet stated');
  });

  it('takes a range as capability, but the worst end where lower is better', () => {
    expect(verdict('flow', need('>=', '1000', null, 'm3/h'), says('720', '1260', 'm3/h'))).toBe('met stated');
    expect(verdict('operating_temperature', need('<=', null, '-30', '℃'), says('-40', '85', '℃'))).toBe(
      'met stated',
    );
    expect(verdict('noise', need('<=', null, '70', 'dB(A)'), says('60', '75', 'dB(A)'))).toBe('unmet stated');
    expect(verdict('noise', need('<=', null, '75', 'dB(A)'), says('60', '75', 'dB(A)'))).toBe('met stated');
    expect(verdict('flow', need('=', '800', '800', 'm3/h'), says('720', '1260', 'm3/h'))).toBe('met stated');
  });

  it('decides an open side only where it is certain', () => {
    const least = says('95', null, '%');
    expect(verdict('efficiency', need('>=', '94', null, '%'), least)).toBe('met stated');
    expect(verdict('efficiency', need('>=', '96', null, '%'), least)).toBe('unknown partly_stated');
    expect(verdict('efficiency', need('<=', null, '90', '%'), least)).toBe('unmet stated');
    expect(verdict('efficiency', need('<=', null, '97', '%'), least)).toBe('unknown partly_stated');
    expect(verdict('efficiency', need('range', '90', '94', '%'), least)).toBe('unmet stated');
    expect(verdict('efficiency', need('=', '96', '96', '%'), least)).toBe('unknown partly_stated');
    const most = says(null, '70', 'dB(A)');
    expect(verdict('noise', need('<=', null, '72', 'dB(A)'), most)).toBe('met stated');
    expect(verdict('noise', need('<', null, '70', 'dB(A)'), most)).toBe('unknown partly_stated');
    expect(verdict('noise', need('>=', '71', null, 'dB(A)'), most)).toBe('unmet stated');
    expect(verdict('noise', need('>', '70', null, 'dB(A)'), most)).toBe('unmet stated');
  });
});

describe('compareParameter: what it does not know', () => {
  it('says why', () => {
    const wanted = need('>=', '10', null, 'kV');
    expect(verdict('rated_voltage', wanted, null)).toBe('unknown not_stated');
    expect(verdict('rated_voltage', wanted, says(null, null, 'V'))).toBe('unknown not_stated');
    expect(verdict('rated_voltage', wanted, says('1', '1', 'A'))).toBe('unknown unit_mismatch');
    expect(verdict('rated_voltage', wanted, says('x', 'x', 'V'))).toBe('unknown unit_mismatch');
    expect(verdict('rated_voltage', need('>=', null, '10', 'kV'), says('1', '1', 'V'))).toBe(
      'unknown unit_mismatch',
    );
    expect(verdict('noise', need('<=', null, '70', 'dB(A)'), says('60', '60', 'dB'))).toBe(
      'unknown unit_mismatch',
    );
    expect(verdict('rated_voltage', wanted, says('12', '11', 'kV'))).toBe('unknown partly_stated');
  });

  it('compares under the same condition only', () => {
    const wanted = need('>=', '100', null, 'MPa', '1600℃');
    expect(verdict('tensile_strength', wanted, says('120', '120', 'MPa', '在 １６００ ℃ 下'))).toBe(
      'met stated',
    );
    expect(verdict('tensile_strength', wanted, says('120', '120', 'MPa', '1200℃'))).toBe(
      'unknown other_condition',
    );
    expect(verdict('tensile_strength', wanted, says('120', '120', 'MPa'))).toBe('unknown other_condition');
    expect(
      verdict('tensile_strength', need('>=', '100', null, 'MPa'), says('120', '120', 'MPa', '1200℃')),
    ).toBe('met stated');
    expect(
      verdict('tensile_strength', need('>=', '1', null, 'MPa', '-40℃'), says('2', '2', 'MPa', '40℃')),
    ).toBe('unknown other_condition');
    expect(
      verdict('tensile_strength', need('>=', '1', null, 'MPa', '2.5s'), says('2', '2', 'MPa', '25s')),
    ).toBe('unknown other_condition');
  });
});

const number = fc.integer({ min: -100_000, max: 100_000 });
const ops = fc.constantFrom<Comparator>('>=', '<=', '>', '<');
const sided = (op: Comparator, limit: number, unit: string): Requirement =>
  op.startsWith('>') ? need(op, String(limit), null, unit) : need(op, null, String(limit), unit);
/** A single value, a range, or one side open. */
const statement = fc
  .tuple(number, fc.nat(1000), fc.constantFrom('closed', 'low', 'high'))
  .map(([low, width, kind]) => ({
    low: kind === 'high' ? null : low,
    high: kind === 'low' ? null : low + width,
  }));
const text = (value: number | null, zeros: string): string | null =>
  value === null ? null : value === 0 ? '0' : `${value}${zeros}`;

describe('compareParameter: properties', () => {
  it('a change of unit changes no verdict', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('stroke', 'positioning_accuracy'),
        ops,
        number,
        statement,
        (code, op, limit, { low, high }) => {
          const inMetres = compareParameter(
            of(code),
            sided(op, limit, 'm'),
            says(text(low, ''), text(high, ''), 'm'),
          );
          const inMicrons = compareParameter(
            of(code),
            sided(op, limit, 'm'),
            says(text(low, '000000'), text(high, '000000'), 'μm'),
          );
          expect(inMicrons).toEqual(inMetres);
        },
      ),
    );
  });

  it('tightening never turns unmet or unknown into met', () => {
    const rank = { met: 2, unknown: 1, unmet: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom('stroke', 'positioning_accuracy'),
        ops,
        number,
        fc.nat(2000),
        statement,
        (code, op, limit, by, { low, high }) => {
          const stated = says(text(low, ''), text(high, ''), 'mm');
          const loose = compareParameter(of(code), sided(op, limit, 'mm'), stated);
          const tight = compareParameter(
            of(code),
            sided(op, op.startsWith('>') ? limit + by : limit - by, 'mm'),
            stated,
          );
          expect(rank[tight.verdict]).toBeLessThanOrEqual(rank[loose.verdict]);
        },
      ),
    );
  });

  it('the margin has the sign of the verdict', () => {
    fc.assert(
      fc.property(ops, number, statement, (op, limit, { low, high }) => {
        const { verdict: v, margin } = compareParameter(
          of('stroke'),
          sided(op, limit, 'mm'),
          says(text(low, ''), text(high, ''), 'mm'),
        );
        if (v === 'unknown') expect(margin).toBeNull();
        else expect(margin! >= 0).toBe(v === 'met');
      }),
    );
  });
});
