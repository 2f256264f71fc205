import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type SourceRow } from '#libs/common';
import { icecatProduct } from './icecat.js';
import {
  atMost,
  companyOf,
  companyProduct,
  firstOfEach,
  mapped,
  noticeNeed,
  operatorOf,
  statesContent,
} from './mapping.js';

const NOW = new Date('2026-09-01T00:00:00Z');
const ROW = {
  ...{ code: '688268SH', short_name: '华特气体', full_name: '广东华特气体股份有限公司' },
  ...{ sw_industry: '电子化学品Ⅲ', product: '特种气体', revenue_share: '0.51' },
};
const NOTICE = {
  ...{ id: 'n-1', operator: '中国移动', title: '光缆采购项目', region: '浙江', date: '2026-08-22' },
  ...{
    category: '询比公告',
    projectNo: 'P-1',
    purchaseContent: '采购光缆',
    budget: '96.8万元',
    saleTime: '',
  },
  ...{ deadline: '2026-09-11 09:30', qualification: '', performance: '' },
};

async function* rowsOf(...items: SourceRow[]): AsyncGenerator<SourceRow> {
  for (const item of items) yield await Promise.resolve(item);
}
const collect = async <T>(rows: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
};

describe('company rows', () => {
  it('become an organisation with the label of the source, and a product that is named and known by its line', () => {
    expect(companyOf(ROW)).toEqual({
      ...{ key: '688268SH', kind: 'sme', name: '广东华特气体股份有限公司', industry_label: '电子化学品Ⅲ' },
    });
    expect(companyProduct(ROW)).toEqual({
      ...{ organisation: '688268SH', sku: '特种气体', name: '特种气体', summary: '电子化学品Ⅲ' },
    });
    expect(companyProduct({ ...ROW, sw_industry: '' }).summary).toBe('华特气体');
  });

  it('say nothing that the row does not say', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.record({ code: word, short_name: word, full_name: word, sw_industry: word, product: word }),
        (row) => {
          const said = new Set<string>([...Object.values(row), 'sme']);
          const told = [...Object.values(companyOf(row)), ...Object.values(companyProduct(row))];
          return told.every((cell) => said.has(cell));
        },
      ),
    );
  });

  it('give an organisation once, and pass faults on to be set aside', async () => {
    const fault = { row: 4, fault: { column: '', code: 'COLUMN_COUNT' } };
    const rows = () =>
      rowsOf({ row: 2, record: ROW }, { row: 3, record: { ...ROW, product: '设备' } }, fault, {
        row: 5,
        record: { ...ROW, code: '2' },
      });
    expect((await collect(firstOfEach(rows(), companyOf))).map(({ row }) => row)).toEqual([2, 5]);
    expect(await collect(atMost(mapped(rows(), companyProduct), 3))).toMatchObject([
      { row: 2, record: { sku: '特种气体' } },
      { row: 3, record: { sku: '设备' } },
      fault,
    ]);
    expect(await collect(atMost(rows(), 0))).toEqual([]);
  });
});

describe('notices', () => {
  it('become needs in their own words; a deadline ahead is a field', () => {
    expect(noticeNeed(NOTICE, NOW)).toEqual({
      ...{ organisation: '中国移动', reference: 'n-1', kind: 'procurement', title: '光缆采购项目' },
      body: '采购内容：采购光缆\n项目编号：P-1\n地区：浙江\n发布日期：2026-08-22\n截止时间：2026-09-11 09:30\n预算：96.8万元',
      ...{ procurement_label: '询比公告', deadline: '2026-09-11 09:30' },
    });
    expect(operatorOf(NOTICE)).toEqual({ key: '中国移动', kind: 'soe', name: '中国移动' });
  });

  it.each([
    ['2026-09-01 07:59', '', 'has passed: 08:00 in China is midnight UTC'],
    ['2026-09-01 08:01', '2026-09-01 08:01', 'lies ahead'],
    ['2026年09月11日', '', 'is not written as a day with a time'],
    ['2026-99-99 10:00', '', 'is no day'],
  ])('a deadline of %s gives the field %p: it %s', (deadline, field) => {
    const need = noticeNeed({ ...NOTICE, deadline }, NOW);
    expect(need.deadline).toBe(field);
    expect(need.body).toContain(`截止时间：${deadline}`);
  });

  it('are needs only when they say what is bought', () => {
    expect([
      statesContent(NOTICE),
      statesContent({ ...NOTICE, purchaseContent: '' }),
      statesContent({}),
    ]).toEqual([...[true, false, false]]);
  });
});

describe('Icecat products', () => {
  it('tell their attributes in words; a number without a unit is no parameter of a measure', () => {
    const product = icecatProduct({
      ...{ id: '7', supplier: 'HP', title: 'Notebook', short_description: 'A notebook' },
      ...{
        attr_t_processor_family: 'Intel',
        attr_n_weight: '2.5',
        attr_b_touchscreen: 'true',
        attr_b_wi_fi: 'false',
      },
    });
    expect(product).toEqual({
      ...{ organisation: 'HP', sku: '7', name: 'Notebook', parameters: '' },
      summary: 'A notebook; processor family Intel; weight 2.5; touchscreen',
    });
  });

  it('keep a long title whole: cut at a blank as the name, and in full in the summary', () => {
    const title = `${'word '.repeat(50)}end`;
    const { name, summary } = icecatProduct({ id: '7', supplier: 'HP', title });
    expect(name!.length).toBeLessThanOrEqual(200);
    expect(name!.endsWith('word')).toBe(true);
    expect(summary).toBe(title);
  });
});
