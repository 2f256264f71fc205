import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { assertVersion } from './cluster.js';
import { stateFolder } from './placement.js';
import { identityFromPasswd } from './service-user.js';
import { makeThrowAwayHome } from './throw-away.js';

describe('where root keeps things', () => {
  it('is one folder per checkout', () => {
    const one = stateFolder('/state', '/home/a/gonglian');
    expect(one).toMatch(/^\/state\/[0-9a-f]{12}$/);
    expect(stateFolder('/state', '/home/a/gonglian')).toBe(one);
    expect(stateFolder('/state', '/home/b/gonglian')).not.toBe(one);
  });

  it('belongs to a user found by the exact name', () => {
    const passwd = 'root:x:0:0::/root:/bin/sh\ngonglian2:x:7:8::/:/x\ngonglian:x:990:989::/:/x\n';
    expect(identityFromPasswd(passwd, 'gonglian')).toEqual({ uid: 990, gid: 989 });
    expect(identityFromPasswd('root:x:0:0::/root:/bin/sh\n', 'gonglian')).toBeNull();
  });
});

describe('folders on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'placement-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('removes throw-away data of dead processes, and nothing else', async () => {
    const mine = await makeThrowAwayHome(folder, 'pg-');
    const old = new Date(Date.now() - 3_600_000);
    for (const name of ['pg-dead', 'pg-held', 'pg-ownerless', 'pg-new', 'other'])
      await mkdir(join(folder, name));
    await writeFile(join(folder, 'pg-dead', 'owner'), `${process.pid}-1`);
    await writeFile(join(folder, 'pg-held', 'owner'), `${process.pid}-1`);
    await mkdir(join(folder, 'pg-held', 'cluster', 'data'), { recursive: true });
    await writeFile(join(folder, 'pg-held', 'cluster', 'data', 'postmaster.pid'), `${process.pid}\n`);
    await utimes(join(folder, 'pg-ownerless'), old, old);
    const next = await makeThrowAwayHome(folder, 'pg-');
    const left = (await readdir(folder)).map((name) => join(folder, name)).sort();
    expect(left).toEqual(
      [mine, next, ...['pg-held', 'pg-new', 'other'].map((name) => join(folder, name))].sort(),
    );
  });

  it('refuses data of another major version, and a folder that is none', async () => {
    await expect(assertVersion(folder, 18)).rejects.toThrow('no PostgreSQL data folder');
    await writeFile(join(folder, 'PG_VERSION'), '17\n');
    await expect(assertVersion(folder, 18)).rejects.toThrow('is of PostgreSQL 17, this server is 18');
    await writeFile(join(folder, 'PG_VERSION'), '18\n');
    await expect(assertVersion(folder, 18)).resolves.toBeUndefined();
  });
});
