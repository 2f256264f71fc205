import { type SheetColumn, type SourceRecord, type SourceRow } from '#libs/common';

/*
 * From the columns of outside files to those of imports. Every text is one of the file's: no code, unit, parameter or identifier is
 * made up for a row. Streams: a row goes in and a row comes out.
 */

/** Columns of company-products.csv. */
export const COMPANY_COLUMNS: readonly SheetColumn[] = [
  ...['code', 'full_name', 'product'].map((name) => ({ name, required: true })),
  ...['short_name', 'sw_industry', 'revenue_share'].map((name) => ({ name })),
];

/** Key under which notices know their buyers; the operator's own name. */
export const NOTICE_SOURCE = 'soe-notices';
export const COMPANY_SOURCE = 'company-products';
export const ICECAT_SOURCE = 'icecat';

const cell = (record: SourceRecord, column: string) => record[column] ?? '';

/** The supplier of a row. The source's own label of its trade stays a label. */
export function companyOf(record: SourceRecord): SourceRecord {
  return {
    ...{ key: cell(record, 'code'), kind: 'sme', name: cell(record, 'full_name') },
    industry_label: cell(record, 'sw_industry'),
  };
}

/**
 * The product of a row. The file has no number for it, and its name is unique within a company, so the name is the SKU. What else is
 * said of it is the company's label of its trade, or its short name where there is no label.
 */
export function companyProduct(record: SourceRecord): SourceRecord {
  const name = cell(record, 'product');
  const summary = cell(record, 'sw_industry') || cell(record, 'short_name');
  return { organisation: cell(record, 'code'), sku: name, name, summary };
}

/** Once for each key, at its first row. Holds the keys, as many as there are organisations. */
export async function* firstOfEach(
  rows: AsyncIterable<SourceRow>,
  map: (record: SourceRecord) => SourceRecord,
): AsyncGenerator<SourceRow> {
  const seen = new Set<string>();
  for await (const item of rows) {
    if ('fault' in item) continue; // It is told with the rows themselves.
    const record = map(item.record);
    const key = record.key ?? '';
    if (seen.has(key)) continue;
    seen.add(key);
    yield { row: item.row, record };
  }
}

/** Each row in its new form; what could not be read passes as it is, and is set aside. */
export async function* mapped(
  rows: AsyncIterable<SourceRow>,
  map: (record: SourceRecord) => SourceRecord,
): AsyncGenerator<SourceRow> {
  for await (const item of rows) yield 'fault' in item ? item : { row: item.row, record: map(item.record) };
}

/** The first rows only. */
export async function* atMost(rows: AsyncIterable<SourceRow>, count: number): AsyncGenerator<SourceRow> {
  let left = count;
  if (left <= 0) return;
  for await (const item of rows) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}

/** A notice says what is bought; the others are titles only, and no need. */
export const statesContent = (notice: SourceRecord) => cell(notice, 'purchaseContent') !== '';

/** The buyer of a notice, known by its name. */
export function operatorOf(notice: SourceRecord): SourceRecord {
  const name = cell(notice, 'operator');
  return { key: name, kind: 'soe', name };
}

/** What a notice states besides its title, in the words of notices. */
const PARTS: readonly (readonly [column: string, label: string])[] = [
  ['purchaseContent', '采购内容'],
  ['projectNo', '项目编号'],
  ['region', '地区'],
  ['date', '发布日期'],
  ['saleTime', '采购文件获取时间'],
  ['deadline', '截止时间'],
  ['budget', '预算'],
  ['qualification', '资格要求'],
  ['performance', '业绩要求'],
];
const MINUTES = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;
const CHINA = '+08:00';

/**
 * The need of a notice. Its deadline is a field when it lies ahead and is written as a day with a time. One that has passed is left
 * out, or the need would be closed before anything is matched: a collection of notices is always of the past. Either way the words
 * stand in the body, as everything does that the notice states.
 * @param now decides which deadlines lie ahead
 */
export function noticeNeed(notice: SourceRecord, now: Date): SourceRecord {
  const stated = PARTS.filter(([column]) => cell(notice, column) !== '');
  const deadline = cell(notice, 'deadline');
  const ahead = MINUTES.test(deadline) && new Date(`${deadline.replace(' ', 'T')}${CHINA}`) > now;
  return {
    ...{ organisation: cell(notice, 'operator'), reference: cell(notice, 'id'), kind: 'procurement' },
    title: cell(notice, 'title'),
    body: stated.map(([column, label]) => `${label}：${cell(notice, column)}`).join('\n'),
    procurement_label: cell(notice, 'category'),
    deadline: ahead ? deadline : '',
  };
}
