import { describe, expect, it } from '@jest/globals';
import { renderText } from '#libs/common';
import { type CellFault, checkRow, type ImportKind } from './reference.rows.js';

const KNOWN = {
  codes: new Set(['C', '38', '381', '110000']),
  chainNames: new Map([['wind', '风电']]),
};
const check = (kind: ImportKind, cells: Record<string, string>) => {
  const found = checkRow(kind, cells, KNOWN);
  if (!Array.isArray(found)) return found;
  return (found as readonly CellFault[]).map(({ column, code, text, params }) => {
    for (const locale of ['zh', 'en'] as const) expect(renderText(text, locale, params)).not.toMatch(/[{}]/);
    return `${column} ${code}`;
  });
};
const node = { chain: 'wind', chain_name: '风电', code: 'wind.blade', name: '叶片', stage: '上游' };

describe('checkRow', () => {
  it('takes good rows, trimmed, with words of both languages', () => {
    expect(check('regions', { code: ' 110101 ', name: ' 东城区 ', parent: '110000' })).toEqual({
      ...{ code: '110101', name: '东城区', parent: '110000' },
    });
    expect(check('regions', { code: '990000', name: '新', parent: '' })).toMatchObject({ parent: null });
    expect(check('industry', { code: '3812', name: '电动机制造', parent: '381' })).toEqual({
      ...{ code: '3812', level: 4, name: '电动机制造', parent: '381' },
    });
    expect(check('industry', { code: '39', name: '计算机', parent: 'C' })).toMatchObject({ level: 2 });
    expect(check('industry', { code: 'C', name: '制造业', parent: '' })).toMatchObject({
      level: 1,
      parent: null,
    });
    expect(check('chains', node)).toEqual({
      ...{ chain: 'wind', chainName: '风电', code: 'wind.blade', name: '叶片', stage: 'upstream' },
    });
    expect(check('chains', { ...node, stage: 'downstream' })).toMatchObject({ stage: 'downstream' });
    expect(check('relations', { from: '叶片', relation: '上游材料', to: '碳纤维' })).toEqual({
      ...{ subject: '叶片', kind: 'upstream_material', object: '碳纤维' },
    });
  });

  it.each<[ImportKind, Record<string, string>, string[]]>([
    ['regions', { code: '11', name: 'x', parent: '' }, ['code BAD_CODE']],
    ['regions', { code: '110101', name: 'x', parent: '120000' }, ['parent UNKNOWN_PARENT']],
    ['regions', { code: '110101', name: '', parent: '110000' }, ['name BAD_NAME']],
    ['regions', { code: '110101', name: 'a\u0000b', parent: '' }, ['name BAD_NAME']],
    [
      'regions',
      { code: 'x', name: '长'.repeat(101), parent: 'y' },
      ['code BAD_CODE', 'name BAD_NAME', 'parent UNKNOWN_PARENT'],
    ],
    ['industry', { code: 'AB', name: 'x', parent: '' }, ['code BAD_CODE']],
    ['industry', { code: '38', name: 'x', parent: '' }, ['parent BAD_PARENT']],
    ['industry', { code: 'D', name: 'x', parent: 'C' }, ['parent BAD_PARENT']],
    ['industry', { code: '3911', name: 'x', parent: '381' }, ['parent BAD_PARENT']],
    ['chains', { ...node, chain: 'a b' }, ['chain BAD_CODE']],
    ['chains', { ...node, code: '*' }, ['code BAD_CODE']],
    ['chains', { ...node, code: 'x'.repeat(61) }, ['code BAD_CODE']],
    ['chains', { ...node, chain_name: '风' }, ['chain_name OTHER_NAME']],
    ['chains', { ...node, stage: '中' }, ['stage BAD_CHOICE']],
    [
      'relations',
      { from: '', relation: '近义', to: '' },
      ['from BAD_NAME', 'relation BAD_CHOICE', 'to BAD_NAME'],
    ],
    ['relations', {}, ['from BAD_NAME', 'relation BAD_CHOICE', 'to BAD_NAME']],
  ])('%s %j', (kind, cells, expected) => {
    expect(check(kind, cells)).toEqual(expected);
  });
});
