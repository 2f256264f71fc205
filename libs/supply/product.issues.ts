import { type InputIssue } from '#libs/common';

/* The faults of a product's input that its shape alone does not tell. */

export const noValue = (path: string): InputIssue => ({
  path,
  code: 'NO_VALUE',
  text: { zh: '参数没有数值', en: 'The parameter has no value' },
});

export const rangeOrder = (path: string): InputIssue => ({
  path,
  code: 'RANGE_ORDER',
  text: { zh: '下限大于上限', en: 'The low end is above the high end' },
});

export const badUnit = (path: string, unit: string, name: string, base: string): InputIssue => ({
  path,
  code: 'BAD_UNIT',
  text: {
    zh: '“{name}”不能使用单位“{unit}”，例如可用 {base}',
    en: '"{name}" cannot be given in "{unit}"; use e.g. {base}',
  },
  params: { unit, name, base },
});

export const dateOrder = (path: string): InputIssue => ({
  path,
  code: 'DATE_ORDER',
  text: { zh: '有效期早于开始日期', en: 'Ends before it begins' },
});

export const noPrice = (): InputIssue => ({
  path: 'price',
  code: 'NO_VALUE',
  text: { zh: '价格没有数值', en: 'The price has no amount' },
});

export const everywhereAlone = (): InputIssue => ({
  path: 'regionsServed',
  code: 'EVERYWHERE_ALONE',
  text: { zh: '“*”表示全国，不能与其他地区并列', en: '"*" means everywhere and stands alone' },
});

export const softwareVersionOnly = (): InputIssue => ({
  path: 'firstUnit.softwareVersion',
  code: 'NOT_SOFTWARE',
  text: { zh: '只有首版次软件才填写软件版本', en: 'Only a first-version software has a software version' },
});
