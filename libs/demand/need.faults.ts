import { type LocalizedText } from '#libs/common';
import { CELL_FAULTS } from '#libs/intake';
import { deadlinePassed } from './need.errors.js';
import { otherKind, spanOutside, spanTooOpen } from './need.issues.js';

/** Texts of what may be wrong with a row of needs; those of the input's own checks are the input's. */
export const NEED_FAULTS: Readonly<Record<string, LocalizedText>> = {
  ...CELL_FAULTS,
  BAD_REFERENCE: { zh: '编号须为 1 到 100 个字', en: 'A reference has 1 to 100 characters' },
  BAD_DATE: {
    zh: '截止时间应为 2026-12-31 或 2026-12-31 17:00（北京时间）',
    en: 'A deadline is a day such as 2026-12-31, or 2026-12-31 17:00 in China’s time',
  },
  NO_VALUE: { zh: '没有数值', en: 'There is no value' },
  EXTRA_VALUE: { zh: '比较符 {op} 不使用 {bound} 值', en: 'The comparator {op} takes no {bound} value' },
  NOT_ONE_VALUE: { zh: '比较符 = 的上下限必须相同', en: 'The comparator = needs both ends equal' },
  RANGE_ORDER: { zh: '下限大于上限', en: 'The low end is above the high end' },
  BAD_UNIT: {
    zh: '“{name}”不能使用单位“{unit}”，例如可用 {base}',
    en: '"{name}" cannot be given in "{unit}"; use e.g. {base}',
  },
  OTHER_KIND: otherKind('scenario').text,
  SPAN_MISMATCH: spanOutside('').text,
  SPAN_TOO_OPEN: spanTooOpen('').text,
  DEADLINE_PASSED: deadlinePassed().text,
  NEED_CLOSED: { zh: '需求已关闭，不能再改', en: 'The need is closed and cannot be changed' },
  UNKNOWN_ORGANISATION: { zh: '平台上没有此组织', en: 'The platform has no such organisation' },
  NO_BUYER: { zh: '该组织不是采购方', en: 'The organisation is no buyer' },
};
