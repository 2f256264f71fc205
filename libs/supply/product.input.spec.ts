import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isProblem, renderText } from '#libs/common';
import { compareParameter, findParameter } from '#libs/parameters';
import { checkProduct, type ProductFields, type ProductInput } from './product.input.js';

const input = (more: Partial<ProductInput> = {}): ProductInput => ({
  sku: 'VB-12',
  name: '真空断路器',
  ...more,
});
const parameter = (more: object = {}) => ({ name: '额定电压', low: '12', high: '12', unit: 'kV', ...more });
const LISTING = {
  ...({
    kind: 'equipment',
    level: 'national',
    catalogue: '目录',
    item: '1',
    listedOn: '2025-01-10',
  } as const),
};

/** `path CODE` of each fault; its texts must be complete in both languages. */
function faults(given: ProductInput): string[] {
  const found = checkProduct(given);
  if (!isProblem(found)) return [];
  expect(found.kind).toBe('invalid_input');
  for (const { text, params } of found.issues) {
    expect(renderText(text, 'zh', params)).toMatch(/^[^{}]*\p{Script=Han}[^{}]*$/u);
    expect(renderText(text, 'en', params)).toMatch(/^[^{}]+$/);
  }
  return found.issues.map((issue) => `${issue.path} ${issue.code}`);
}
function accepted(given: ProductInput): ProductFields {
  const found = checkProduct(given);
  if (isProblem(found)) throw new Error(JSON.stringify(found.issues));
  return found;
}

describe('checkProduct', () => {
  it('fills what is left out', () => {
    expect(accepted(input())).toEqual({
      ...{ sku: 'VB-12', name: '真空断路器', summary: '', parameters: [], certificates: [], chainNodes: [] },
      ...{ leadTimeDays: null, firstUnit: null },
    });
    expect(accepted(input({ leadTimeDays: null, firstUnit: null }))).toEqual(accepted(input()));
  });

  it('keeps what is given, trimmed, with the codes of known parameters', () => {
    expect(
      accepted({
        ...{ sku: ' VB-12 ', name: ' 真空断路器 ', summary: ' 户内 ', certificates: [' CE '] },
        ...{
          chainNodes: ['new-energy.wind'],
          leadTimeDays: 0,
          firstUnit: { ...LISTING, validTo: '2025-01-10' },
        },
        parameters: [
          parameter({ name: ' 额定电压 ', condition: ' 40℃ ' }),
          { name: '神秘系数', low: '1', unit: '格里' },
        ],
      }),
    ).toEqual({
      ...{ sku: 'VB-12', name: '真空断路器', summary: '户内', certificates: ['CE'] },
      ...{
        chainNodes: ['new-energy.wind'],
        leadTimeDays: 0,
        firstUnit: { ...LISTING, validTo: '2025-01-10' },
      },
      parameters: [
        {
          ...{ code: 'rated_voltage', name: '额定电压', low: '12', high: '12', unit: 'kV', condition: '40℃' },
        },
        // Not in the dictionary: kept as it is, never refused and never guessed.
        { code: null, name: '神秘系数', low: '1', high: null, unit: '格里', condition: null },
      ],
    });
    expect(accepted(input({ firstUnit: LISTING })).firstUnit).toEqual({ ...LISTING, validTo: null });
  });

  it.each<[string[], Partial<ProductInput>]>([
    [['sku BAD_VALUE'], { sku: ' ' }],
    [['sku BAD_VALUE'], { sku: 'x'.repeat(101) }],
    [['name BAD_VALUE'], { name: '' }],
    [['name BAD_VALUE'], { name: '长'.repeat(201) }],
    [['summary BAD_VALUE'], { summary: 'x'.repeat(4_001) }],
    [['parameters BAD_VALUE'], { parameters: Array.from({ length: 101 }, () => parameter()) }],
    [['parameters.0.name BAD_VALUE'], { parameters: [parameter({ name: ' ' })] }],
    [['parameters.1.low BAD_VALUE'], { parameters: [parameter(), parameter({ low: '1e3' })] }],
    [['parameters.0.high BAD_VALUE'], { parameters: [parameter({ high: '约12' })] }],
    [['parameters.0.unit BAD_VALUE'], { parameters: [parameter({ unit: 'x'.repeat(31) })] }],
    [['parameters.0.condition BAD_VALUE'], { parameters: [parameter({ condition: 'x'.repeat(201) })] }],
    [['parameters.0 NO_VALUE'], { parameters: [parameter({ low: null, high: null })] }],
    [['parameters.0 NO_VALUE'], { parameters: [{ name: '神秘系数' }] }],
    [['parameters.1.low RANGE_ORDER'], { parameters: [parameter(), parameter({ low: '12.01' })] }],
    [['parameters.0.low RANGE_ORDER'], { parameters: [parameter({ low: '-1', high: '-2' })] }],
    [['parameters.0.unit BAD_UNIT'], { parameters: [parameter({ unit: 'kg' })] }],
    [['parameters.0.unit BAD_UNIT'], { parameters: [parameter({ unit: '格里' })] }],
    [['parameters.0.unit BAD_UNIT'], { parameters: [parameter({ unit: '' })] }],
    [['parameters.0.unit BAD_UNIT'], { parameters: [parameter({ low: null, unit: 'A' })] }],
    [['certificates.1 BAD_VALUE'], { certificates: ['CE', ''] }],
    [['certificates BAD_VALUE'], { certificates: Array.from({ length: 51 }, () => 'CE') }],
    [['chainNodes.1 UNKNOWN_CHAIN_NODE'], { chainNodes: ['new-energy.wind', 'new-energy.nope'] }],
    [['chainNodes.0 UNKNOWN_CHAIN_NODE'], { chainNodes: ['toString'] }],
    [['leadTimeDays BAD_VALUE'], { leadTimeDays: -1 }],
    [['leadTimeDays BAD_VALUE'], { leadTimeDays: 1.5 }],
    [['leadTimeDays BAD_VALUE'], { leadTimeDays: 3_651 }],
    [['firstUnit.kind BAD_VALUE'], { firstUnit: { ...LISTING, kind: 'x' as 'equipment' } }],
    [['firstUnit.level BAD_VALUE'], { firstUnit: { ...LISTING, level: 'x' as 'national' } }],
    [['firstUnit.catalogue BAD_VALUE'], { firstUnit: { ...LISTING, catalogue: '' } }],
    [['firstUnit.item BAD_VALUE'], { firstUnit: { ...LISTING, item: ' ' } }],
    [['firstUnit.listedOn BAD_VALUE'], { firstUnit: { ...LISTING, listedOn: '2025-02-30' } }],
    [['firstUnit.validTo BAD_VALUE'], { firstUnit: { ...LISTING, validTo: '2025/12/31' } }],
    [['firstUnit.validTo DATE_ORDER'], { firstUnit: { ...LISTING, validTo: '2025-01-09' } }],
  ])('%j', (expected, more) => {
    expect(faults(input(more))).toEqual(expected);
  });

  it('names every fault at once', () => {
    expect(
      faults(
        input({
          parameters: [parameter({ low: '13', unit: 'kg' }), parameter({ low: null, high: null, unit: 'A' })],
          chainNodes: ['x'],
          firstUnit: { ...LISTING, validTo: '2020-01-01' },
        }),
      ),
    ).toEqual([
      'parameters.0.low RANGE_ORDER',
      'parameters.0.unit BAD_UNIT',
      'parameters.1 NO_VALUE',
      'parameters.1.unit BAD_UNIT',
      'chainNodes.0 UNKNOWN_CHAIN_NODE',
      'firstUnit.validTo DATE_ORDER',
    ]);
    expect(faults({ sku: '', name: '', leadTimeDays: -1 })).toEqual([
      'sku BAD_VALUE',
      'name BAD_VALUE',
      'leadTimeDays BAD_VALUE',
    ]);
  });

  it('compares numbers past the precision of floats', () => {
    const close = {
      low: '12345678901234567890.000000000000002',
      high: '12345678901234567890.000000000000001',
    };
    expect(faults(input({ parameters: [parameter(close)] }))).toEqual(['parameters.0.low RANGE_ORDER']);
  });

  it('what it accepts of a known parameter can be compared', () => {
    const number = fc.option(fc.integer({ min: -50, max: 50 }).map(String));
    const unit = fc.constantFrom('V', 'kV', '千伏', 'KV', 'kg', '', 'mV', '伏');
    let compared = 0;
    fc.assert(
      fc.property(number, number, unit, (low, high, u) => {
        const found = checkProduct(input({ parameters: [parameter({ low, high, unit: u })] }));
        if (isProblem(found)) return;
        compared++;
        const required = { op: '>=', low: '0', high: null, unit: 'V', condition: null } as const;
        const { stated, reason } = compareParameter(
          findParameter('rated_voltage')!,
          required,
          found.parameters[0]!,
        );
        expect(stated?.unit).toBe('V');
        expect(['unit_mismatch', 'not_stated']).not.toContain(reason);
      }),
    );
    expect(compared).toBeGreaterThan(10);
  });
});
