import { type LocalizedText } from '#libs/common';

/** Texts of the faults that no target owns: of files, rows and the engine. */
export const COMMON_FAULTS: Readonly<Record<string, LocalizedText>> = {
  NOT_TEXT: {
    zh: '文件不是文本，请另存为“CSV UTF-8”',
    en: 'The file is no text: save it as "CSV UTF-8"',
  },
  NOT_UTF8: {
    zh: '文件不是 UTF-8 编码，请另存为“CSV UTF-8”，或指明编码为 GB18030',
    en: 'The file is not UTF-8: save it as "CSV UTF-8", or give its encoding as GB18030',
  },
  NOT_GB18030: { zh: '文件不是 GB18030 编码', en: 'The file is not GB18030' },
  EMPTY_FILE: { zh: '文件是空的', en: 'The file is empty' },
  MISSING_COLUMNS: { zh: '首行缺少这些列：{columns}', en: 'The first row lacks these columns: {columns}' },
  DOUBLE_COLUMN: { zh: '首行有两个“{column}”列', en: 'The first row names the column {column} twice' },
  RECORD_TOO_LONG: {
    zh: '第 {row} 行过长；可能有引号没有结束',
    en: 'Row {row} is too long; a quote may never be closed',
  },
  STRAY_QUOTE: { zh: '引号使用不符合 CSV（RFC 4180）', en: 'The quotes are not those of CSV (RFC 4180)' },
  OPEN_QUOTE: { zh: '引号没有结束', en: 'A quote is never closed' },
  COLUMN_COUNT: { zh: '有 {count} 列，应为 {wanted} 列', en: '{count} columns instead of {wanted}' },
  DUPLICATE_ROW: {
    zh: '本文件前面已有同一编号的行',
    en: 'A row with the same key stands above in this file',
  },
  FILE_GONE: { zh: '上传的文件已被清除', en: 'The uploaded file is gone' },
  BAD_VALUE: { zh: '取值不符合要求：{detail}', en: 'The value does not fit: {detail}' },
};
