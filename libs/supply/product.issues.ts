import { type InputIssue } from '#libs/common';

/* The faults of a product's input that its shape alone does not tell. */

export const rangeOrder = (path: string): InputIssue => ({
  path,
  code: 'RANGE_ORDER',
  text: { zh: '下限大于上限', en: 'The low end is above the high end' },
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
