import { describe, expect, it } from '@jest/globals';
import { isProblem } from '#libs/common';
import { ReferenceTables } from '#libs/reference';
import { diffSnapshots } from './product.diff.js';
import { checkProduct, type ProductInput } from './product.input.js';
import { type ProductSnapshot } from './product-version.entity.js';
import { productWarnings } from './product.warnings.js';

function snapshot(more: Partial<ProductInput> = {}): ProductSnapshot {
  const fields = checkProduct({ sku: 'A', name: '断路器', ...more });
  if (isProblem(fields)) throw new Error(JSON.stringify(fields.issues));
  return { ...fields, status: 'draft' };
}
const voltage = { name: '额定电压', low: '12', high: '12', unit: 'kV' };
const changes = (before: Partial<ProductInput>, after: Partial<ProductInput>) =>
  diffSnapshots(snapshot(before), snapshot(after));

describe('diffSnapshots', () => {
  it('finds nothing between equals, and nothing in the order of sets and entries', () => {
    expect(changes({}, {})).toEqual([]);
    expect(
      changes(
        { chainNodes: ['a', 'b'], parameters: [voltage, { name: 'x', low: '1' }] },
        { chainNodes: ['b', 'a'], parameters: [{ name: 'x', low: '1' }, voltage] },
      ),
    ).toEqual([]);
  });

  it('names plain fields and leaves of objects', () => {
    expect(diffSnapshots(snapshot(), { ...snapshot(), status: 'published' })).toEqual([
      { path: 'status', before: 'draft', after: 'published' },
    ]);
    expect(
      changes({ price: { low: 1, per: '台' }, leadTimeDays: 3 }, { price: { low: 1, high: 2, per: '台' } }),
    ).toEqual([
      { path: 'leadTimeDays', before: 3, after: null },
      { path: 'price.high', before: null, after: 2 },
    ]);
  });

  it('takes what comes or goes whole', () => {
    const price = { low: 1, high: null, currency: 'CNY', per: '台' };
    expect(changes({}, { price })).toEqual([{ path: 'price', before: null, after: price }]);
    expect(changes({ chainNodes: ['b', 'a'] }, { chainNodes: ['a'] })).toEqual([
      { path: 'chainNodes', before: ['a', 'b'], after: ['a'] },
    ]);
  });

  it('knows entries by their name, so that one in front does not move the others', () => {
    const front = { name: '频率', low: '50', high: '50', unit: 'Hz' };
    const found = changes({ parameters: [voltage] }, { parameters: [front, { ...voltage, high: '24' }] });
    expect(found.map(({ path, before, after }) => [path, before === undefined, after === undefined])).toEqual(
      [
        ['parameters.频率', true, false],
        ['parameters.额定电压.high', false, false],
      ],
    );
  });

  it('tells entries of one name apart by condition, number and place', () => {
    const hot = { ...voltage, condition: '40℃' };
    expect(
      changes({ parameters: [voltage, voltage, hot] }, { parameters: [voltage] }).map(
        (change) => change.path,
      ),
    ).toEqual(['parameters.额定电压@40℃', 'parameters.额定电压~2']);
    const [a, b] = [{ name: 'CQC', number: '1' }, { name: 'CQC', number: '2' }]; // prettier-ignore
    expect(changes({ certificates: [a] }, { certificates: [b] }).map((change) => change.path)).toEqual([
      'certificates.CQC#1',
      'certificates.CQC#2',
    ]);
  });
});

describe('productWarnings', () => {
  const tables = new ReferenceTables(1, {
    regions: [{ code: '110000', name: '北京市', parent: null }],
    industries: [{ code: '38', level: 2, name: '电气', parent: 'C' }],
    chains: [{ code: 'a', name: '甲' }],
    nodes: [{ code: 'a.b', chain: 'a', name: '乙', stage: 'upstream' }],
  });

  it('names each code that is in no table with its path', () => {
    const given = snapshot({
      ...{ industryCode: 'toString', chainNodes: ['a.b', 'a.c'], regionsServed: ['110000', '999999'] },
    });
    expect(productWarnings(given, tables).map(({ path, code, params }) => [path, code, params])).toEqual([
      ['industryCode', 'UNKNOWN_INDUSTRY', { code: 'toString' }],
      ['chainNodes.1', 'UNKNOWN_CHAIN_NODE', { code: 'a.c' }],
      ['regionsServed.1', 'UNKNOWN_REGION', { code: '999999' }],
    ]);
  });

  it('is silent for known codes, everywhere, and nothing', () => {
    expect(productWarnings(snapshot({ industryCode: '38', regionsServed: ['*'] }), tables)).toEqual([]);
    expect(productWarnings(snapshot(), tables)).toEqual([]);
  });
});
