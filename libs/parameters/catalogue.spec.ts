import { describe, expect, it } from '@jest/globals';
import { encodeCursor, isProblem, type Result } from '#libs/common';
import {
  acceptedUnits,
  checkStated,
  convertValue,
  findParameter,
  listParameters,
  normalizeUnit,
  PARSE_MAX,
  pageParameters,
  parseText,
  toBase,
} from './index.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(JSON.stringify(result.issues));
  return result;
}
const faults = (result: unknown): string[] =>
  isProblem(result) ? result.issues.map(({ path, code }) => `${path} ${code}`) : [];

describe('pageParameters', () => {
  const codes = (text: string | null, request = {}) =>
    ok(pageParameters(text, request)).items.map(({ code }) => code);

  it('goes through all by code', () => {
    const seen: string[] = [];
    for (let after: string | null = null; ; after = encodeCursor(seen.at(-1)!)) {
      const page = ok(pageParameters(null, { first: 50, after }));
      seen.push(...page.items.map(({ code }) => code));
      if (!page.hasNext) break;
    }
    expect(seen).toEqual(
      listParameters()
        .map(({ code }) => code)
        .sort(),
    );
  });

  it('finds by part of any name, whatever its width and case', () => {
    expect(codes('额定电')).toEqual(['rated_current', 'rated_voltage']);
    expect(codes('ＭＴＢＦ')).toEqual(['mtbf']);
    expect(codes('重量')).toContain('mass');
    expect(codes('Roughness')).toEqual(['surface_roughness']);
    expect(codes('没有这个')).toEqual([]);
  });

  it('refuses a bad page', () => {
    expect(faults(pageParameters(null, { first: 0, after: 'x' }))).toEqual([
      'first OUT_OF_RANGE',
      'after BAD_CURSOR',
    ]);
  });
});

describe('acceptedUnits', () => {
  it('are canonical, begin with the base unit, and all convert', () => {
    for (const definition of listParameters()) {
      const units = acceptedUnits(definition);
      expect(units[0]).toBe(definition.baseUnit);
      expect(new Set(units).size).toBe(units.length);
      for (const unit of units) {
        expect([definition.code, unit, normalizeUnit(unit)]).toEqual([definition.code, unit, unit]);
        expect([definition.code, unit, toBase(definition, '1', unit)]).toMatchObject([
          definition.code,
          unit,
          { unit: definition.baseUnit },
        ]);
      }
    }
  });

  it('hold what the trade uses', () => {
    const of = (code: string) => acceptedUnits(findParameter(code)!);
    expect(of('rated_voltage')).toEqual(expect.arrayContaining(['V', 'kV', 'mV']));
    expect(of('flow')).toEqual(expect.arrayContaining(['m3/h', 'L/min', 'L/s']));
    expect(of('noise')).toEqual(['dB(A)']);
    expect(of('quantity')).toEqual(expect.arrayContaining(['个', '台', '套']));
    expect(of('nominal_diameter')).toEqual(expect.arrayContaining(['mm', 'DN', 'in']));
  });
});

describe('convertValue', () => {
  it.each([
    ['额定电压', '10.5', 'kV', null, '10500', 'V'],
    ['rated_voltage', '10500', '伏', 'kV', '10.5', 'kV'],
    ['环境温度', '300', 'K', '℉', '80.33', '℉'],
    ['temperature_rise', '9', '℉', '℃', '5', '℃'],
    ['转速', '1', 'r/s', 'r/min', '60', 'rpm'],
    ['数量', '3', '台', '套', '3', '套'],
    ['功率因数', '95', '%', null, '0.95', ''],
  ])('%s %s %s → %s', (parameter, value, unit, to, converted, inUnit) => {
    expect(ok(convertValue(parameter, value, unit, to))).toEqual({ value: converted, unit: inUnit });
  });

  it.each([
    ['无此参数', '1', 'V', null, 'parameter UNKNOWN_PARAMETER'],
    ['额定电压', '1e', 'V', null, 'value BAD_NUMBER'],
    ['额定电压', '1', 'A', null, 'unit BAD_UNIT'],
    ['额定电压', '1', 'V', 'A', 'to BAD_UNIT'],
    ['额定电压', '1', 'V', 'foo', 'to BAD_UNIT'],
    ['噪声', '1', 'dB', 'dB(A)', 'unit BAD_UNIT'],
  ])('%s %s %s → %s: %s', (parameter, value, unit, to, fault) => {
    expect(faults(convertValue(parameter, value, unit, to))).toEqual([fault]);
  });
});

describe('checkStated', () => {
  const check = (name: string, low: string | null, high: string | null, unit: string) => {
    const { code, issues } = checkStated({ name, low, high, unit }, 'p');
    return [code, ...issues.map((issue) => `${issue.path} ${issue.code}`)];
  };

  it('gives the code, and each fault at its path', () => {
    expect(check('额定电压', '10', '12', 'kV')).toEqual(['rated_voltage']);
    expect(check('额定电压', null, null, 'A')).toEqual(['rated_voltage', 'p NO_VALUE', 'p.unit BAD_UNIT']);
    expect(check('额定电压', '10', '9.99', 'kV')).toEqual(['rated_voltage', 'p.low RANGE_ORDER']);
    expect(check('自有名称', '1', null, '随便')).toEqual([null]);
  });
});

describe('parseText', () => {
  it('reads what is not too long', () => {
    expect(ok(parseText('额定电压12kV'))).toMatchObject([{ code: 'rated_voltage', start: 0, end: 8 }]);
    expect(ok(parseText('字'.repeat(PARSE_MAX)))).toEqual([]);
    expect(faults(parseText('字'.repeat(PARSE_MAX + 1)))).toEqual(['text TOO_LONG']);
  });
});
