import { describe, expect, it } from '@jest/globals';
import { Product } from '#libs/supply';
import { productFacts, wantedTerms } from './facts.js';

describe('wantedTerms', () => {
  it.each([
    ['2026年度10kV真空断路器采购项目公告', ['10kv', '真空', '断路', '断路器', '真空断路器']],
    ['中国石油集团有限公司电力电缆招标', ['石油', '电力', '电缆', '电力电缆']],
    ['首台（套）应用场景：盾构机', ['盾构', '盾构机']],
    ['首台套应用场景：盾构机', ['盾构', '盾构机']],
    ['首批次轴承', ['轴承']],
    ['首版次软件', ['软件']],
  ])('%s', (title, expected) => {
    expect(wantedTerms(title)).toEqual(expected);
  });

  it('keeps numbers that belong to a code, drops bare ones, full-width too', () => {
    expect(wantedTerms('YJV22-8.7/15电缆')).toEqual(['yjv22-8.7/15', 'yjv22', 'yjv', '电缆']);
    expect(wantedTerms('２０２６ 轴承')).toEqual(['轴承']);
  });

  it('says each term once', () => {
    expect(wantedTerms('轴承、轴承')).toEqual(['轴承']);
  });

  it('falls back to the boiler-plate when there is nothing else', () => {
    expect(wantedTerms('采购项目公告')).toEqual(['采购', '项目', '公告']);
    expect(wantedTerms('2026')).toEqual(['2026']);
    expect(wantedTerms('——')).toEqual([]);
  });
});

const CE = { name: 'CE', number: null, issuer: null, issuedOn: null, validTo: null };

const PRICE = { low: 1, high: 2, currency: 'CNY', per: '台' };
const CAPACITY = { quantity: '5', unit: '台', per: 'month' };

describe('productFacts', () => {
  it('keeps terms of the name apart from those of summary and SKU', () => {
    const row = Object.assign(new Product(), {
      ...{ id: 'p', version: 4, name: '轴承', summary: '用于盾构机', sku: 'ZC-01' },
      ...{ parameters: [], certificates: [CE], chainNodes: ['new-energy.wind'] },
      ...{ leadTimeDays: 9, firstUnit: null, industryCode: '38', regionsServed: ['*'] },
      ...{ price: PRICE, capacity: CAPACITY },
    });
    expect(productFacts(row)).toEqual({
      ...{ id: 'p', version: 4, parameters: [], certificates: [CE], chainNodes: ['new-energy.wind'] },
      ...{ industryCode: '38', regionsServed: ['*'], price: PRICE, capacity: CAPACITY },
      ...{ leadTimeDays: 9, firstUnit: null, nameTerms: new Set(['轴承']) },
      otherTerms: new Set(['用于', '盾构', '盾构机', 'zc-01', 'zc', '01']),
    });
  });
});
