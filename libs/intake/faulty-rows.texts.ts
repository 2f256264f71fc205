import { type Locale } from '#libs/common';

/** Columns that the download puts before those of the file. No target knows them, so an import leaves them alone. */
export const FAULT_COLUMNS: Readonly<Record<Locale, readonly string[]>> = {
  zh: ['原行号', '错误说明'],
  en: ['import_row', 'import_faults'],
};

const OWN = Object.values(FAULT_COLUMNS).flat();

/** True for a column that an earlier download, in whatever language, has put into a file. */
export const isFaultColumn = (name: string): boolean => OWN.includes(name.trim().toLowerCase());

/** Name of the download of a file. */
export function faultyRowsName(fileName: string, locale: Locale): string {
  return `${fileName.replace(/\.[^.]*$/, '')}-${locale === 'zh' ? '有误' : 'faulty'}.csv`;
}

/** What is wrong with a row, in one cell. `text` stands in the language wanted; `column` is '' for the whole row. */
export function sayFaults(faults: readonly { column: string; text: string }[], locale: Locale): string {
  const [colon, semicolon] = locale === 'zh' ? ['：', '；'] : [': ', '; '];
  return faults
    .map(({ column, text }) => (column === '' ? text : `${column}${colon}${text}`))
    .join(semicolon);
}
