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
const NOT_STATED = { softwareVersion: null, anchorProject: null };

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
      ...{ category: null, industryCode: null, price: null, capacity: null, regionsServed: null, stages: [] },
      ...{ leadTimeDays: null, firstUnit: null },
    });
    expect(
      accepted(
        input({
          ...{ category: null, industryCode: null, price: null, capacity: null, regionsServed: null },
          ...{ leadTimeDays: null, firstUnit: null },
        }),
      ),
    ).toEqual(accepted(input()));
    expect(accepted(input({ regionsServed: [] })).regionsServed).toBeNull();
    expect(accepted(input({ price: { low: 1, per: '台' } })).price).toEqual({
      ...{ low: 1, high: null, currency: 'CNY', per: '台' },
    });
  });

  it('keeps what is given, trimmed, with the codes of known parameters', () => {
    expect(
      accepted({
        ...{
          sku: ' VB-12 ',
          name: ' 真空断路器 ',
          summary: ' 户内 ',
          certificates: [{ name: ' CE ', number: ' 7 ', validTo: '2027-01-01' }],
        },
        ...{
          chainNodes: ['new-energy.wind', 'of.nobody', 'new-energy.wind'],
          ...{ leadTimeDays: 0, category: ' 断路器 ', industryCode: 'X99', regionsServed: ['*'] },
          stages: ['mass_production', 'prototype', 'prototype'],
          price: { low: 0, high: 9_007_199_254_740_991, currency: 'EUR', per: '台' },
          capacity: { quantity: '12.5', unit: '万台', per: 'year' },
          firstUnit: { ...LISTING, validTo: '2025-01-10' },
        },
        parameters: [
          parameter({ name: ' 额定电压 ', condition: ' 40℃ ' }),
          { name: '神秘系数', low: '1', unit: '格里' },
        ],
      }),
    ).toEqual({
      ...{
        sku: 'VB-12',
        name: '真空断路器',
        summary: '户内',
        certificates: [{ name: 'CE', number: '7', issuer: null, issuedOn: null, validTo: '2027-01-01' }],
      },
      ...{
        // Unknown codes are kept: they warn on reading. Sets lose their repeats, stages come in their order.
        chainNodes: ['new-energy.wind', 'of.nobody'],
        ...{ leadTimeDays: 0, category: '断路器', industryCode: 'X99', regionsServed: ['*'] },
        stages: ['prototype', 'mass_production'],
        price: { low: 0, high: 9_007_199_254_740_991, currency: 'EUR', per: '台' },
        capacity: { quantity: '12.5', unit: '万台', per: 'year' },
        firstUnit: { ...LISTING, ...NOT_STATED, validTo: '2025-01-10' },
      },
      parameters: [
        {
          ...{ code: 'rated_voltage', name: '额定电压', low: '12', high: '12', unit: 'kV', condition: '40℃' },
        },
        // Not in the dictionary: kept as it is, never refused and never guessed.
        { code: null, name: '神秘系数', low: '1', high: null, unit: '格里', condition: null },
      ],
    });
    expect(accepted(input({ firstUnit: LISTING })).firstUnit).toEqual({
      ...{ ...LISTING, ...NOT_STATED, validTo: null },
    });
    const software = {
      ...{ ...LISTING, kind: 'software' as const, validTo: null, softwareVersion: 'V2.1' },
      anchorProject: { name: '示范工程', mustStartBy: '2028-01-01', startedOn: null },
    } as const;
    expect(accepted(input({ firstUnit: software })).firstUnit).toEqual(software);
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
    [['name BAD_VALUE'], { name: 'a\0b' }],
    [['category BAD_VALUE'], { category: ' ' }],
    [['industryCode BAD_VALUE'], { industryCode: '' }],
    [['certificates.1.name BAD_VALUE'], { certificates: [{ name: 'CE' }, { name: '' }] }],
    [['certificates.0.issuedOn BAD_VALUE'], { certificates: [{ name: 'CE', issuedOn: '2025-2-1' }] }],
    [
      ['certificates.0.validTo DATE_ORDER'],
      { certificates: [{ name: 'CE', issuedOn: '2025-02-02', validTo: '2025-02-01' }] },
    ],
    [['certificates BAD_VALUE'], { certificates: Array.from({ length: 51 }, () => ({ name: 'CE' })) }],
    [['chainNodes.1 BAD_VALUE'], { chainNodes: ['new-energy.wind', ''] }],
    [['price NO_VALUE'], { price: { per: '台' } }],
    [['price.low RANGE_ORDER'], { price: { low: 2, high: 1, per: '台' } }],
    [['price.low BAD_VALUE'], { price: { low: 1.5, per: '台' } }],
    [['price.high BAD_VALUE'], { price: { high: -1, per: '台' } }],
    [['price.high BAD_VALUE'], { price: { high: 9_007_199_254_740_992, per: '台' } }],
    [['price.currency BAD_VALUE'], { price: { low: 1, currency: 'yuan', per: '台' } }],
    [['price.per BAD_VALUE'], { price: { low: 1, per: '' } }],
    [['capacity.quantity BAD_VALUE'], { capacity: { quantity: '-1', unit: '台', per: 'month' } }],
    [['capacity.per BAD_VALUE'], { capacity: { quantity: '1', unit: '台', per: 'day' as 'month' } }],
    [['regionsServed EVERYWHERE_ALONE'], { regionsServed: ['*', '110000'] }],
    [['stages.0 BAD_VALUE'], { stages: ['sold' as 'trial'] }],
    [
      ['firstUnit.softwareVersion NOT_SOFTWARE'],
      { firstUnit: { ...LISTING, softwareVersion: 'V1', validTo: null } },
    ],
    [['firstUnit.anchorProject.name BAD_VALUE'], { firstUnit: { ...LISTING, anchorProject: { name: '' } } }],
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
          price: { per: '台' },
          firstUnit: { ...LISTING, validTo: '2020-01-01' },
        }),
      ),
    ).toEqual([
      'parameters.0.low RANGE_ORDER',
      'parameters.0.unit BAD_UNIT',
      'parameters.1 NO_VALUE',
      'parameters.1.unit BAD_UNIT',
      'price NO_VALUE',
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
