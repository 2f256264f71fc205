import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#libs/common';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('cli import', () => {
  let database: TestDatabase;
  const folder = mkdtempSync(join(tmpdir(), 'gonglian-import-'));

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  const cli = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['dist/apps/cli/main.js', 'import', ...args],
      {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', DATABASE_WORKER_URL: database.urls.worker },
      },
    );
    return { status, stdout, stderr };
  };
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('brings in organisations and their products, writes what it set aside, and can be run again', async () => {
    const organisations = file('organisations.csv', 'key,name\n1,远方电气\n2,高山重工\n');
    const products = file(
      'products.csv',
      'organisation,sku,name,parameters\n1,P-1,断路器,额定电压=12kV\n2,P-1,泵,\n2,P-2,坏,额定电压=12kg\n',
    );
    const faults = join(folder, 'faults.csv');
    const first = cli('--kind', 'organisations', '--file', organisations, '--source', '名录');
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('2 rows: 2 added, 0 changed, 0 unchanged, 0 faulty');
    const args = ['--kind', 'products', '--file', products, '--source', '名录', '--publish', '--json'];
    const second = cli(...args, '--faults', faults);
    expect([second.status, second.stderr]).toEqual([0, '']);
    expect(JSON.parse(second.stdout)).toMatchObject({
      ...{ kind: 'products', status: 'done', rows: 3, added: 1, changed: 0, unchanged: 0, faulty: 2 },
      error: null,
      faults: [
        { row: 3, column: 'summary', code: 'PRODUCT_INCOMPLETE' },
        { row: 4, column: 'parameters', code: 'BAD_UNIT' },
      ],
    });
    expect(readFileSync(faults, 'utf8').split('\r\n')).toEqual([
      '\ufeffrow,severity,column,code,message_zh,message_en',
      expect.stringMatching(/^3,fault,summary,PRODUCT_INCOMPLETE,/),
      expect.stringMatching(/^4,fault,parameters,BAD_UNIT,/),
      '',
    ]);
    expect(JSON.parse(cli(...args).stdout)).toMatchObject({ added: 0, changed: 0, unchanged: 1, faulty: 2 });
    expect(await database.sql(`SELECT kind FROM outbox WHERE kind = 'search.apply'`)).toEqual([
      { kind: 'search.apply' },
    ]);
  }, 90_000);

  it('ends with one clear text for what it cannot use', () => {
    const missing = file('missing.csv', 'sku\n1\n');
    for (const [args, text] of [
      [['--kind', 'products', '--file', join(folder, 'none.csv')], /cannot read/],
      [['--kind', 'products', '--file', missing, '--organisation', 'x'], /id of an organisation/],
      [['--kind', 'products', '--file', missing, '--organisation', newId()], /no organisation/],
      [['--kind', 'organisations', '--file', missing], /name the source/],
    ] as const) {
      const { status, stderr } = cli(...args);
      expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
      expect(stderr).toMatch(text);
    }
    const { status, stdout } = cli('--kind', 'products', '--file', missing);
    expect(status).toBe(1);
    expect(stdout).toContain('lacks these columns: organisation, name');
  }, 90_000);
});
