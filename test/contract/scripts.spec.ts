import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

interface Scripts {
  tooOldMessage(version: string): string | null;
  verdict(code: number, summary: { line: string; ran: number } | null): { line: string; code: number };
  isInstalled(lock: object, installed: object | null, machine: { platform: string; arch: string }): boolean;
  takeLock(path: string, onWait: () => void): Promise<{ leave(): void; release(): void }>;
}

/** The scripts are plain JavaScript without types: the shape is named here, the name of the file is no literal. */
async function script<K extends keyof Scripts>(name: string): Promise<Pick<Scripts, K>> {
  return (await import(`../../scripts/${name}.mjs`)) as Pick<Scripts, K>;
}

describe('the Node that is asked for', () => {
  it.each(['18.20.8', '20.18.3', '0.12.0', '20.9.0'])(
    'is not %s, told in one line and both languages',
    async (version) => {
      const { tooOldMessage } = await script<'tooOldMessage'>('node-version');
      expect(tooOldMessage(version)).toMatch(
        new RegExp(`^需要 Node.js .*${version}.* / Gonglian needs Node.js [^\\n]*$`),
      );
    },
  );

  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('may be %s', async (version) => {
    const { tooOldMessage } = await script<'tooOldMessage'>('node-version');
    expect(tooOldMessage(version)).toBeNull();
  });

  it('is the one of package.json', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    expect(readFileSync(join(root, 'scripts/node-version.mjs'), 'utf8')).toContain(
      `'${engines.node.replace('>=', '')}'`,
    );
  });

  it.each(['run', 'test'])('is looked at before %s.mjs reads anything else', (name) => {
    const text = readFileSync(join(root, `scripts/${name}.mjs`), 'utf8');
    expect(text.match(/^import .* from '(.*)';$/gm)).toEqual([expect.stringContaining('./node-version.mjs')]);
  });
});

describe('the check of what is installed', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/here': { version: '2.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
      'node_modules/there': { version: '2.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
    },
  };
  const a = { 'node_modules/a': { version: '1.0.0' } };
  const here = { 'node_modules/here': { version: '2.0.0' } };
  const machine = { platform: 'linux', arch: 'x64' };

  it.each([
    ['everything for this machine', { packages: { ...a, ...here } }, true],
    ['nothing', null, false],
    ['another version', { packages: { ...here, 'node_modules/a': { version: '1.0.1' } } }, false],
    [
      'what was installed on another machine',
      { packages: { ...a, 'node_modules/there': { version: '2.0.0' } } },
      false,
    ],
  ])('given %s', async (_case, installed, expected) => {
    const { isInstalled } = await script<'isInstalled'>('stamps');
    expect(isInstalled(lock, installed, machine)).toBe(expected);
  });
});

describe('the lock of a checkout', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is held by one at a time and leaves nothing', async () => {
    const { takeLock } = await script<'takeLock'>('lock');
    const events: string[] = [];
    const first = await takeLock(join(folder, 'it'), () => undefined);
    const second = takeLock(join(folder, 'it'), () => events.push('waits')).then((lock) => {
      events.push('has it');
      lock.release();
    });
    expect(events).toEqual(['waits']);
    first.release();
    await second;
    expect(events).toEqual(['waits', 'has it']);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the end of a test run', () => {
  it('fails when no test ran or the run broke down', async () => {
    const { verdict } = await script<'verdict'>('run-jest');
    expect(verdict(0, { line: '3 passed, 0 failed, 1 skipped', ran: 3 }).code).toBe(0);
    expect(verdict(0, { line: '0 passed, 0 failed, 1 skipped', ran: 0 }).code).toBe(1);
    expect(verdict(0, null)).toEqual({ line: '0 passed, 0 failed, 0 skipped', code: 1 });
    expect(verdict(7, null)).toEqual({ line: '0 passed, 1 failed, 0 skipped', code: 7 });
  });

  it('names skipped tests before the closing line', () => {
    const file = join(root, 'test/support/closing-line.reporter.cjs');
    const results = {
      numPassedTests: 2,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        {
          testFilePath: 'x.spec.ts',
          testResults: [
            { status: 'pending', fullName: 'later' },
            { status: 'todo', fullName: 'some day' },
          ],
        },
      ],
    };
    const run = `const R = require(${JSON.stringify(file)}); new R({}).onRunComplete(null, ${JSON.stringify(results)});`;
    const env = { ...process.env, GONGLIAN_TEST_SUMMARY: '' };
    const { stderr } = spawnSync(process.execPath, ['-e', run], { env, encoding: 'utf8' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      '!!! SKIPPED (pending): later  [x.spec.ts]',
      '!!! SKIPPED (todo): some day  [x.spec.ts]',
      '2 passed, 2 failed, 2 skipped',
    ]);
  });

  it('counts a run without a test as failed, for Jest too', () => {
    const Reporter = createRequire(import.meta.url)('../support/closing-line.reporter.cjs') as new (
      config: unknown,
      options: { write: () => void },
    ) => { getLastError(): Error | undefined };
    expect(new Reporter({}, { write: () => undefined }).getLastError()).toBeInstanceOf(Error);
  });
});
