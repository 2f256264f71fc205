import { invalidInput, type InputIssue, type Problem, wrongState } from '#libs/common';
import { FILE_GONE } from './import.faults.js';
import { type ImportStatus } from './import-run.entity.js';

export const importWrongState = (status: ImportStatus): Problem =>
  wrongState(
    'IMPORT_STATE',
    { zh: '导入当前状态（{status}）不允许此操作', en: 'The import is {status}; this is not possible' },
    { status },
  );

export const uploadIncomplete = (): Problem =>
  wrongState('UPLOAD_INCOMPLETE', {
    zh: '文件尚未上传完毕',
    en: 'The file has not been uploaded to its end',
  });

/** The organisation's file was cleared away, or was never kept. */
export const fileGone = (): Problem => wrongState('FILE_GONE', FILE_GONE);

export const uploadInterrupted = (minutes: number): Problem =>
  wrongState(
    'UPLOAD_INTERRUPTED',
    {
      zh: '上传中断超过 {minutes} 分钟，请重新上传',
      en: 'Nothing came in for {minutes} minutes: upload the file again',
    },
    { minutes },
  );

export const tooManyUploads = (max: number): Problem =>
  wrongState(
    'TOO_MANY_UPLOADS',
    {
      zh: '待导入的文件已有 {max} 个，请先导入或等待清除',
      en: '{max} uploaded files wait already: import them first, or wait until they are cleared away',
    },
    { max },
  );

export const fileTooLarge = (max: number): Problem =>
  wrongState(
    'FILE_TOO_LARGE',
    { zh: '文件超过 {max} 字节', en: 'The file has more than {max} bytes' },
    { max },
  );

export const emptyFile = (): Problem =>
  wrongState('EMPTY_FILE', { zh: '文件是空的', en: 'The file is empty' });

export const notText = (): Problem =>
  wrongState('NOT_TEXT', {
    zh: '只接受 CSV 文本文件；请另存为“CSV UTF-8”',
    en: 'Only text in CSV is taken: save the file as "CSV UTF-8"',
  });

const issue = (path: string, code: string, zh: string, en: string): InputIssue => ({
  path,
  code,
  text: { zh, en },
});

export const kindNotAllowed = (): Problem =>
  invalidInput([
    issue('kind', 'KIND_NOT_ALLOWED', '您不能导入这类数据', 'You cannot import data of this kind'),
  ]);

export const sourceNeeded = (): Problem =>
  invalidInput([
    issue(
      'source',
      'SOURCE_NEEDED',
      '请填写数据来源的名称（1 到 100 字）',
      'Name the source of the data (1 to 100 characters)',
    ),
  ]);

/** Problem codes of this library, for the GraphQL enum. */
export const IMPORT_CODES = [
  'IMPORT_STATE',
  'UPLOAD_INCOMPLETE',
  'UPLOAD_INTERRUPTED',
  'FILE_GONE',
  'TOO_MANY_UPLOADS',
  'FILE_TOO_LARGE',
  'EMPTY_FILE',
  'NOT_TEXT',
] as const;
