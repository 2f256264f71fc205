import { describe, expect, it } from '@jest/globals';
import { explainVerdict } from './explain.js';
import { type ClauseVerdict } from './types.js';

const explain = (given: Partial<ClauseVerdict>) =>
  explainVerdict({
    ...{ clauseId: 'c', hard: true, verdict: 'met', reason: 'stated', margin: null },
    ...{ required: null, strict: false, stated: null, rule: null },
    ...given,
  });
const volts = (low: string | null, high: string | null) => ({ low, high, unit: 'V' });

describe('explainVerdict', () => {
  it('says verdict, both values and margin in both languages', () => {
    const met = { required: volts('10000', null), stated: volts('12000', '12000'), margin: 0.2 };
    expect(explain(met)).toEqual({
      zh: '满足：要求 ≥ 10000 V，产品 12000 V，余量 +20.0%',
      en: 'met: required ≥ 10000 V, product 12000 V, margin +20.0%',
    });
    const unmet = { ...met, verdict: 'unmet', stated: volts('9000', '9500'), margin: -0.05 } as const;
    expect(explain(unmet)).toEqual({
      zh: '不满足：要求 ≥ 10000 V，产品 9000 ~ 9500 V，余量 -5.0%',
      en: 'unmet: required ≥ 10000 V, product 9000 ~ 9500 V, margin -5.0%',
    });
  });

  it('writes every form of bounds', () => {
    const required = (bounds: ClauseVerdict['required'], strict = false) =>
      explain({ required: bounds, strict }).en;
    expect(required(volts(null, '5'))).toBe('met: required ≤ 5 V');
    expect(required(volts('5', null))).toBe('met: required ≥ 5 V');
    expect(required(volts('5', '5'))).toBe('met: required 5 V');
    expect(required(volts('5', '6'))).toBe('met: required 5 ~ 6 V');
    expect(required({ low: '0.9', high: null, unit: '' })).toBe('met: required ≥ 0.9');
    expect(required(volts('5', null), true)).toBe('met: required > 5 V');
    expect(required(volts(null, '5'), true)).toBe('met: required < 5 V');
  });

  it('the product side is never strict', () => {
    expect(explain({ strict: true, stated: volts('5', null) }).en).toBe('met: product ≥ 5 V');
  });

  it('gives no share of a zero limit', () => {
    expect(explain({ required: volts('0', null), stated: volts('7', '7'), margin: 7 }).en).toBe(
      'met: required ≥ 0 V, product 7 V',
    );
    expect(explain({ required: volts(null, '0'), margin: -7 }).en).toBe('met: required ≤ 0 V');
  });

  it('names the rule that waives, with its source', () => {
    const waived = { verdict: 'waived', reason: 'first_unit_rule', rule: 'first-unit-2024-53' } as const;
    expect(explain(waived)).toEqual({
      zh: '视同满足：依据国资发改革规〔2024〕53号：列入首台（套）等目录且在有效期内的产品，视同满足市场占有率、应用业绩等要求',
      en: 'waived: A product with a valid first-unit listing is deemed to meet market-share and track-record requirements (国资发改革规〔2024〕53号)',
    });
    expect(explain({ ...waived, rule: 'gone' }).zh).toBe('视同满足');
  });

  it.each([
    ['not_stated', '待确认：产品未说明', 'unknown: the product does not say'],
    ['other_condition', '待确认：产品给出的条件不同', 'unknown: stated under another condition'],
    ['unit_mismatch', '待确认：单位无法换算', 'unknown: the units cannot be converted'],
    ['partly_stated', '待确认：产品只说明了一部分', 'unknown: the product says it in part only'],
    [
      'listing_expired',
      '待确认：首台（套）等目录列入已过期或尚未生效',
      'unknown: the first-unit listing is not valid on this day',
    ],
    ['other_kind', '待确认：首台（套）类别不同', 'unknown: a first-unit listing of another kind'],
    [
      'level_too_low',
      '待确认：首台（套）目录级别不够',
      'unknown: the first-unit listing is of a lower level',
    ],
    ['other_currency', '待确认：币种不同', 'unknown: stated in another currency'],
    [
      'class_too_wide',
      '待确认：产品给出的行业范围更宽',
      'unknown: the product states a wider industry class',
    ],
    ['region_in_part', '待确认：只服务该地区的一部分', 'unknown: serves a part of the region only'],
    ['needs_reading', '待确认：文字条款，需人工确认', 'unknown: a clause in words, for people to confirm'],
  ] as const)('gives the reason %s', (reason, zh, en) => {
    expect(explain({ verdict: 'unknown', reason })).toEqual({ zh, en });
  });

  it('is one word when there is nothing to add', () => {
    expect(explain({})).toEqual({ zh: '满足', en: 'met' });
  });
});
