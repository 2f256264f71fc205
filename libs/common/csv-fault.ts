import { AppError, type LocalizedText, type MessageParams } from './errors.js';

export const CSV_ENCODINGS = ['auto', 'utf-8', 'gb18030'] as const;
/** How bytes are text; `auto` looks at them. */
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];

/** Something wrong with a cell or a row. `column` is '' for the whole row; texts are rendered from the code when it is read. */
export interface RowFault {
  readonly column: string;
  readonly code: string;
  readonly params?: MessageParams;
}

/** Texts of what is wrong with a file or with the shape of a row. */
export const CSV_FAULTS = {
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
  TOO_MANY_COLUMNS: {
    zh: '首行有 {count} 列，最多 {max} 列',
    en: 'The first row has {count} columns; {max} are the most',
  },
  CR_LINE_ENDS: {
    zh: '行尾只有回车符（CR），请另存为“CSV UTF-8”',
    en: 'Its lines end in CR alone: save it as "CSV UTF-8"',
  },
  READ_AS_GB18030: {
    zh: '文件不是 UTF-8，已按 GB18030 读取；如有乱码，请将文件另存为“CSV UTF-8”后重新导入',
    en: 'The file is not UTF-8 and was read as GB18030; if its text looks wrong, save it as "CSV UTF-8" and import it again',
  },
  STRAY_QUOTE: { zh: '引号使用不符合 CSV（RFC 4180）', en: 'The quotes are not those of CSV (RFC 4180)' },
  OPEN_QUOTE: { zh: '引号没有结束', en: 'A quote is never closed' },
  RECORD_TOO_LONG: { zh: '这一行过长', en: 'The row is too long' },
  COLUMN_COUNT: { zh: '有 {count} 列，应为 {wanted} 列', en: '{count} columns instead of {wanted}' },
} as const satisfies Readonly<Record<string, LocalizedText>>;

/** The whole file cannot be read (further): a missing column, another encoding. What was taken from it before stays. */
export class SourceError extends AppError {
  /** A fault of a file of text; a source of another kind gives its own text. */
  static csv(code: keyof typeof CSV_FAULTS, params: MessageParams = {}): SourceError {
    return new SourceError(code, CSV_FAULTS[code], params);
  }
}
