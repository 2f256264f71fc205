import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { isProblem, type Locale, newId, renderText, type Result } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { NeedService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { FaultyRowsService, ImportFileService, ImportService, UploadService } from '#libs/intake';
import { BatchService } from '#libs/matching';
import { type JobKind, Outbox } from '#libs/messaging';
import { putBarrier } from '../support/barrier.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { problem } from '../support/dialogue.js';
import { begin, faultsOf, imported, importJobs, inPieces, ok, runImports } from '../support/imports.js';
import { drain, jobRunner, realHandlers } from '../support/jobs.js';
import { eventually } from '../support/processes.js';
import { openServices, registerMember } from '../support/services.js';

const CSV = 'sku,name,summary\nA-1,断路器,户内\n';
const many = (count: number) =>
  ['sku,name,summary', ...Array.from({ length: count }, (_, i) => `M-${i},产品 ${i},简介`)].join('\n');

describe('the import service for its users', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let sme: OrgScope;
  let other: OrgScope;
  let soe: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app', { IMPORT_MAX_BYTES: '2000000' });
    worker = await openServices(database, 'worker');
    sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    other = (await registerMember(worker, 'sme', 'sme_admin')).scope;
    soe = (await registerMember(worker, 'soe', 'soe_buyer')).scope;
  });

  beforeEach(async () => {
    await database.sql(
      'TRUNCATE product, need, outbox, import_run, import_file, bulk_batch, notification, search_document, idempotency_key CASCADE',
    );
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const imports = () => app.get(ImportService);
  const uploads = () => app.get(UploadService);
  const upload = (content = CSV, key: string | null = null, scope = sme, name = 'a.csv') =>
    uploads().store(scope, name, inPieces(content), key);
  const files = () =>
    database.sql<{ complete: boolean; chunks: number }>(
      'SELECT complete, (SELECT count(*)::int FROM import_chunk c WHERE c.file_id = f.id) AS chunks FROM import_file f ORDER BY id',
    );
  const job = async (kind: JobKind & ('import.tidy' | 'import.purge')) => {
    await worker
      .get(UnitOfWork)
      .run(SYSTEM_SCOPE, (tx) => worker.get(Outbox).add(tx, { kind, cause: 'test', payload: {} }));
    const [row] = await database.sql<{ id: string }>(
      'SELECT id FROM outbox WHERE kind = $1 AND status = $2',
      [kind, 'pending'],
    );
    await jobRunner(worker, realHandlers(worker)).run(row!.id);
  };
  /** Until so many sessions wait for locks of others: the barrier's, and those that stand behind it. */
  const waiting = (sessions: number) =>
    eventually('they wait for each other', async () => {
      const found = await database.sql(
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
      );
      return found.length >= sessions;
    });
  const statusOf = async (id: string) => (await imports().find(sme, id))?.status;

  describe('starts', () => {
    it('once for a key, also side by side, and not for another input', async () => {
      const [first, second] = [ok(await upload()), ok(await upload())];
      const start = (uploadId: string, key = 's-1', scope = sme) =>
        imports().start(scope, { uploadId, kind: 'products' }, key);
      const [one, same] = (await Promise.all([start(first.id), start(first.id)])).map(ok);
      expect(same!.id).toBe(one!.id);
      // What is left out says what its default says.
      const said = { uploadId: first.id, kind: 'products', encoding: 'auto', source: ' ' } as const;
      expect(ok(await imports().start(sme, said, 's-1')).id).toBe(one!.id);
      expect(problem(await start(second.id))).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(problem(await start(first.id, 'a b'))).toBe('INVALID_INPUT idempotencyKey');
      // The keys of another organisation are its own.
      expect(ok(await start(ok(await upload(CSV, null, other)).id, 's-1', other)).id).not.toBe(one!.id);
      await runImports(database, worker);
      expect(ok(await start(first.id))).toMatchObject({ id: one!.id, status: 'done' });
      expect(await database.sql('SELECT 1 FROM import_run')).toHaveLength(2);
      expect(await database.sql("SELECT 1 FROM outbox WHERE kind = 'import.run'")).toHaveLength(2);
    });

    it('keep no key of a start that was refused', async () => {
      const missing = newId();
      const start = (uploadId: string) => imports().start(sme, { uploadId, kind: 'products' }, 's-2');
      expect(problem(await start(missing))).toBe('NOT_FOUND');
      expect(ok(await start(ok(await upload()).id)).status).toBe('queued');
    });

    it('find nothing when the file is cleared away at the same moment', async () => {
      const file = ok(await upload());
      const barrier = await putBarrier(database, 'import_run', 'INSERT');
      const start = imports().start(sme, { uploadId: file.id, kind: 'products' }, 's-3');
      await barrier.reached();
      await database.sql('DELETE FROM import_file');
      await barrier.open();
      expect(problem(await start)).toBe('NOT_FOUND');
      expect(await database.sql('SELECT 1 FROM import_run UNION ALL SELECT 1 FROM idempotency_key')).toEqual(
        [],
      );
    });
  });

  it('a file whose import waits is not cleared away; one that is gone all the same ends it with that reason', async () => {
    const run = await begin(app, sme, CSV);
    await database.sql("UPDATE import_file SET created_at = created_at - interval '1 year'");
    await job('import.purge');
    expect(await files()).toEqual([{ complete: true, chunks: 1 }]);
    await database.sql('DELETE FROM import_file');
    await runImports(database, worker);
    expect(await imports().find(sme, run.id)).toMatchObject({
      status: 'failed',
      errorCode: 'FILE_GONE',
      rows: 0,
    });
  });

  describe('of files made to hurt', () => {
    const run = (content: string | Uint8Array) => imported({ database, app, worker }, sme, content);
    const faultsIn = async (id: string) => ok(await imports().faults(sme, id, { first: 100 })).items;

    it('sets aside a row with 130,000 faults and takes the good ones; it keeps the first 50 of a row', async () => {
      const bad = 'x;'.repeat(130_000);
      const done = await run(`sku,name,parameters\r\ng1,Good,\r\nb1,Bad,${bad}\r\ng2,Good,\r\n`);
      expect(done).toMatchObject({ status: 'done', rows: 3, added: 2, faulty: 1 });
      expect((await faultsIn(done.id)).length).toBeLessThan(52);
      const columns = Array.from({ length: 60 }, (_, i) => `param:p${i}`).join(',');
      const wide = await run(`sku,name,${columns}\nw1,Bad${',?'.repeat(60)}\nw2,Good${','.repeat(60)}\n`);
      expect(wide).toMatchObject({ status: 'done', rows: 2, added: 1, faulty: 1 });
      const found = await faultsIn(wide.id);
      expect(found).toHaveLength(51);
      expect(found.at(-1)).toMatchObject({ row: 2, code: 'FAULTS_LEFT_OUT', params: { count: 10 } });
    });

    it('ends one with lines that end in CR alone, or with too many columns, with its reason', async () => {
      expect(await run('sku,name,summary\rcr-0,a,b\rcr-1,a,b\r')).toMatchObject({
        ...{ status: 'failed', errorCode: 'CR_LINE_ENDS', rows: 0 },
      });
      const wide = Array.from({ length: 90_000 }, (_, i) => `param:${i.toString(36)}`).join(',');
      const failed = await run(`sku,name,${wide}\n1,1${',1'.repeat(90_000)}\n`);
      expect(failed).toMatchObject({ status: 'failed', errorCode: 'TOO_MANY_COLUMNS' });
    });

    it('warns once of one that was taken for GB18030, counted apart from faulty rows', async () => {
      const mixed = Buffer.concat([
        Buffer.from('sku,name\nm1,变压\n'),
        ...['m2', 'm3'].map((sku) => Buffer.from(`${sku},\xb1\xe4\xd1\xb9\n`, 'latin1')),
      ]);
      const done = await run(mixed);
      expect(done).toMatchObject({ status: 'done', rows: 3, added: 3, faulty: 0, warnings: 1 });
      expect(await faultsOf(app, sme, done.id)).toEqual(['1: READ_AS_GB18030?']);
    });

    it('quotes a cell as it stands, and fills every text of a fault in', async () => {
      const done = await run(`sku,name,parameters\nq1,好,\\u0000\n,好,\n${'x'.repeat(101)},好,\n`);
      const found = await faultsIn(done.id);
      expect(found.map(({ code, text, params }) => [code, renderText(text, 'en', params)])).toEqual([
        ['BAD_PARAMETER', expect.stringContaining('"\\u0000"')],
        ['BAD_VALUE', expect.not.stringContaining('{')],
        ['BAD_VALUE', expect.not.stringContaining('{')],
      ]);
      expect(renderText(found[2]!.text, 'zh', found[2]!.params)).toBe('取值不符合要求：最多 100 个字符');
    });
  });

  it('the same file imported by two runs at once comes in once', async () => {
    const { id: uploadId } = ok(await upload(many(1_200)));
    const start = async () => ok(await imports().start(sme, { uploadId, kind: 'products' })).id;
    const ids = [await start(), await start()];
    const runner = jobRunner(worker, realHandlers(worker));
    await Promise.all((await importJobs(database)).map((id) => runner.run(id)));
    const runs = await imports().findMany(sme, ids);
    expect(runs.map(({ status, rows, faulty }) => [status, rows, faulty])).toEqual([
      ['done', 1_200, 0],
      ['done', 1_200, 0],
    ]);
    expect(runs.reduce((sum, run) => sum + run.added, 0)).toBe(1_200);
    expect(runs.reduce((sum, run) => sum + run.unchanged, 0)).toBe(1_200);
    expect(await database.sql('SELECT 1 FROM product_version')).toHaveLength(1_200);
  });

  describe('cancelling', () => {
    it('while the last batch commits comes too late, and says so', async () => {
      const run = await begin(app, sme, many(10));
      const barrier = await putBarrier(database, 'import_run', 'UPDATE', "NEW.status = 'done'");
      const running = runImports(database, worker);
      await barrier.reached();
      const cancelled = imports().cancel(sme, run.id);
      await waiting(2);
      await barrier.open();
      await running;
      expect(problem(await cancelled)).toBe('IMPORT_STATE');
      expect(await imports().find(sme, run.id)).toMatchObject({
        status: 'done',
        rows: 10,
        cancelRequested: false,
      });
    });

    it('twice at once is as once, whether it waits, runs or has been cancelled', async () => {
      const twice = async (id: string) =>
        (await Promise.all([imports().cancel(sme, id), imports().cancel(sme, id)])).map(
          (run) => ok(run).status,
        );
      const queued = await begin(app, sme, CSV);
      expect(await twice(queued.id)).toEqual(['cancelled', 'cancelled']);
      const run = await begin(app, sme, many(1_200));
      const barrier = await putBarrier(database, 'product', 'INSERT', "NEW.sku = 'M-700'");
      const [id] = (await importJobs(database)).slice(-1);
      const running = jobRunner(worker, realHandlers(worker)).run(id!);
      await barrier.reached();
      // The batch at hand holds the run; both wait for its end and are heard before the next.
      const cancelling = twice(run.id);
      await waiting(3);
      await barrier.open();
      // The second may be answered after the run has ended itself.
      expect([
        ['running', 'running'],
        ['cancelled', 'running'],
      ]).toContainEqual((await cancelling).sort());
      await running;
      const ended = await imports().find(sme, run.id);
      expect(ended).toMatchObject({ status: 'cancelled', rows: 1_000, added: 1_000 });
      expect(await twice(run.id)).toEqual(['cancelled', 'cancelled']);
      expect(await database.sql('SELECT 1 FROM product')).toHaveLength(1_000);
    });

    it('of a run whose work is gone ends it as cancelled, not as failed', async () => {
      const run = await begin(app, sme, CSV);
      await database.sql(
        "UPDATE import_run SET status = 'running'; UPDATE outbox SET status = 'failed' WHERE kind = 'import.run'",
      );
      ok(await imports().cancel(sme, run.id));
      await job('import.tidy');
      expect(await imports().find(sme, run.id)).toMatchObject({ status: 'cancelled', errorCode: null });
    });
  });

  describe('uploads', () => {
    /** Bytes that break off after so many pieces of 256 KiB. */
    async function* broken(pieces: number): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < pieces; at += 1) yield await Promise.resolve(Buffer.alloc(262_144, 'x'));
      throw new Error('connection lost');
    }

    it('that break off leave no file and take no allowance', async () => {
      for (let i = 0; i < 21; i += 1)
        await expect(uploads().store(sme, 'x.csv', broken(i % 3))).rejects.toThrow('connection lost');
      expect(await files()).toEqual([]);
      ok(await upload());
    });

    it('of a process that was killed are no waiting files after minutes, and are tidied', async () => {
      const left = (minutes: number) =>
        database.sql(
          `INSERT INTO import_file (id, organisation_id, uploaded_by, name, complete, created_at, touched_at)
             SELECT uuidv7(), $1, $2, 'x', false, now(), now() - $3 * interval '1 minute' FROM generate_series(1, 20)`,
          [sme.organisationId, sme.userId, minutes],
        );
      await left(1);
      expect(problem(await upload())).toBe('TOO_MANY_UPLOADS');
      await job('import.tidy');
      expect(await files()).toHaveLength(20);
      await database.sql("UPDATE import_file SET touched_at = now() - interval '6 minutes'");
      ok(await upload());
      await job('import.tidy');
      expect(await files()).toEqual([{ complete: true, chunks: 1 }]);
    });

    it('that were silent too long are told so, and may be sent again', async () => {
      async function* slow(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(262_144, 'x');
        await database.sql('DELETE FROM import_file');
        yield Buffer.alloc(262_144, 'x');
      }
      expect(problem(await uploads().store(sme, 'x.csv', slow()))).toBe('UPLOAD_INTERRUPTED');
      expect(await files()).toEqual([]);
    });

    it('side by side do not share the last place', async () => {
      const results = await Promise.all(Array.from({ length: 25 }, () => upload()));
      expect(results.filter((one) => !isProblem(one))).toHaveLength(20);
      expect(new Set(results.filter(isProblem).map((one) => one.code))).toEqual(
        new Set(['TOO_MANY_UPLOADS']),
      );
      expect(await files()).toHaveLength(20);
    });

    it('that are sent again under their key are the first one, also when nothing more may wait', async () => {
      const first = ok(await upload(CSV, 'u-1'));
      for (let i = 1; i < 20; i += 1) ok(await upload());
      expect(problem(await upload())).toBe('TOO_MANY_UPLOADS');
      expect(ok(await upload(CSV, 'u-1'))).toMatchObject({ id: first.id, name: 'a.csv', bytes: first.bytes });
      expect(problem(await upload(`${CSV}A-2,x,y\n`, 'u-1'))).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(problem(await upload(CSV, 'u-1', sme, 'b.csv'))).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(problem(await upload('', 'u-1'))).toBe('EMPTY_FILE');
      expect(problem(await upload('x'.repeat(2_000_001), 'u-1'))).toBe('FILE_TOO_LARGE');
      expect(problem(await upload(CSV, '键'))).toBe('INVALID_INPUT idempotencyKey');
      expect(ok(await upload(CSV, 'u-1', other)).id).not.toBe(first.id);
      expect(await files()).toHaveLength(21);
      await database.sql('DELETE FROM import_file WHERE id = $1', [first.id]);
      expect(problem(await upload(CSV, 'u-1'))).toBe('FILE_GONE');
    });

    it('side by side under one key leave one file', async () => {
      const [one, same] = (await Promise.all([upload(CSV, 'u-2'), upload(CSV, 'u-2')])).map(ok);
      expect(same!.id).toBe(one!.id);
      expect(await files()).toEqual([{ complete: true, chunks: 1 }]);
    });

    it('are listed and thrown away by their people, unless somebody imports them', async () => {
      const stored = app.get(ImportFileService);
      for (let i = 0; i < 20; i += 1) ok(await upload());
      const run = await begin(app, other, CSV);
      const listed = ok(await stored.list(sme, { first: 100 })).items;
      expect(listed).toHaveLength(20);
      expect(listed[0]).toMatchObject({ name: 'a.csv', bytes: Buffer.byteLength(CSV), waiting: true });
      expect(ok(await stored.list(other, {})).items).toMatchObject([{ id: run.fileId, waiting: false }]);
      expect(problem(await upload())).toBe('TOO_MANY_UPLOADS');
      expect(problem(await stored.discard(other, listed[0]!.id))).toBe('NOT_FOUND');
      expect(ok(await stored.discard(sme, listed[0]!.id))).toEqual(listed[0]);
      expect(problem(await stored.discard(sme, listed[0]!.id))).toBe('NOT_FOUND');
      ok(await upload());
      expect(problem(await stored.discard(other, run.fileId!))).toBe('IMPORT_STATE');
      await runImports(database, worker);
      ok(await stored.discard(other, run.fileId!));
      expect(await imports().find(other, run.id)).toMatchObject({ status: 'done', added: 1, fileId: null });
      expect(await database.sql('SELECT 1 FROM import_chunk')).toHaveLength(20);
    });

    it('keep names as they are told, cut between characters', async () => {
      const name = `${'😀'.repeat(250)}x`;
      const file = ok(await upload(CSV, null, sme, name));
      const [stored] = await database.sql<{ name: string }>('SELECT name FROM import_file');
      expect(file.name).toBe(`${'😀'.repeat(199)}x`);
      expect(stored!.name).toBe(file.name);
    });

    it('that broke off give their key back', async () => {
      await expect(uploads().store(sme, 'a.csv', broken(1), 'u-3')).rejects.toThrow('connection lost');
      expect(ok(await upload(CSV, 'u-3')).complete).toBe(true);
    });
  });

  describe('faulty rows', () => {
    const download = async (
      importId: string,
      scope = sme,
      locale: Locale = 'zh',
    ): Promise<Result<string>> => {
      const opened = await app.get(FaultyRowsService).open(scope, importId, locale);
      if (isProblem(opened)) return opened;
      let text = '';
      for await (const chunk of opened.chunks) text += chunk;
      return text;
    };

    it('of a long file are handed back as they stand, with what is wrong, and go in alone once mended', async () => {
      const lines = Array.from({ length: 5_000 }, (_, i) =>
        i % 125 === 3
          ? `F-${i},"坏, ${i}",额定电压=12kg,x,备注 ${i}`
          : `F-${i},好 ${i},额定电压=12kV,30,备注 ${i}`,
      );
      const file = ['SKU,name,parameters,lead_time_days,备注', ...lines].join('\r\n');
      const run = await imported({ database, app, worker }, sme, file);
      expect(run).toMatchObject({ status: 'done', rows: 5_000, added: 4_960, faulty: 40 });
      const text = ok(await download(run.id));
      const rows = text.trimEnd().split('\r\n');
      expect(rows).toHaveLength(41);
      expect(rows.slice(0, 2)).toEqual([
        '\ufeff原行号,错误说明,SKU,name,parameters,lead_time_days,备注',
        '5,lead_time_days：应为整数；parameters：“额定电压”不能使用单位“kg”，例如可用 V,F-3,"坏, 3",额定电压=12kg,x,备注 3',
      ]);
      const mended = text.replaceAll('12kg', '12kV').replaceAll(',x,', ',45,');
      const again = await imported({ database, app, worker }, sme, mended);
      expect(again).toMatchObject({ status: 'done', rows: 40, added: 40, faulty: 0 });
      expect(problem(await download(again.id, other))).toBe('NOT_FOUND');
      expect(ok(await download(again.id, sme, 'en'))).toBe(
        '\ufeffimport_row,import_faults,SKU,name,parameters,lead_time_days,备注\r\n',
      );
    }, 60_000);

    it('of a second download have one column of faults, and rows that are no rows keep what there is of them', async () => {
      const file =
        'import_row,import_faults,sku,name\n9,早先,,无货号\n10,,B-2\n11,,B-3,"x"y\n12,,B-4,好\n13,,B-4,又来\n';
      const run = await imported({ database, app, worker }, sme, file);
      expect(await faultsOf(app, sme, run.id)).toEqual([
        '2:sku BAD_VALUE',
        '3: COLUMN_COUNT',
        '4: STRAY_QUOTE',
        '6: DUPLICATE_ROW',
      ]);
      const rows = ok(await download(run.id, sme, 'en'))
        .trimEnd()
        .split('\r\n');
      expect(rows).toEqual([
        '\ufeffimport_row,import_faults,sku,name',
        expect.stringMatching(/^2,"?sku: [ -~]+,,无货号$/),
        '3,3 columns instead of 4,B-2',
        '4,The quotes are not those of CSV (RFC 4180),B-3,"""x""y"',
        '6,A row with the same key stands above in this file,B-4,又来',
      ]);
    });

    it('are no formulas to a spreadsheet, and go in as they were, also when they come back twice', async () => {
      const formula = "=cmd|' /C calc'!A0";
      const file = `sku,name,lead_time_days,summary,@备注\n"${formula}",断路器,x,'-1,y\n`;
      const run = await imported({ database, app, worker }, sme, file);
      const text = ok(await download(run.id));
      expect(text.split('\r\n').slice(0, 2)).toEqual([
        "\ufeff原行号,错误说明,sku,name,lead_time_days,summary,'@备注",
        `2,lead_time_days：应为整数,'${formula},断路器,x,''-1,y`,
      ]);
      const second = await imported({ database, app, worker }, sme, text);
      expect(ok(await download(second.id))).toBe(text);
      const mended = await imported({ database, app, worker }, sme, text.replace(',x,', ',30,'));
      expect(mended).toMatchObject({ added: 1, faulty: 0 });
      expect(await database.sql('SELECT sku, summary FROM product')).toEqual([
        { sku: formula, summary: "'-1" },
      ]);
    });

    it('are gone with their file, and of another encoding are read in it', async () => {
      // “sku,name\n,中” in GB18030.
      const bytes = Buffer.concat([Buffer.from('sku,name\n,'), Buffer.from([0xd6, 0xd0]), Buffer.from('\n')]);
      const run = await imported({ database, app, worker }, sme, bytes, { encoding: 'gb18030' });
      expect(ok(await download(run.id))).toContain(',,中\r\n');
      await database.sql('DELETE FROM import_file');
      expect(problem(await download(run.id))).toBe('FILE_GONE');
    });

    it('tell once of a file that was read as GB18030, and not when that was asked for', async () => {
      // A line of UTF-8, and one of GB18030 (变压器), as tools that put files together make it.
      const lines = Array.from({ length: 600 }, (_, i) => `G-${i},产品`).join('\n');
      const gb = Buffer.from([0xb1, 0xe4, 0xd1, 0xb9, 0xc6, 0xf7]);
      const bytes = Buffer.concat([Buffer.from('sku,name\nT-1,'), gb, Buffer.from(`\n${lines}\n`)]);
      const run = await imported({ database, app, worker }, sme, bytes);
      expect(run).toMatchObject({ status: 'done', rows: 601, warnings: 1 });
      expect(await faultsOf(app, sme, run.id)).toEqual(['1: READ_AS_GB18030?']);
      const [told] = ok(await imports().faults(sme, run.id, { first: 1 })).items;
      expect(told!.text).toEqual({
        zh: expect.stringContaining('GB18030'),
        en: expect.stringContaining('GB18030'),
      });
      const asked = await imported({ database, app, worker }, sme, bytes, { encoding: 'gb18030' });
      expect(asked).toMatchObject({ status: 'done', warnings: 0 });
      expect((await imported({ database, app, worker }, sme, 'sku,name\nU-1,断路器\n')).warnings).toBe(0);
    });

    it('quote a cell as it stands, also one that spells a character out', async () => {
      const run = await imported({ database, app, worker }, sme, 'sku,name,parameters\nQ-1,x,\\u0000\n');
      const [fault] = ok(await imports().faults(sme, run.id, { first: 1 })).items;
      expect(fault!.params).toEqual({ text: '\\u0000' });
    });

    it('are listed apart from warnings', async () => {
      const run = await imported({ database, app, worker }, sme, 'sku,name\n,无货号\n');
      await database.sql(
        `INSERT INTO import_fault (import_id, organisation_id, row_number, severity, column_name, code, params)
           SELECT $1, $2, i, 'warning', '', 'ACCOUNTING_ITEM', '{}' FROM generate_series(3, 5) AS i`,
        [run.id, sme.organisationId],
      );
      const listed = async (severity: 'fault' | 'warning' | null) =>
        ok(await imports().faults(sme, run.id, { first: 100, severity })).items.map((one) => one.row);
      expect([await listed('fault'), await listed('warning'), await listed(null)]).toEqual([
        [2],
        [3, 4, 5],
        [2, 3, 4, 5],
      ]);
    });
  });

  it('its batch is opened by those whom it told: needs with news, and what is kept of them', async () => {
    const clause = {
      hard: true,
      text: '额定电压≥10kV',
      condition: { type: 'parameter' as const, name: '额定电压', op: '>=' as const, low: '10', unit: 'kV' },
    };
    const needs: string[] = [];
    for (const title of ['断路器甲', '断路器乙', '断路器丙']) {
      const need = ok(
        await app.get(NeedService).create(soe, { kind: 'procurement', title, clauses: [clause] }),
      );
      needs.push(ok(await app.get(NeedService).publish(soe, need.id)).id);
    }
    await drain(database, worker);
    const run = await imported(
      { database, app, worker },
      sme,
      'sku,name,parameters,publish\nP-1,真空断路器,额定电压=12kV,是\nP-2,真空断路器 二,额定电压=24kV,是\n',
    );
    const id = run.batchId!;
    const batches = app.get(BatchService);
    expect(await batches.find(sme, id)).toMatchObject({ cause: 'import', finishedAt: null, needs: 0 });
    expect(await batches.find(soe, id)).toBeNull();
    await drain(database, worker);
    const [buyers, suppliers] = [await batches.find(soe, id), await batches.find(sme, id)];
    expect(buyers).toMatchObject({ id, cause: 'import', needs: 3, matches: 6, toConfirm: 0 });
    expect(suppliers).toMatchObject({ id, needs: 3, matches: 3 });
    expect(buyers?.finishedAt).toBeInstanceOf(Date);
    const [told] = await database.sql<{ subject_id: string }>(
      "SELECT subject_id FROM notification WHERE kind = 'match.bulk_news'",
    );
    expect(told?.subject_id).toBe(id);
    const first = ok(await batches.listNeeds(soe, id, { first: 2 }));
    expect(first).toMatchObject({ hasNext: true });
    expect(first.items[0]).toEqual({
      ...{ id: needs[0], matches: 2, toConfirm: 0 },
      kept: { match: 2, to_confirm: 0, near_miss: 0 },
    });
    const after = Buffer.from(`id:${first.items[1]!.id}`).toString('base64url');
    const rest = ok(await batches.listNeeds(soe, id, { first: 2, after }));
    expect([...first.items, ...rest.items].map((one) => one.id)).toEqual(needs);
    expect(rest.hasNext).toBe(false);
    expect(ok(await batches.listNeeds(sme, id, {})).items.map(({ kept }) => kept)).toEqual([
      null,
      null,
      null,
    ]);
    expect([await batches.find(other, id), ok(await batches.listNeeds(other, id, {})).items]).toEqual([
      null,
      [],
    ]);
    expect(await statusOf(run.id)).toBe('done');
  });
});
