import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OUTSIDE_ROWS, writeOutsideData } from '../support/outside-data.js';
import { eventually } from '../support/processes.js';
import { itWithRedis } from '../support/redis.js';

/** A command with places of its own for whatever it leaves behind. */
class Command {
  readonly mark = randomUUID();
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  stdout = '';
  stderr = '';

  constructor(
    private readonly folder: string,
    args: readonly string[],
    data = '',
  ) {
    this.child = spawn(process.execPath, ['dist/apps/cli/main.js', ...args], {
      env: {
        ...process.env,
        ...{ NODE_OPTIONS: '', GONGLIAN_DATA: data, GONGLIAN_TEST_MARK: this.mark },
        ...{ TMPDIR: join(folder, 'tmp'), GONGLIAN_STATE_DIR: join(folder, 'state') },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  /** Processes that inherited our mark; null where the system does not tell. */
  processes(): number[] | null {
    if (!existsSync('/proc/self/environ')) return null;
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(this.mark);
      } catch {
        return false;
      }
    });
  }

  /** Folders of throw-away databases. */
  files(): string[] {
    const states = readdirSync(join(this.folder, 'state')).map((name) =>
      join(this.folder, 'state', name, 'tmp'),
    );
    return [join(this.folder, 'tmp'), ...states]
      .flatMap((place) => (existsSync(place) ? readdirSync(place) : []))
      .filter((name) => name.includes('pg-'));
  }
}

describe('real and bench', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gonglian-measure-'));
  const data = join(folder, 'data');

  beforeAll(() => {
    // A service user must get through to the server's programs.
    chmodSync(folder, 0o755);
    for (const name of ['tmp', 'state']) mkdirSync(join(folder, name), { mode: 0o755 });
    writeOutsideData(data);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const nothingLeft = (command: Command) => {
    expect(command.processes() ?? []).toEqual([]);
    expect(command.files()).toEqual([]);
  };

  it('real imports, sets lines of bookkeeping aside, matches every need, and leaves nothing behind', async () => {
    const command = new Command(folder, ['real', '--data', data, '--json', '-']);
    expect([await command.ended, command.stderr]).toEqual([0, expect.not.stringContaining('Error')]);
    const { companies, accounting, notices } = OUTSIDE_ROWS;
    const report = JSON.parse(command.stdout) as {
      kept: Record<string, number>;
      shown: { candidates: unknown[] }[];
      notifications: { written: number; bound: number };
    };
    expect(report).toMatchObject({
      organisations: { added: 6, faulty: 0 },
      products: { rows: companies, added: companies - accounting, faulty: accounting },
      setAside: { ACCOUNTING_ITEM: accounting },
      needs: { rows: notices, added: notices },
      matching: { needs: notices, matched: notices },
      drift: { missing: 0, surplus: 0, otherVersion: 0 },
    });
    expect(report.shown).toHaveLength(notices);
    expect(report.shown[0]!.candidates).toHaveLength(5);
    expect(report.kept.to_confirm).toBe(notices * (companies - accounting));
    expect(report.notifications.written).toBeGreaterThan(0);
    expect(report.notifications.written).toBeLessThanOrEqual(report.notifications.bound);
    nothingLeft(command);
  }, 180_000);

  it('bench measures two sizes and leaves nothing behind', async () => {
    const file = join(folder, 'bench.json');
    const command = new Command(folder, ['bench', '--needs', '4', '--json', file], data);
    expect([await command.ended, command.stderr]).toEqual([0, expect.not.stringContaining('Error')]);
    expect(command.stdout).toContain('requests/s');
    const { sizes } = JSON.parse(readFileSync(file, 'utf8')) as { sizes: Record<string, object>[] };
    expect(sizes.map(({ size }) => size)).toEqual([
      { icecat: 3, products: 6, needs: 4 },
      { icecat: 12, products: 24, needs: 4 },
    ]);
    for (const figures of sizes) {
      expect(figures).toMatchObject({
        drift: { missing: 0, surplus: 0, otherVersion: 0 },
        // Half of them were open before the products came.
        openBefore: 2,
        matching: { needs: 2 },
      });
      for (const value of numbersOf(figures)) expect(Number.isFinite(value)).toBe(true);
    }
    nothingLeft(command);
  }, 300_000);

  itWithRedis(
    'bench queue measures both backends and leaves nothing behind',
    async () => {
      const file = join(folder, 'queue.json');
      const command = new Command(folder, [
        'bench',
        'queue',
        '--jobs',
        '200',
        '--rounds',
        '1',
        '--json',
        file,
      ]);
      expect([await command.ended, command.stderr]).toEqual([0, expect.not.stringContaining('Error')]);
      expect(command.stdout).toContain('Redis : PostgreSQL');
      const report = JSON.parse(readFileSync(file, 'utf8')) as { postgres: object; redis: object };
      expect(report).toMatchObject({ jobs: 200, rounds: 1, concurrency: 4 });
      for (const value of numbersOf([report.postgres, report.redis])) expect(value).toBeGreaterThan(0);
      nothingLeft(command);
      expect(readdirSync(join(folder, 'tmp')).filter((name) => name.includes('redis'))).toEqual([]);
    },
    180_000,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s in the middle leaves no process and no file',
    async (signal) => {
      const command = new Command(folder, ['real', '--data', data]);
      await eventually('a database stands', async () => Promise.resolve(command.files().length > 0), 60_000);
      command.child.kill(signal);
      expect(await command.ended).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(command.stdout).toBe('');
      nothingLeft(command);
    },
    180_000,
  );

  it.each([
    [['real'], /GONGLIAN_DATA.*company-products\.csv, soe-notices\.jsonl/],
    [['bench', '--data', join(folder, 'none')], /lacks company-products\.csv/],
    [['real', '--data', data, '--json', join(folder, 'none', 'x.json')], /there is no folder/],
    [['bench', '--data', data, '--rows', '0'], /whole number/],
  ])(
    '%j ends at once with one line that says what is wanted',
    async (args, text) => {
      const command = new Command(folder, args);
      expect(await command.ended).toBe(1);
      expect(command.stderr.trim().split('\n')).toEqual([expect.stringMatching(text)]);
      nothingLeft(command);
    },
    60_000,
  );
});

/** Every number in a report. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}
