import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { BootError, csvRows, type SourceRow } from '#libs/common';
import { COMPANY_COLUMNS, statesContent } from './mapping.js';

/** Files of outside data, as their folder names them. */
export const OUTSIDE_FILES = {
  companies: 'company-products.csv',
  notices: 'soe-notices.jsonl',
  icecat: 'icecat-products.jsonl.gz',
  queries: 'icecat-judgements.csv',
} as const;
export type OutsideFile = keyof typeof OUTSIDE_FILES;
export type OutsidePaths = Readonly<Record<OutsideFile, string>>;

/**
 * Finds the files, in the folder or in its `eval`.
 * @throws BootError with one line that says what is wanted
 */
export async function findOutsideData(
  folder: string | undefined,
  wanted: readonly OutsideFile[],
): Promise<OutsidePaths> {
  const names = wanted.map((file) => OUTSIDE_FILES[file]).join(', ');
  const ask = (why: string) =>
    new BootError(`${why} --data DIR（或 GONGLIAN_DATA）：包含 / a folder with ${names}`);
  if (folder === undefined || folder === '') throw ask('请给出外部数据 / outside data wanted:');
  const paths: Partial<Record<OutsideFile, string>> = {};
  for (const file of Object.keys(OUTSIDE_FILES) as OutsideFile[]) {
    const places = [join(folder, 'eval', OUTSIDE_FILES[file]), join(folder, OUTSIDE_FILES[file])];
    const found = await firstReadable(places);
    if (found === null && wanted.includes(file))
      throw ask(`${folder} 中缺少 / lacks ${OUTSIDE_FILES[file]}:`);
    paths[file] = found ?? '';
  }
  return paths as OutsidePaths;
}

async function firstReadable(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const readable = await access(path).then(
      () => true,
      () => false,
    );
    if (readable) return path;
  }
  return null;
}

/** Says at once that a report could not be written, not after minutes of work. @throws BootError */
export async function requireWritable(file: string | undefined): Promise<void> {
  if (file === undefined || file === '-') return;
  await access(dirname(file)).catch(() => {
    throw new BootError(`--json: 没有此目录 / there is no folder ${dirname(file)}`);
  });
}

/** Rows of company-products.csv. */
export function companyRows(paths: OutsidePaths): AsyncGenerator<SourceRow> {
  return csvRows(createReadStream(paths.companies), { columns: COMPANY_COLUMNS, encoding: 'utf-8' });
}

/** Notices that state what they buy. */
export async function* noticeRows(paths: OutsidePaths): AsyncGenerator<SourceRow> {
  for await (const item of jsonRows(createReadStream(paths.notices)))
    if ('fault' in item || statesContent(item.record)) yield item;
}

/** Products of Icecat. */
export function icecatRows(paths: OutsidePaths): AsyncGenerator<SourceRow> {
  return jsonRows(createReadStream(paths.icecat).pipe(createGunzip()));
}

/** Distinct queries of icecat-judgements.csv, in their order. */
export async function icecatQueries(paths: OutsidePaths): Promise<string[]> {
  const queries = new Set<string>();
  const columns = [{ name: 'query', required: true }];
  for await (const item of csvRows(createReadStream(paths.queries), { columns, encoding: 'utf-8' }))
    if ('record' in item) queries.add(item.record.query ?? '');
  return [...queries];
}

/** A JSON object a line, its values as text. A line that is none is a fault of its row. */
async function* jsonRows(input: NodeJS.ReadableStream): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    row += 1;
    if (line.trim() === '') continue;
    const record = objectOf(line);
    yield record === null ? { row, fault: { column: '', code: 'BAD_JSON' } } : { row, record };
  }
}

function objectOf(line: string): Record<string, string> | null {
  try {
    const given: unknown = JSON.parse(line);
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
    const told = Object.entries(given).filter(([, value]) => value !== null);
    return Object.fromEntries(told.map(([key, value]) => [key, String(value).trim()]));
  } catch {
    return null;
  }
}
