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

export const storageFull = (max: number): Problem =>
  wrongState(
    'IMPORT_STORAGE_FULL',
    {
      zh: '本组织保存的文件合计不得超过 {max} 字节，请先用 discardImportFile 删除不再需要的文件，或等待清除',
      en: 'The kept files of your organisation may have {max} bytes together: throw away what is not needed (discardImportFile), or wait until they are cleared away',
    },
    { max },
  );

export const tooManyImports = (max: number): Problem =>
  wrongState(
    'TOO_MANY_IMPORTS',
    {
      zh: '本组织已有 {max} 个导入在排队或进行中，请等待其中之一结束，或取消一个',
      en: '{max} imports of your organisation wait or run already: wait until one has ended, or cancel one',
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
  'IMPORT_STORAGE_FULL',
  'TOO_MANY_IMPORTS',
  'FILE_TOO_LARGE',
  'EMPTY_FILE',
  'NOT_TEXT',
] as const;
