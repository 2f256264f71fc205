import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('cli reference import', () => {
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
      ['dist/apps/cli/main.js', 'reference', 'import', ...args],
      {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', DATABASE_WORKER_URL: database.urls.worker },
      },
    );
    return { status, stdout, stderr };
  };
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('loads what is good, tells what is not, and can be run again', async () => {
    const path = file('regions.csv', '\uFEFFcode,name,parent\r\n329900,苏州市,320000\r\n3205,坏,320000\r\n');
    const first = cli('--kind', 'regions', '--file', path, '--json');
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(JSON.parse(first.stdout)).toEqual({
      ...{ kind: 'regions', rows: 2, added: 1, changed: 0, unchanged: 0, faulty: 1 },
      faults: [
        {
          ...{ row: 3, column: 'code', code: 'BAD_CODE' },
          message: { zh: '代码“3205”的格式不对', en: '"3205" does not look like a code' },
        },
      ],
    });
    expect(await database.sql(`SELECT name FROM region WHERE code = '329900'`)).toEqual([{ name: '苏州市' }]);
    const second = cli('--kind', 'regions', '--file', path);
    expect(second.stdout).toContain('2 rows: 0 added, 0 changed, 1 unchanged, 1 faulty');
    expect(second.stdout).toContain('3:code BAD_CODE');
  }, 90_000);

  it('ends with one clear text for a file that it cannot use', () => {
    const zip = file('x.zip', Buffer.from('504b0304', 'hex'));
    for (const [args, text] of [
      [['--kind', 'regions', '--file', join(folder, 'none.csv')], /cannot read/],
      [['--kind', 'regions', '--file', zip], /is no text/],
      [
        ['--kind', 'chains', '--file', file('x.csv', 'a,b\n')],
        /lacks these columns: chain, chain_name, code/,
      ],
      [['--kind', 'people', '--file', zip], /Allowed choices are industry, regions, chains, relations/],
      [['--kind', 'regions'], /--file/],
    ] as const) {
      const { status, stdout, stderr } = cli(...args);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(text);
      expect(stderr).not.toContain('    at ');
    }
  }, 120_000);
});
