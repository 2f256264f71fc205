import { type LocalizedText } from '#libs/common';
import { CELL_FAULTS } from '#libs/intake';
import { productIncomplete } from './product.errors.js';
import { dateOrder, everywhereAlone, rangeOrder, softwareVersionOnly } from './product.issues.js';

/** Texts of what may be wrong with a row of products; those of the input's own checks are the input's. */
export const PRODUCT_FAULTS: Readonly<Record<string, LocalizedText>> = {
  NO_VALUE: { zh: '没有数值', en: 'There is no value' },
  RANGE_ORDER: rangeOrder('').text,
  BAD_UNIT: {
    zh: '“{name}”不能使用单位“{unit}”，例如可用 {base}',
    en: '"{name}" cannot be given in "{unit}"; use e.g. {base}',
  },
  BAD_NUMBER: { zh: '不是十进制数', en: 'Not a decimal number' },
  DATE_ORDER: dateOrder('').text,
  EVERYWHERE_ALONE: everywhereAlone().text,
  NOT_SOFTWARE: softwareVersionOnly().text,
  PRODUCT_INCOMPLETE: productIncomplete().text,
  ACCOUNTING_ITEM: {
    zh: '这是报表的平衡或抵销项目，不是产品',
    en: 'This is a balancing or offsetting line of a report and no product',
  },
  BAD_PARAMETER: {
    zh: '“{text}”不是“名称=数值单位”，例如 额定电压=12kV',
    en: '"{text}" is not a name with a value and a unit, such as 额定电压=12kV',
  },
  ...CELL_FAULTS,
  UNKNOWN_ORGANISATION: { zh: '平台上没有此组织', en: 'The platform has no such organisation' },
  NO_SUPPLIER: { zh: '该组织不是供应商', en: 'The organisation is no supplier' },
};
