import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { create, unitDependencies } from 'mathjs';
import { findParameter, listParameters, normalizeUnit, toBase } from './index.js';
import { unitInfo } from './units.js';

describe('normalizeUnit', () => {
  it.each([
    ['千伏', 'kV'],
    ['㎡', 'm2'],
    ['转/分', 'rpm'],
    ['r/min', 'rpm'],
    ['摄氏度', '℃'],
    ['°C', '℃'],
    ['KVA', 'kVA'],
    ['Mpa', 'MPa'],
    ['N.m', 'N·m'],
    ['Nm', 'N·m'],
    ['W/m²K', 'W/(m2·K)'],
    ['W·m⁻¹·K⁻¹', 'W/(m·K)'],
    ['Pa·m³/s', 'Pa·m3/s'],
    ['MPa·m1/2', 'MPa·m1/2'],
    ['1/℃', '/℃'],
    ['毫克/升', 'mg/L'],
    ['%FS/年', '%FS/年'],
    ['dB(A)', 'dB(A)'],
    ['', ''],
  ])('%s → %s', (from, to) => expect(normalizeUnit(from)).toBe(to));

  it.each(['foo', 'mw', 'mpa', 'm/', '×', '(m', '元', 'G'])('%s is no unit it would guess', (unit) =>
    expect(normalizeUnit(unit)).toBeNull(),
  );

  it('is stable: a canonical spelling is its own', () => {
    for (const { baseUnit } of listParameters()) expect(normalizeUnit(baseUnit)).toBe(baseUnit);
  });
});

describe('unit factors', () => {
  // mathjs is the judge of our table, not its source at run time: it takes half a second and more to load.
  const math = create({ unitDependencies: unitDependencies! }, { number: 'BigNumber', precision: 64 });

  it.each([
    ['kV', 'kV'],
    ['MΩ', 'Mohm'],
    ['kWh', 'kWh'],
    ['MPa', 'MPa'],
    ['bar', 'bar'],
    ['psi', 'psi'],
    ['kgf', 'kgf'],
    ['L/min', 'L/minute'],
    ['m3/h', 'm^3/hour'],
    ['g/cm3', 'g/cm^3'],
    ['W/(cm·K)', 'W/(cm K)'],
    ['mm2', 'mm^2'],
    ['Ah', 'A hour'],
    ['mS/cm', 'mS/cm'],
    ['in', 'inch'],
    ['lb', 'lbm'],
    ['t', 'tonne'],
    ['kN·m', 'kN m'],
    ['h', 'hour'],
    ['d', 'day'],
    ['年', 'year'],
    ['mT', 'mT'],
    ['nF', 'nF'],
    ['eV', 'eV'],
    ['GB', 'GB'],
    ['Gbps', 'Gb/s'],
    ['hp', 'hp'],
    ['Gs', '0.0001 T'],
    ['MPa·m1/2', 'MPa m^0.5'],
  ])('%s agrees with mathjs', (ours, theirs) => {
    const info = unitInfo(ours)!;
    const factor = Number(info.num.div(info.den).toString());
    const unit = math.unit(/^\d/.test(theirs) ? theirs : `1 ${theirs}`);
    const expected =
      unit.toSI().toJSON().value * (unit.toJSON().unit.includes('B') || theirs === 'GB' ? 1 : 1);
    expect(Math.abs(factor / expected - 1)).toBeLessThan(1e-7);
  });
});

describe('unitInfo', () => {
  it('keeps factors as fractions, whatever they are made of', () => {
    const pair = (unit: string) => {
      const { num, den } = unitInfo(unit)!;
      return [num.toFixed(), den.toFixed()];
    };
    expect(pair('rpm')).toEqual(['1', '60']);
    expect(pair('L/min')).toEqual(['1', '60000']);
    expect(pair('℉')).toEqual(['5', '9']);
    expect(pair('kn')).toEqual(['463', '900']);
    expect(pair('mm/m')).toEqual(['1', '1000']);
  });

  it('gives a zero of its own to temperatures on their scale only', () => {
    expect(unitInfo('℃')?.offset.toFixed()).toBe('273.15');
    expect(unitInfo('℉')?.offset.toFixed()).toBe('459.67');
    for (const unit of ['K', '℃/min', '/℃', 'kV', '%']) expect(unitInfo(unit)?.offset.toFixed()).toBe('0');
  });

  it('has one dimension for what converts, and none shared by scales, counters and rates', () => {
    expect(unitInfo('kW·h')?.dims).toBe(unitInfo('MJ')?.dims);
    expect(unitInfo('MPa')?.dims).toBe(unitInfo('kgf/cm2')?.dims);
    const apart = ['dB', 'dB(A)', 'dBm', 'HRC', 'HB', 'DN', 'PN', 'rpm', 'Hz', '台', '个', 'm', ''];
    expect(new Set(apart.map((unit) => unitInfo(unit)!.dims)).size).toBe(apart.length);
  });
});

describe('toBase', () => {
  const of = (code: string) => findParameter(code)!;

  it('is exact where binary floats are not', () => {
    expect(toBase(of('rated_voltage'), '0.3', 'kV')).toEqual({ value: '300', unit: 'V' });
    expect(toBase(of('positioning_accuracy'), '0.1', 'μm')).toEqual({ value: '0.0001', unit: 'mm' });
    expect(toBase(of('rotational_speed'), '0.1', 'r/s')).toEqual({ value: '6', unit: 'rpm' });
  });

  it('keeps the offset of temperatures, and drops it for differences', () => {
    expect(toBase(of('ambient_temperature'), '300', 'K')).toEqual({ value: '26.85', unit: '℃' });
    expect(toBase(of('ambient_temperature'), '-40', '℉')).toEqual({ value: '-40', unit: '℃' });
    expect(toBase(of('temperature_rise'), '80', '℃')).toEqual({ value: '80', unit: 'K' });
  });

  it('takes percent and ratio', () => {
    expect(toBase(of('efficiency'), '0.965', '')).toEqual({ value: '96.5', unit: '%' });
    expect(toBase(of('power_factor'), '95', '%')).toEqual({ value: '0.95', unit: '' });
  });

  it('never converts logarithmic units or one counter where another is meant', () => {
    expect(toBase(of('noise'), '60', 'dB')).toEqual({ problem: 'wrong_dimension' });
    expect(toBase(of('length'), '6', '台')).toEqual({ problem: 'wrong_dimension' });
    expect(toBase(of('frequency'), '3000', 'rpm')).toEqual({ problem: 'wrong_dimension' });
    expect(toBase(of('quantity'), '8', '台')).toEqual({ value: '8', unit: '个' });
  });

  it('takes DN and PN where they are meant, and nowhere else', () => {
    expect(toBase(of('nominal_diameter'), '150', 'DN')).toEqual({ value: '150', unit: 'mm' });
    expect(toBase(of('nominal_pressure'), '16', 'PN')).toEqual({ value: '1.6', unit: 'MPa' });
    expect(toBase(of('nominal_pressure'), '2.5', 'MPa')).toEqual({ value: '2.5', unit: 'MPa' });
    expect(toBase(of('outer_diameter'), '150', 'DN')).toEqual({ problem: 'wrong_dimension' });
    expect(toBase(of('design_pressure'), '16', 'PN')).toEqual({ problem: 'wrong_dimension' });
  });

  it('names the problem', () => {
    expect(toBase(of('rated_voltage'), '1', 'foo')).toEqual({ problem: 'unknown_unit' });
    for (const text of ['', 'abc', '1,000', 'NaN', '0x10', '1e999']) {
      expect(toBase(of('rated_voltage'), text, 'V')).toEqual({ problem: 'not_a_number' });
    }
  });

  it('there and back is the same number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (n) => {
        const base = toBase(of('stroke'), String(n), 'km');
        expect(base).toEqual({ value: n === 0 ? '0' : `${n}000000`, unit: 'mm' });
      }),
    );
  });
});
