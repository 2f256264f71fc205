import { CSV_FAULTS, type LocalizedText } from '#libs/common';

export const FILE_GONE: LocalizedText = { zh: '上传的文件已被清除', en: 'The uploaded file is gone' };

/** Texts of the faults that no target owns: of files, rows and the engine. */
export const COMMON_FAULTS: Readonly<Record<string, LocalizedText>> = {
  ...CSV_FAULTS,
  DUPLICATE_ROW: {
    zh: '本文件前面已有同一编号的行',
    en: 'A row with the same key stands above in this file',
  },
  FILE_GONE,
  BAD_VALUE: { zh: '取值不符合要求：{detail}', en: 'The value does not fit: {detail}' },
};
