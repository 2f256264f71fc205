import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Numbers of rows in the files of {@link writeOutsideData}. */
export const OUTSIDE_ROWS = { companies: 24, accounting: 4, notices: 6, icecat: 12 };

/** Small files in the shapes of the outside data, all invented, for `real` and `bench`. */
export function writeOutsideData(folder: string): void {
  const into = join(folder, 'eval');
  mkdirSync(into, { recursive: true });
  const lines = ['code,short_name,full_name,sw_industry,product,revenue_share'];
  const items = ['平衡项目', '分部间抵销', '内部抵销数', '未分配金额'];
  for (let index = 0; index < OUTSIDE_ROWS.companies; index += 1) {
    const company = index % 6;
    const product = items[index] ?? `光缆测试设备${index}型`;
    lines.push(`T${company},示例${company},示例${company}股份有限公司,通信设备,${product},0.1`);
  }
  writeFileSync(join(into, 'company-products.csv'), `${lines.join('\n')}\n`);
  const notices = Array.from({ length: OUTSIDE_ROWS.notices + 1 }, (_, index) => ({
    ...{
      id: `t-${index}`,
      operator: `示例运营商${index % 2}`,
      title: `光缆测试设备采购项目${index}`,
      region: '',
      date: '',
    },
    // The last one is a title only.
    purchaseContent: index < OUTSIDE_ROWS.notices ? '光缆测试设备一批' : '',
    ...{
      category: '询比公告',
      projectNo: '',
      budget: '',
      saleTime: '',
      deadline: '2020-01-01 09:00',
      qualification: '',
    },
  }));
  writeFileSync(join(into, 'soe-notices.jsonl'), notices.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const icecat = Array.from({ length: OUTSIDE_ROWS.icecat }, (_, index) => ({
    ...{
      id: String(index),
      title: `Speaker ${index}`,
      short_description: 'surround sound',
      supplier: `S${index % 3}`,
    },
    ...{ attr_n_weight: index, attr_b_wi_fi: true },
  }));
  const text = icecat.map((one) => `${JSON.stringify(one)}\n`).join('');
  writeFileSync(join(into, 'icecat-products.jsonl.gz'), gzipSync(text));
  writeFileSync(join(into, 'icecat-judgements.csv'), 'query,docid,rating\nsurround sound,1,3\nspeaker,2,3\n');
}
