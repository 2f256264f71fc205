import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { BootError, renderText } from '#libs/common';
import { loadConfig } from '#libs/config';
import { createDataSource, UnitOfWork } from '#libs/database';
import { decodeUtf8, type ImportKind, type ImportReport, ReferenceImport } from '#libs/reference';

export interface ImportOptions {
  readonly kind: ImportKind;
  readonly file: string;
  readonly json: boolean;
}

/** `cli reference import`: loads a table from a CSV file; faulty rows are told and left out, good ones go in. */
export async function importReference({ kind, file, json }: ImportOptions): Promise<void> {
  const { workerUrl } = loadConfig().database;
  if (workerUrl === null) throw new BootError('reference import needs DATABASE_WORKER_URL');
  await access(file).catch(() => {
    throw new BootError(`读不到文件 / cannot read ${file}`);
  });
  const dataSource = createDataSource({ url: workerUrl, name: 'gonglian-cli', poolSize: 2, entities: [] });
  await dataSource.initialize();
  try {
    const work = new ReferenceImport(new UnitOfWork(dataSource));
    const report = await work.run(kind, decodeUtf8(createReadStream(file)));
    for (const line of json ? [JSON.stringify(forPrograms(report))] : lines(report)) console.log(line);
  } finally {
    await dataSource.destroy();
  }
}

function forPrograms({ faults, ...counts }: ImportReport) {
  return {
    ...counts,
    faults: faults.map(({ row, column, code, text, params }) => ({
      row,
      column,
      code,
      message: { zh: renderText(text, 'zh', params), en: renderText(text, 'en', params) },
    })),
  };
}

function lines({ rows, added, changed, unchanged, faulty, faults }: ImportReport): string[] {
  const told = faults.map(
    ({ row, column, code, text, params }) =>
      `  ${row}:${column} ${code} ${renderText(text, 'zh', params)} / ${renderText(text, 'en', params)}`,
  );
  const untold = faulty - new Set(faults.map((fault) => fault.row)).size;
  return [
    `共 ${rows} 行：新增 ${added}，更新 ${changed}，未变 ${unchanged}，有误 ${faulty} / ` +
      `${rows} rows: ${added} added, ${changed} changed, ${unchanged} unchanged, ${faulty} faulty`,
    ...told,
    ...(untold > 0 ? [`  … 另有 ${untold} 行有误 / and ${untold} more faulty rows`] : []),
  ];
}
