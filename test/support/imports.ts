import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, type Result } from '#libs/common';
import {
  type ImportFault,
  type ImportRun,
  type ImportScope,
  ImportService,
  type StartImport,
  UploadService,
} from '#libs/intake';
import { type TestDatabase } from './database.js';
import { jobRunner, realHandlers } from './jobs.js';

/** The value; the problem as an error else. */
export function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

/** Text as bytes that come in pieces of odd sizes, as a network brings them. */
export async function* inPieces(content: string | Uint8Array, size = 1_013): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

/** Uploads a file and starts its import. @returns the run, still waiting for a worker */
export async function begin(
  app: INestApplicationContext,
  scope: ImportScope,
  content: string | Uint8Array,
  options: Partial<StartImport> = {},
): Promise<ImportRun> {
  const file = ok(await app.get(UploadService).store(scope, 'test.csv', inPieces(content)));
  return ok(await app.get(ImportService).start(scope, { uploadId: file.id, kind: 'products', ...options }));
}

/** Outbox rows of imports that have not been done. */
export async function importJobs(database: TestDatabase): Promise<string[]> {
  const rows = await database.sql<{ id: string }>(
    "SELECT id FROM outbox WHERE kind = 'import.run' AND status <> 'done' ORDER BY id",
  );
  return rows.map(({ id }) => id);
}

/** Does the waiting imports as a worker would, and nothing that follows from them. */
export async function runImports(database: TestDatabase, worker: INestApplicationContext): Promise<void> {
  const runner = jobRunner(worker, realHandlers(worker));
  for (const id of await importJobs(database)) await runner.run(id);
}

/** Imports to the end. @returns the run as it then is */
export async function imported(
  { database, app, worker }: Tools,
  scope: ImportScope,
  content: string | Uint8Array,
  options: Partial<StartImport> = {},
): Promise<ImportRun> {
  const { id } = await begin(app, scope, content, options);
  await runImports(database, worker);
  return (await app.get(ImportService).find(scope, id))!;
}

export interface Tools {
  readonly database: TestDatabase;
  readonly app: INestApplicationContext;
  readonly worker: INestApplicationContext;
}

/** Fails where a text names a value that its fault does not carry: every code that an import test meets goes through here. */
function expectFilled({ code, text, params }: ImportFault): void {
  for (const [, name = ''] of `${text.zh} ${text.en}`.matchAll(/\{(\w+)\}/g))
    if (!Object.hasOwn(params, name)) throw new Error(`${code}: nothing for {${name}}`);
}

/** The first hundred faults, short; each with its texts complete. */
export async function faultsOf(
  app: INestApplicationContext,
  scope: ImportScope,
  importId: string,
): Promise<string[]> {
  const page = ok(await app.get(ImportService).faults(scope, importId, { first: 100 }));
  page.items.forEach(expectFilled);
  return page.items.map(
    ({ row, column, code, severity }: ImportFault) =>
      `${row}:${column} ${code}${severity === 'warning' ? '?' : ''}`,
  );
}
