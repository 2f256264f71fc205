import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { BootError, renderText } from '#libs/common';
import { loadConfig } from '#libs/config';
import { createDataSource, UnitOfWork } from '#libs/database';
import { type ImportKind, type ImportReport, ReferenceImport } from '#libs/reference';
import { openKeptDatabase } from '../platform.js';

export interface ImportOptions {
  readonly kind: ImportKind;
  readonly file: string;
  readonly json: boolean;
}

/**
 * `cli reference import`: loads a table from a CSV file; faulty rows are told and left out, good ones go in. Works on
 * DATABASE_WORKER_URL, or else on the embedded database while `npm start` does not run.
 */
export async function importReference({ kind, file, json }: ImportOptions): Promise<void> {
  await access(file).catch(() => {
    throw new BootError(`读不到文件 / cannot read ${file}`);
  });
  const config = loadConfig();
  const { workerUrl } = config.database;
  const database = workerUrl === null ? await openKeptDatabase({ config, say: () => undefined }) : null;
  try {
    const report = await load(workerUrl ?? database?.urls.worker ?? '', kind, file);
    for (const line of json ? [JSON.stringify(forPrograms(report))] : lines(report)) console.log(line);
  } finally {
    await database?.stop();
  }
}

async function load(url: string, kind: ImportKind, file: string): Promise<ImportReport> {
  const dataSource = createDataSource({ url, name: 'gonglian-cli', poolSize: 2, entities: [] });
  await dataSource.initialize();
  try {
    const work = new ReferenceImport(new UnitOfWork(dataSource));
    return await work.run(kind, createReadStream(file));
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
