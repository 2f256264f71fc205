import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Caller } from '../support/graphql.js';
import {
  apiProcess,
  eventually,
  loggedApiProcess,
  outboxIsQuiet,
  workerProcess,
} from '../support/processes.js';
import {
  openStage,
  registerColleague,
  registerMember,
  type Stage,
  type TestMember,
} from '../support/stage.js';
import { putBarrier } from '../support/barrier.js';
import { Socket } from '../support/sockets.js';

const START =
  'mutation ($input: StartImportInput!) { outcome: startImport(input: $input) { __typename ... on ImportRun { id } ... on Problem { code } } }';
const RUN =
  'query ($id: UUID!) { run: importRun(id: $id) { status rows added changed unchanged faulty warnings bytesTotal bytesDone error { code message } } }';
const FAULTS =
  'query ($id: UUID!) { faults: importFaults(importId: $id) { edges { node { row column code message severity } } } }';

interface Run {
  readonly status: string;
  readonly rows: number;
  readonly added: number;
  readonly faulty: number;
  readonly error: { code: string; message: string } | null;
}

describe('imports at the front door', () => {
  let stage: Stage;
  let supplier: TestMember;
  const callers = {} as Record<'supplier' | 'buyer' | 'operator' | 'auditor', Caller>;

  beforeAll(async () => {
    // A change of standing counts at once, or nearly.
    stage = await openStage({ apiEnvironment: { STANDING_CACHE_MS: '100' } });
    supplier = await registerMember(stage.services, 'sme', 'sme_admin');
    callers.supplier = await stage.nobody.signIn(supplier);
    callers.buyer = await stage.nobody.signIn(await registerMember(stage.services, 'soe', 'soe_buyer'));
    callers.auditor = await stage.nobody.signIn(await registerMember(stage.services, 'platform', 'auditor'));
    callers.operator = await stage.nobody.signIn(
      await registerMember(stage.services, 'platform', 'platform_operator'),
    );
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  const upload = async (
    caller: Caller | null,
    body: string | Uint8Array<ArrayBuffer>,
    { type = 'text/csv', language = 'zh', name = '产品.csv', key = '' } = {},
  ) => {
    const url = `${stage.api.url.replace('/graphql', '/import-files')}?name=${encodeURIComponent(name)}`;
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': type,
        'accept-language': language,
        ...(key !== '' && { 'idempotency-key': key }),
        ...(caller?.token != null && { authorization: `Bearer ${caller.token}` }),
      },
    });
    return {
      status: response.status,
      ...((await response.json()) as { id: string; code?: string; message?: string; bytes?: number }),
    };
  };
  const start = async (caller: Caller, uploadId: string, more: object = {}) => {
    const { outcome } = await caller.get<{ outcome: { id: string; code?: string } }>(START, {
      input: { uploadId, kind: 'PRODUCTS', ...more },
    });
    return outcome;
  };
  const runOf = async (caller: Caller, id: string) => (await caller.get<{ run: Run }>(RUN, { id })).run;
  const ended = async (caller: Caller, id: string) => {
    await eventually('the import ends', async () =>
      ['DONE', 'FAILED', 'CANCELLED'].includes((await runOf(caller, id)).status),
    );
    return runOf(caller, id);
  };

  it('take a file to products that buyers find, and tell what was set aside', async () => {
    const csv = 'sku,name,parameters,publish\nE-1,特种断路器,额定电压=12kV,是\nE-2,坏,额定电压=12kg,是\n';
    const file = await upload(callers.supplier, csv);
    expect(file).toMatchObject({ status: 201, name: '产品.csv', bytes: Buffer.byteLength(csv) });
    const { id } = await start(callers.supplier, file.id);
    expect(await ended(callers.supplier, id)).toEqual({
      ...{ status: 'DONE', rows: 2, added: 1, changed: 0, unchanged: 0, faulty: 1, warnings: 0 },
      ...{ bytesTotal: Buffer.byteLength(csv), bytesDone: Buffer.byteLength(csv), error: null },
    });
    await outboxIsQuiet(stage.database);
    const found = await callers.buyer.get<{ searchProducts: { edges: { node: { sku: string } }[] } }>(
      '{ searchProducts(text: "特种断路器") { edges { node { sku } } } }',
    );
    expect(found.searchProducts.edges.map(({ node }) => node.sku)).toEqual(['E-1']);
    const { faults } = await callers.supplier.get<{ faults: { edges: { node: object }[] } }>(FAULTS, { id });
    expect(faults.edges.map(({ node }) => node)).toEqual([
      {
        ...{ row: 3, column: 'parameters', code: 'BAD_UNIT', severity: 'FAULT' },
        message: '“额定电压”不能使用单位“kg”，例如可用 V',
      },
    ]);
  });

  it('take GB18030, and organisations with their products from an operator', async () => {
    const organisations = await upload(
      callers.operator,
      'key,name,industry_label\n600001,远方电气,电网设备\n',
    );
    const first = await start(callers.operator, organisations.id, { kind: 'ORGANISATIONS', source: '名录' });
    expect(await ended(callers.operator, first.id)).toMatchObject({ status: 'DONE', added: 1 });
    // 变压器 in GB18030.
    const gb = Buffer.concat([
      Buffer.from('organisation,sku,name,summary\n600001,T-1,'),
      Buffer.from('b1e4d1b9c6f7', 'hex'),
      Buffer.from(',x\n'),
    ]);
    const products = await upload(callers.operator, new Uint8Array(gb));
    const second = await start(callers.operator, products.id, { source: '名录', publish: true });
    expect(await ended(callers.operator, second.id)).toMatchObject({ status: 'DONE', added: 1, faulty: 0 });
    const rows = await stage.database.sql(
      `SELECT p.name, p.status, o.name AS organisation, o.status AS standing
         FROM product p JOIN organisation o ON o.id = p.organisation_id WHERE p.sku = 'T-1'`,
    );
    expect(rows).toEqual([
      { name: '变压器', status: 'published', organisation: '远方电气', standing: 'unclaimed' },
    ]);
  });

  it('take needs from a buyer to where suppliers find them', async () => {
    const file = await upload(
      callers.buyer,
      'reference,title,parameters,publish\nN-1,海上风电变流器采购,额定电压≥690V,是\nN-2,坏,额定电压≥690kg,是\n',
    );
    const { id } = await start(callers.buyer, file.id, { kind: 'NEEDS' });
    expect(await ended(callers.buyer, id)).toMatchObject({ status: 'DONE', added: 1, faulty: 1 });
    await outboxIsQuiet(stage.database);
    const found = await callers.supplier.get<{ searchNeeds: { edges: { node: { title: string } }[] } }>(
      '{ searchNeeds(text: "海上风电变流器") { edges { node { title } } } }',
    );
    expect(found.searchNeeds.edges.map(({ node }) => node.title)).toEqual(['海上风电变流器采购']);
  });

  it('say in one clear error what is wrong with a whole file', async () => {
    const file = await upload(callers.supplier, 'sku,summary\nX-1,y\n');
    const { id } = await start(callers.supplier, file.id);
    expect((await ended(callers.supplier, id)).error).toEqual({
      code: 'MISSING_COLUMNS',
      message: '首行缺少这些列：name',
    });
  });

  it('refuse uploads of strangers, of wrong roles, and of what is no text', async () => {
    const before = await stage.database.sql('SELECT count(*) FROM import_file');
    const zip = new Uint8Array(Buffer.from('504b030414000600', 'hex'));
    const cases = [
      [await upload(null, 'sku,name\n'), 401, 'NOT_SIGNED_IN'],
      [await upload(callers.auditor, 'sku,name\n'), 403, 'FORBIDDEN'],
      [await upload(callers.supplier, zip), 415, 'NOT_TEXT'],
      [await upload(callers.supplier, new Uint8Array([0x41, 0])), 415, 'NOT_TEXT'],
      [await upload(callers.supplier, ''), 422, 'EMPTY_FILE'],
    ] as const;
    for (const [answer, status, code] of cases) {
      expect(answer).toMatchObject({ status, code });
      expect(answer.message).toMatch(/\p{Script=Han}/u);
    }
    expect((await upload(callers.supplier, zip, { language: 'en' })).message).toMatch(/^[\x20-\x7e]+$/);
    expect((await upload(callers.supplier, '{}', { type: 'application/json' })).status).toBe(415);
    expect(await stage.database.sql('SELECT count(*) FROM import_file')).toEqual(before);
  });

  it('give the first file again for an upload that is sent again under its key', async () => {
    const csv = 'sku,name\nI-1,一\n';
    const first = await upload(callers.supplier, csv, { key: 'up-1' });
    expect(first.status).toBe(201);
    expect(await upload(callers.supplier, csv, { key: 'up-1' })).toEqual(first);
    expect(await upload(callers.supplier, `${csv}I-2,二\n`, { key: 'up-1' })).toMatchObject({
      ...{ status: 422, code: 'IDEMPOTENCY_KEY_REUSED', message: '该幂等键已用于另一内容的请求' },
    });
    expect(await upload(callers.supplier, csv, { key: 'x'.repeat(256), language: 'en' })).toMatchObject({
      ...{ status: 422, code: 'INVALID_INPUT' },
      issues: [{ path: 'idempotencyKey', code: 'BAD_KEY', message: expect.stringMatching(/^[ -~]+$/) }],
    });
  });

  /** The beginning of an upload by hand, and what is answered to it. */
  const beginUpload = (caller: Caller, length: number, api = stage.api.url) => {
    const { hostname, port } = new URL(api);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('error', () => undefined).on('data', (part) => (answer += part.toString()));
    stage.onClose(() => Promise.resolve(socket.destroy()));
    socket.write(
      `POST /import-files?name=x.csv HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${caller.token}\r\n` +
        `content-type: text/csv\r\ncontent-length: ${length}\r\n\r\n`,
    );
    const answered = async () => {
      await eventually('it is answered', () => Promise.resolve(answer.includes('\r\n\r\n')));
      return answer;
    };
    return { socket, answered };
  };
  const files = () => stage.database.sql('SELECT id FROM import_file ORDER BY id');

  it('refuse an upload that says it is too long before its first byte', async () => {
    const before = await files();
    const answer = await beginUpload(callers.supplier, 200_000_001).answered();
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*"code":"FILE_TOO_LARGE"/);
    expect(await files()).toEqual(before);
  });

  it('keep no file of one who was removed while it came in', async () => {
    const before = await files();
    const colleague = await registerColleague(stage.services, supplier, 'sme_member');
    const { socket, answered } = beginUpload(await stage.nobody.signIn(colleague), 400_000);
    socket.write('x'.repeat(300_000));
    await eventually('a piece is stored', async () => (await files()).length === before.length + 1);
    await stage.database.sql('DELETE FROM membership WHERE user_id = $1', [colleague.scope.userId]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.write('x'.repeat(100_000));
    expect(await answered()).toMatch(/^HTTP\/1\.1 403 [^]*"code":"FORBIDDEN"/);
    expect(await files()).toEqual(before);
  });

  it('believe the charset that an upload names', async () => {
    const gb = new Uint8Array([...Buffer.from('sku,name\nC-1,'), 0xb1, 0xe4, 0xd1, 0xb9, 0xc6, 0xf7, 10]);
    const file = await upload(callers.supplier, gb, { type: 'text/csv; charset=GBK' });
    expect(file.status).toBe(201);
    const { id } = await start(callers.supplier, file.id);
    expect(await ended(callers.supplier, id)).toMatchObject({ status: 'DONE', added: 1, warnings: 0 });
    expect(await stage.database.sql("SELECT name FROM product WHERE sku = 'C-1'")).toEqual([
      { name: '变压器' },
    ]);
    const before = await files();
    const type = (charset: string) => ({ type: `text/csv;charset="${charset}"` });
    const cases = [
      [await upload(callers.supplier, gb, type('utf-8')), 'NOT_UTF8'],
      [await upload(callers.supplier, new Uint8Array([0x61, 0xff, 0xff]), type('gb2312')), 'NOT_GB18030'],
      [await upload(callers.supplier, gb, type('big5')), 'UNKNOWN_CHARSET'],
    ] as const;
    for (const [answer, code] of cases) expect(answer).toMatchObject({ status: 415, code });
    expect((await upload(callers.supplier, '', type('gbk'))).code).toBe('EMPTY_FILE');
    expect(await files()).toEqual(before);
  });

  it('leave nothing of an upload whose connection broke off', async () => {
    const before = await files();
    const { socket } = beginUpload(callers.supplier, 900_000);
    socket.write('x'.repeat(300_000));
    await eventually('a piece is stored', async () => (await files()).length === before.length + 1);
    socket.destroy();
    await eventually('it is taken away', async () => (await files()).length === before.length);
    expect(await files()).toEqual(before);
  });

  it('log no fault of the server for what clients do: files at other paths, uploads that break off', async () => {
    const api = await loggedApiProcess(stage.database);
    stage.onClose(() => api.stop());
    for (const path of ['/graphql', '/import-files/', '/Import-Files', '//import-files', '/nope'])
      for (const type of ['text/csv', 'application/octet-stream', 'application/xml']) {
        const url = `${new URL(api.url).origin}${path}`;
        const headers = { 'content-type': type };
        const { status } = await fetch(url, { method: 'POST', body: 'a,b', headers });
        expect([path, type, [404, 415].includes(status)]).toEqual([path, type, true]);
      }
    const { socket } = beginUpload(callers.supplier, 900_000, api.url);
    socket.write('x'.repeat(300_000));
    const before = await files();
    await eventually('a piece is stored', async () => (await files()).length > before.length);
    socket.destroy();
    const told = () => api.log().filter(({ msg }) => msg === 'upload broken off by its sender');
    await eventually('it is logged', () => Promise.resolve(told().length > 0));
    expect(told().map(({ level }) => level)).toEqual([30]);
    expect(api.log().filter(({ level }) => level > 30)).toEqual([]);
  });

  it('are opened by operators with the batch that they are told of', async () => {
    const file = await upload(callers.operator, 'key,name\n600009,远方电机\n');
    const { id } = await start(callers.operator, file.id, { kind: 'ORGANISATIONS', source: '名录' });
    await ended(callers.operator, id);
    const { run } = await callers.operator.get<{ run: { batchId: string } }>(
      'query ($id: UUID!) { run: importRun(id: $id) { batchId } }',
      { id },
    );
    const opened = await callers.operator.get<{ batch: object; needs: object }>(
      'query ($id: UUID!) { batch(id: $id) { id cause needs } needs: batchNeeds(batchId: $id) { edges { node { id } } } }',
      { id: run.batchId },
    );
    expect(opened).toEqual({ batch: { id: run.batchId, cause: 'IMPORT', needs: 0 }, needs: { edges: [] } });
  });

  it('are watched from their start to their end, whose subscription ends with them and leaves nothing behind', async () => {
    interface Changed {
      importRunChanged: { status: string; rows: number; faulty: number; batchId: string | null };
    }
    const document = 'subscription ($id: UUID!) { importRunChanged(id: $id) { status rows faulty batchId } }';
    const lines = Array.from({ length: 1_200 }, (_, i) => `W-${i},产品 ${i}`);
    const file = await upload(callers.supplier, ['sku,name', ...lines, ',无货号'].join('\n'));
    const barrier = await putBarrier(stage.database, 'import_run', 'UPDATE', 'NEW.rows > 500');
    const { id } = await start(callers.supplier, file.id);
    const socket = new Socket(stage.api.url, callers.supplier.token);
    stage.onClose(() => socket.close());
    const watching = await socket.listen<Changed>(document, { id });
    const seen = () => watching.received.map((one) => one.importRunChanged);
    try {
      await barrier.reached();
      await eventually('its first batch is seen', () =>
        Promise.resolve(seen().some((run) => run.rows === 500)),
      );
      expect(watching.ended).toBe(false);
    } finally {
      await barrier.open();
    }
    await eventually('the subscription ends', () => Promise.resolve(watching.ended));
    expect(seen().at(-1)).toMatchObject({ status: 'DONE', rows: 1_201, faulty: 1 });
    expect(new Set(seen().map((run) => run.batchId)).size).toBeLessThanOrEqual(2);
    // Of one that has ended before, the end comes at once.
    const late = await socket.ask<Changed>(document, { id });
    expect([late.received, late.errors]).toEqual([[{ importRunChanged: seen().at(-1) }], []]);
    const wrong = new Socket(stage.api.url, callers.auditor.token);
    stage.onClose(() => wrong.close());
    const refused = await wrong.ask(document, { id });
    expect(refused.errors[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('hand their faulty rows back to their own people only', async () => {
    const csv = 'sku,name,parameters\nL-1,好,\nL-2,坏,额定电压=12kg\n';
    const file = await upload(callers.supplier, csv, { name: '目录 2026.csv' });
    const { id } = await start(callers.supplier, file.id);
    await ended(callers.supplier, id);
    const { run } = await callers.supplier.get<{ run: { path: string; batchId: string } }>(
      'query ($id: UUID!) { run: importRun(id: $id) { path: faultyRowsPath batchId } }',
      { id },
    );
    const fetched = async (path: string, caller: Caller | null, language = 'zh') => {
      const response = await fetch(stage.api.url.replace('/graphql', path), {
        headers: {
          'accept-language': language,
          ...(caller?.token != null && { authorization: `Bearer ${caller.token}` }),
        },
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    };
    const found = await fetched(run.path, callers.supplier);
    expect([found.status, found.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(found.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('目录 2026-有误.csv')}`,
    );
    expect(found.headers.get('cache-control')).toBe('no-store');
    // `text()` takes the byte order mark away.
    expect(found.text).toBe(
      '原行号,错误说明,sku,name,parameters\r\n' +
        '3,parameters：“额定电压”不能使用单位“kg”，例如可用 V,L-2,坏,额定电压=12kg\r\n',
    );
    const refusals = [
      [await fetched(run.path, null), 401, 'NOT_SIGNED_IN'],
      [await fetched(run.path, callers.auditor), 403, 'FORBIDDEN'],
      [await fetched(run.path, callers.buyer), 404, 'NOT_FOUND'],
      [await fetched(run.path, callers.operator), 404, 'NOT_FOUND'],
      [await fetched('/import-runs/x/faulty-rows', callers.supplier), 404, 'NOT_FOUND'],
    ] as const;
    for (const [answer, status, code] of refusals)
      expect([
        answer.status,
        (JSON.parse(answer.text) as { code: string }).code,
        answer.headers.get('cache-control'),
      ]).toEqual([status, code, 'no-store']);
    const { batch, needs } = await callers.supplier.get<{ batch: object; needs: object }>(
      'query ($id: UUID!) { batch(id: $id) { id cause needs } needs: batchNeeds(batchId: $id) { edges { node { id } } } }',
      { id: run.batchId },
    );
    expect([batch, needs]).toEqual([{ id: run.batchId, cause: 'IMPORT', needs: 0 }, { edges: [] }]);
    await stage.database.sql('UPDATE import_run SET file_id = NULL WHERE id = $1', [id]);
    const gone = await fetched(run.path, callers.supplier, 'en');
    expect([gone.status, JSON.parse(gone.text)]).toEqual([
      410,
      { code: 'FILE_GONE', message: 'The uploaded file is gone' },
    ]);
  });

  it('answer the one who asks, and no cache, over GraphQL too', async () => {
    const json = { 'content-type': 'application/json' };
    const signedIn = { ...json, authorization: `Bearer ${callers.supplier.token ?? ''}` };
    const post = (headers: Record<string, string>, body: string): [string, RequestInit] => [
      stage.api.url,
      { method: 'POST', headers, body },
    ];
    const asked: [number, [string, RequestInit]][] = [
      [200, post(signedIn, '{"query":"{ importRuns { edges { node { id } } } }"}')],
      [200, post(json, '{"query":"{ importRuns { edges { node { id } } } }"}')],
      [400, post(signedIn, '{"query":"{ nothing }"}')],
      [400, post(json, '{"query": "{ viewer')],
      [400, [`${stage.api.url}?query=${encodeURIComponent('{ viewer { id } }')}`, {}]],
    ];
    for (const [status, [url, init]] of asked) {
      const response = await fetch(url, init);
      await response.text();
      expect([status, response.status, response.headers.get('cache-control')]).toEqual([
        ...[status, status],
        'no-store',
      ]);
    }
  });

  it('break a download of faulty rows off when their file is thrown away meanwhile', async () => {
    // More than what waits on its way between the two.
    const lines = Array.from({ length: 1_000 }, (_, i) => `,${i},${'x'.repeat(20_000)}`);
    const file = await upload(callers.supplier, ['sku,name,remark', ...lines].join('\n'));
    const { id } = await start(callers.supplier, file.id);
    expect(await ended(callers.supplier, id)).toMatchObject({ status: 'DONE', faulty: 1_000 });
    const response = await fetch(stage.api.url.replace('/graphql', `/import-runs/${id}/faulty-rows`), {
      headers: { authorization: `Bearer ${callers.supplier.token ?? ''}` },
    });
    expect(response.status).toBe(200);
    const reader = response.body!.getReader();
    expect((await reader.read()).done).toBe(false);
    await callers.supplier.get(
      'mutation ($id: UUID!) { discardImportFile(id: $id) { __typename ... on ImportFile { id } } }',
      { id: file.id },
    );
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toThrow();
  }, 60_000);

  it('end their subscription also when nobody hears the last wake-up', async () => {
    const api = apiProcess(stage.database, { WATCH_RECHECK_MS: '500' });
    stage.onClose(() => api.stop());
    await api.start();
    const file = await upload(callers.supplier, 'sku,name\nQ-1,一\n');
    const barrier = await putBarrier(stage.database, 'import_run', 'UPDATE', "NEW.status = 'done'");
    const { id } = await start(callers.supplier, file.id);
    const socket = new Socket(api.url, callers.supplier.token);
    stage.onClose(() => socket.close());
    const watching = await socket.listen<{ importRunChanged: { status: string } }>(
      'subscription ($id: UUID!) { importRunChanged(id: $id) { status } }',
      { id },
    );
    // Its connection comes back after a second: it is down when the import ends, and when that is told.
    const deafen = () =>
      stage.database.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'gonglian-listen' AND datname = current_database()`,
      );
    try {
      await barrier.reached();
      await deafen();
    } finally {
      await barrier.open();
    }
    await eventually('the import ends', async () => {
      await deafen();
      return (await runOf(callers.supplier, id)).status === 'DONE';
    });
    await eventually('the subscription ends', () => Promise.resolve(watching.ended));
    expect([watching.received.at(-1), watching.errors]).toEqual([
      { importRunChanged: { status: 'DONE' } },
      [],
    ]);
  }, 60_000);

  it('go on at the checkpoint when the worker is killed between two batches', async () => {
    const lines = Array.from({ length: 1_200 }, (_, i) => `K-${i},产品 ${i},简介,是`);
    const file = await upload(callers.supplier, ['sku,name,summary,publish', ...lines].join('\n'));
    // The worker stands before the second batch's checkpoint, its rows written and not committed.
    const barrier = await putBarrier(stage.database, 'import_run', 'UPDATE', 'NEW.rows > 500');
    const { id } = await start(callers.supplier, file.id);
    await barrier.reached();
    process.kill(stage.worker.pid ?? 0, 'SIGKILL');
    await stage.worker.stop();
    await barrier.open();
    expect(await runOf(callers.supplier, id)).toMatchObject({ status: 'RUNNING', rows: 500, added: 500 });
    const again = workerProcess(stage.database);
    stage.onClose(() => again.stop());
    await again.start();
    expect(await ended(callers.supplier, id)).toMatchObject({
      ...{ status: 'DONE', rows: 1_200, added: 1_200, changed: 0, unchanged: 0, faulty: 0 },
    });
    await outboxIsQuiet(stage.database, 60_000);
    const [counts] = await stage.database.sql(
      `SELECT count(*)::int AS products, count(DISTINCT p.sku)::int AS skus,
              (SELECT count(*)::int FROM product_version v JOIN product q ON q.id = v.product_id WHERE q.sku LIKE 'K-%') AS versions,
              (SELECT count(*)::int FROM search_document d JOIN product q ON q.id = d.id WHERE q.sku LIKE 'K-%') AS found
         FROM product p WHERE p.sku LIKE 'K-%'`,
    );
    expect(counts).toEqual({ products: 1_200, skus: 1_200, versions: 1_200, found: 1_200 });
  }, 90_000);
});
