import { CSV_FAULTS, type LocalizedText, type RowFault } from '#libs/common';

export const FILE_GONE: LocalizedText = { zh: '上传的文件已被清除', en: 'The uploaded file is gone' };

/** The fault of a cell with more than `max` characters. */
export const tooLong = (column: string, max: number): RowFault => ({
  ...{ column, code: 'TOO_LONG', params: { max } },
});

/** Texts of the faults that no target owns: of files, rows and the engine. */
export const COMMON_FAULTS: Readonly<Record<string, LocalizedText>> = {
  ...CSV_FAULTS,
  DUPLICATE_ROW: {
    zh: '本文件前面已有同一编号的行',
    en: 'A row with the same key stands above in this file',
  },
  FILE_GONE,
  GIVEN_UP: {
    zh: '多次重试后仍未完成；已导入的行保留，请重新导入同一文件',
    en: 'It did not come to its end after several tries; what came in stays. Import the same file again',
  },
  INTERRUPTED: {
    zh: '导入中断；已导入的行保留，请重新导入同一文件',
    en: 'It was interrupted; what came in stays. Import the same file again',
  },
  STANDING_LOST: {
    zh: '组织已停用，或发起人已离开组织；已导入的行保留',
    en: 'The organisation was suspended, or the person who started it has left; what came in stays',
  },
  TOO_LONG: { zh: '最多 {max} 个字符', en: 'At most {max} characters' },
  FAULTS_LEFT_OUT: { zh: '另有 {count} 处，未逐一列出', en: '{count} more, not told one by one' },
  // The params are those of zodIssues.
  BAD_VALUE: { zh: '取值不符合要求：{zh}', en: 'The value does not fit: {en}' },
};
