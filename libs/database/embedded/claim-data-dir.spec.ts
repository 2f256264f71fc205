import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claimDataDir } from './claim-data-dir.js';

describe('claimDataDir', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'claim-'));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('gives the default folder, and the next one while that is claimed', async () => {
    const first = await claimDataDir(base);
    const second = await claimDataDir(base);
    expect([first, second].map(({ dir, shared }) => [basename(dir), shared])).toEqual([
      ['default', false],
      ['default-2', true],
    ]);
    await first.release();
    expect(basename((await claimDataDir(base)).dir)).toBe('default');
  });

  it('never gives one folder twice to claims at the same moment', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimDataDir(base)));
    expect(new Set(claims.map(({ dir }) => dir)).size).toBe(8);
  });

  it('takes over from a process that died', async () => {
    await mkdir(join(base, 'default.lock'));
    await writeFile(join(base, 'default.lock', `${process.pid}-1`), '');
    expect(basename((await claimDataDir(base)).dir)).toBe('default');
  });

  it('leaves nothing but the folder when released', async () => {
    await (await claimDataDir(base)).release();
    expect(await readdir(base)).toEqual(['default']);
  });
});
