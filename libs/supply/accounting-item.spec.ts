import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvRows } from '#libs/common';
import { childEnvironment } from '#libs/config';
import { isAccountingItem } from './accounting-item.js';

const { GONGLIAN_DATA } = childEnvironment({});
const FILE = join(GONGLIAN_DATA ?? '', 'eval', 'company-products.csv');

describe('lines of bookkeeping among products', () => {
  it.each([
    ...['平衡项目', '分部间抵销', '调整项目', '抵销', '内部抵销数', '公司内各业务分部相互抵销', '合并抵减'],
    ...[
      '分部间相互抵减',
      '未分配金额',
      '未分配的金额',
      '未分配',
      '光伏板块内部交易抵减',
      '内部抵消',
      '分部间抵消数',
    ],
    ...[
      '合计',
      '后端小计',
      '平衡项目 ',
      'Inter-segment eliminations',
      'Unallocated',
      '抵銷',
      '汇兑损益',
      '间抵销',
    ],
  ])('%s is one', (name) => {
    expect(isAccountingItem(name)).toBe(true);
  });

  it.each([
    ...[
      '米土压平衡盾构机',
      '平衡块',
      '再生平衡剂',
      '回声抵消器',
      '主动噪声抵消',
      '风电分部',
      '分部一',
      '调整垫片',
    ],
    ...[
      '平衡阀',
      '差异化纤维',
      '合计算力服务',
      '内部装饰',
      '未分配奖学金管理系统',
      '电能计量总计数器',
      'Total station',
    ],
    ...['', '特种气体', '手机内部件', '误差调整仪'],
  ])('%s is none', (name) => {
    expect(isAccountingItem(name)).toBe(false);
  });

  it('does not look at the width of letters or at blanks around a name', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('平衡项目', '分部间抵销', '断路器', 'Unallocated', '电缆'),
        fc.stringMatching(/^[ \u3000]{0,3}$/),
        (name, blanks) => isAccountingItem(`${blanks}${name}${blanks}`) === isAccountingItem(name),
      ),
    );
  });

  (existsSync(FILE) ? it : it.skip)(
    'sets aside 3 to 4 of 100 rows of a list drawn from yearly reports',
    async () => {
      const columns = [{ name: 'product', required: true }];
      let [rows, items] = [0, 0];
      for await (const row of csvRows(createReadStream(FILE), { columns, encoding: 'utf-8' })) {
        rows += 1;
        if ('record' in row && isAccountingItem(row.record.product ?? '')) items += 1;
      }
      expect(rows).toBe(53_201);
      // The data's own description counts 1,924.
      expect(items).toBeGreaterThan(1_800);
      expect(items).toBeLessThan(2_100);
    },
  );
});
