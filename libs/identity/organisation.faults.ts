import { type LocalizedText } from '#libs/common';
import { findingIssues } from './identifier.js';

/** Texts of what may be wrong with a row of organisations. */
export const ORGANISATION_FAULTS: Readonly<Record<string, LocalizedText>> = {
  ...Object.fromEntries(
    findingIssues(['CHECK_CHARACTER', 'ORGANISATION_CHECK_CHARACTER'], '').map(({ code, text }) => [
      code,
      text,
    ]),
  ),
  BAD_IDENTIFIER: {
    zh: '不是有效的编号（{scheme}）：位数或字符不对',
    en: 'Not a well-formed identifier ({scheme}): wrong length or characters',
  },
  KIND_NOT_IMPORTED: { zh: '只能导入 sme 或 soe', en: 'Only sme and soe are imported' },
  TOO_LONG: { zh: '最多 {max} 个字符', en: 'At most {max} characters' },
  OTHER_ORGANISATION: {
    zh: '统一社会信用代码属于另一个组织',
    en: 'The credit code is that of another organisation',
  },
};
