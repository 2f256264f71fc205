import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, type Result } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import {
  FaultyRowsService,
  ImportFileService,
  type ImportRun,
  ImportService,
  UploadService,
} from '#libs/intake';
import { Outbox } from '#libs/messaging';
import { type Barrier, putBarrier } from '../support/barrier.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { problem } from '../support/dialogue.js';
import { begin, imported, inPieces, ok, runImports } from '../support/imports.js';
import { jobRunner, realHandlers } from '../support/jobs.js';
import { type LostAnswer, openLostAnswer } from '../support/lost-answer.js';
import { eventually } from '../support/processes.js';
import { openServices, registerMember } from '../support/services.js';

const CSV = 'sku,name\nA-1,断路器\n';
/** Bytes of a stored piece; the least that a file counts for. */
const PIECE = 262_144;

describe('the files of imports', () => {
  let database: TestDatabase;
  let network: LostAnswer;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let sme: OrgScope;
  let other: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    network = await openLostAnswer(database.urls.app);
    // Five files or pieces together, two imports at once.
    const limits = { IMPORT_KEPT_BYTES: String(5 * PIECE), IMPORT_OPEN_RUNS: '2' };
    const through = { ...database, urls: { ...database.urls, app: network.url } };
    app = await openServices(through, 'app', limits);
    worker = await openServices(database, 'worker');
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    other = (await registerMember(worker, 'sme', 'sme_admin')).scope;
  });

  beforeEach(async () => {
    await database.sql(
      'TRUNCATE product, outbox, import_run, import_file, bulk_batch, idempotency_key CASCADE',
    );
  });

  afterAll(async () => {
    await app.close();
    await network.close();
    await worker.close();
    await database.drop();
  });

  const uploads = () => app.get(UploadService);
  const imports = () => app.get(ImportService);
  const upload = (content = CSV, scope = sme) => uploads().store(scope, 'a.csv', inPieces(content, PIECE));
  const start = (uploadId: string, scope = sme) => imports().start(scope, { uploadId, kind: 'products' });
  const files = async () =>
    (await database.sql<{ id: string }>('SELECT id FROM import_file ORDER BY id')).map(({ id }) => id);

  describe('an upload whose last answer is lost', () => {
    /** A file of one piece; the answer to what is written after that piece is lost. */
    async function* lastAnswerLost(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.alloc(PIECE, 'x'));
      network.loseNextCommit();
    }

    it('is there, whole, and is what a retry under its key gets', async () => {
      const before = network.lost();
      await expect(uploads().store(sme, 'a.csv', lastAnswerLost(), 'l-1')).rejects.toThrow(/onnection/);
      expect(network.lost()).toBe(before + 1);
      const [left] = await files();
      const again = ok(await uploads().store(sme, 'a.csv', inPieces('x'.repeat(PIECE), PIECE), 'l-1'));
      expect(again).toMatchObject({ id: left, complete: true, bytes: PIECE });
      expect(await files()).toHaveLength(1);
    });
  });

  describe('the allowance of an organisation', () => {
    it('is of bytes that are kept, also after their imports, and comes back with discarded files', async () => {
      const first = ok(await upload('x'.repeat(2 * PIECE)));
      // Cancelled or done: it is kept all the same.
      ok(await imports().cancel(sme, ok(await start(first.id)).id));
      const small = [ok(await upload()), ok(await upload())];
      // Room for one piece more, and no second.
      expect(problem(await upload('x'.repeat(PIECE + 1)))).toBe('IMPORT_STORAGE_FULL');
      expect(await files()).toEqual([first.id, ...small.map(({ id }) => id)]);
      ok(await upload('x'.repeat(PIECE)));
      expect(problem(await upload())).toBe('IMPORT_STORAGE_FULL');
      ok(await upload(CSV, other));
      ok(await app.get(ImportFileService).discard(sme, first.id));
      ok(await upload('x'.repeat(PIECE + 1)));
    });

    it('is shared by uploads side by side', async () => {
      const results = await Promise.all([1, 2, 3, 4].map(() => upload('x'.repeat(2 * PIECE))));
      const refused = results.filter(isProblem);
      expect([2, 3]).toContain(refused.length);
      expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['IMPORT_STORAGE_FULL']));
      const [kept] = await database.sql('SELECT count(*)::int AS pieces FROM import_chunk');
      expect(kept).toEqual({ pieces: 2 * (4 - refused.length) });
    });

    it('is of imports that wait or run, also of one file and side by side', async () => {
      const file = ok(await upload());
      const results = await Promise.all([1, 2, 3, 4, 5].map(() => start(file.id)));
      const runs = results.filter((one): one is ImportRun => !isProblem(one));
      expect(runs).toHaveLength(2);
      expect(new Set(results.filter(isProblem).map(({ code }) => code))).toEqual(
        new Set(['TOO_MANY_IMPORTS']),
      );
      expect(await database.sql('SELECT 1 FROM outbox')).toHaveLength(2);
      ok(await start(ok(await upload(CSV, other)).id, other));
      ok(await imports().cancel(sme, runs[0]!.id));
      ok(await start(file.id));
      expect(problem(await start(file.id))).toBe('TOO_MANY_IMPORTS');
      await runImports(database, worker);
      ok(await start(file.id));
    });
  });

  describe('an import that is started while its file goes', () => {
    /** Starts while a DELETE stands before its first row, and lets both go on when the start has ended or waits too. */
    async function startAt(barrier: Barrier, uploadId: string): Promise<Result<ImportRun>> {
      await barrier.reached();
      let ended = false;
      const starting = start(uploadId).finally(() => (ended = true));
      await eventually('the start has ended, or waits', async () => {
        const waiting = await database.sql(
          "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        );
        return ended || waiting.length >= 2;
      });
      await barrier.open();
      return starting;
    }
    /** Either there is no import, or it comes to its end. */
    const holdsTogether = async (started: Result<ImportRun>) => {
      if (isProblem(started)) {
        expect([started.code, await files()]).toEqual(['NOT_FOUND', []]);
        return;
      }
      await runImports(database, worker);
      expect(await imports().find(sme, started.id)).toMatchObject({
        status: 'done',
        rows: 1,
        errorCode: null,
      });
    };

    it('finds nothing, or keeps it from being thrown away', async () => {
      const file = ok(await upload());
      const barrier = await putBarrier(database, 'import_file', 'DELETE');
      const discarding = app.get(ImportFileService).discard(sme, file.id);
      const started = await startAt(barrier, file.id);
      expect(isProblem(await discarding)).toBe(!isProblem(started));
      await holdsTogether(started);
    });

    it('finds nothing, or keeps it from being cleared away', async () => {
      const file = ok(await upload());
      await database.sql("UPDATE import_file SET created_at = created_at - interval '1 year'");
      await worker
        .get(UnitOfWork)
        .run(SYSTEM_SCOPE, (tx) =>
          worker.get(Outbox).add(tx, { kind: 'import.purge', cause: 'test', payload: {} }),
        );
      const [row] = await database.sql<{ id: string }>("SELECT id FROM outbox WHERE kind = 'import.purge'");
      const barrier = await putBarrier(database, 'import_file', 'DELETE');
      const purging = jobRunner(worker, realHandlers(worker)).run(row!.id);
      const started = await startAt(barrier, file.id);
      await purging;
      await holdsTogether(started);
    });

    it('and is at work first makes the discard wait and be refused', async () => {
      const file = ok(await upload());
      const barrier = await putBarrier(database, 'import_run', 'INSERT');
      const starting = start(file.id);
      await barrier.reached();
      const discarding = app.get(ImportFileService).discard(sme, file.id);
      await eventually('it waits', async () => {
        const waiting = await database.sql(
          "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        );
        return waiting.length >= 2;
      });
      await barrier.open();
      const started = ok(await starting);
      await holdsTogether(started);
      expect(problem(await discarding)).toBe('IMPORT_STATE');
    });
  });

  describe('faulty rows whose file is thrown away', () => {
    const faulty = (rows: number) =>
      ['sku,name', ...Array.from({ length: rows }, (_, i) => `,无货号 ${i} ${'x'.repeat(200)}`)].join('\n');
    const open = (id: string) => app.get(FaultyRowsService).open(sme, id, 'zh');

    it('before the first of them are gone', async () => {
      const run = await imported({ database, app, worker }, sme, faulty(3));
      // Between the look at the run and the first piece, as its foreign key is set to NULL with the file.
      await database.sql('ALTER TABLE import_run DROP CONSTRAINT import_run_file_id_fkey');
      try {
        await database.sql('DELETE FROM import_file');
        expect(problem(await open(run.id))).toBe('FILE_GONE');
      } finally {
        await database.sql(
          `UPDATE import_run SET file_id = NULL; ALTER TABLE import_run ADD CONSTRAINT import_run_file_id_fkey
             FOREIGN KEY (file_id) REFERENCES import_file ON DELETE SET NULL`,
        );
      }
    });

    it('between two of them end in an error, not as if that were all', async () => {
      const run = await begin(app, sme, faulty(3_000));
      await runImports(database, worker);
      const { chunks } = ok(await open(run.id));
      let rows = 0;
      const read = async () => {
        for await (const line of chunks) {
          rows += line === '' ? 0 : 1;
          if (rows === 10) ok(await app.get(ImportFileService).discard(sme, run.fileId!));
        }
      };
      await expect(read()).rejects.toMatchObject({ code: 'FILE_GONE' });
      expect(rows).toBeLessThan(3_001);
    });
  });
});
