import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/database/embedded/index.js';
import { isAlive } from '../../libs/database/embedded/process-tag.js';

const checkout = resolve(import.meta.dirname, '../..');
const built = join(checkout, 'dist/libs/database/embedded/index.js');

async function ask<T>(server: EmbeddedPostgres, sql: string): Promise<T[]> {
  const client = new pg.Client(server.url('postgres'));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', () => {
  let folder: string;
  const running: EmbeddedPostgres[] = [];
  let parent: ChildProcess | null = null;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded-'));
  });
  afterEach(async () => {
    parent?.kill('SIGKILL');
    parent = null;
    for (const server of running.splice(0)) await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(dataDir: string | null): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({
      checkout,
      dataDir,
      durable: dataDir !== null,
      maxConnections: 20,
    });
    running.push(server);
    return server;
  }

  it('serves throw-away data that ends with it', async () => {
    const server = await start(null);
    const [row] = await ask<Record<string, string>>(
      server,
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_encoding') as encoding,
              datlocale as locale, current_setting('TimeZone') as zone, current_setting('listen_addresses') as address,
              current_setting('unix_socket_directories') as sockets, rolsuper as super
         from pg_database, pg_roles where datname = 'postgres' and rolname = current_user`,
    );
    expect(row).toEqual({
      major: 18,
      encoding: 'UTF8',
      locale: 'C.UTF-8',
      zone: 'UTC',
      address: '127.0.0.1',
      sockets: '',
      super: true,
    });
    expect(server.fresh).toBe(true);
    await server.stop();
    await server.stop();
    expect(existsSync(server.dataDir)).toBe(false);
    expect(isAlive(server.pid)).toBe(false);
  });

  it('starts again after a power cut, on the same data and port, and still takes them with it', async () => {
    const server = await startEmbeddedPostgres({
      checkout,
      dataDir: null,
      durable: true,
      maxConnections: 20,
    });
    running.push(server);
    await ask(server, 'CREATE TABLE kept AS SELECT 7 AS seven');
    const { pid, port } = server;
    server.kill();
    await server.startAgain();
    expect(server.port).toBe(port);
    expect(server.pid).not.toBe(pid);
    expect(await ask(server, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    await server.stop();
    expect(existsSync(server.dataDir)).toBe(false);
    expect(isAlive(server.pid)).toBe(false);
  });

  it('lets nobody in without the password', async () => {
    const server = await start(null);
    const client = new pg.Client(server.url('postgres', server.superuser, 'wrong'));
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('keeps data over a crash, and finds half-made folders out', async () => {
    const dataDir = join(folder, 'kept');
    const first = await start(dataDir);
    await ask(first, 'create table kept as select 42 as value');
    const ended = new Promise<string | null>((done) => first.onExit((_code, signal) => done(signal)));
    first.kill();
    expect(await ended).toBe('SIGKILL');

    const home = resolve(first.dataDir, '../..');
    await mkdir(join(home, '.init-1-1-x'));
    const second = await start(dataDir);
    expect(second.fresh).toBe(false);
    expect(second.dataDir).toBe(first.dataDir);
    expect(await ask(second, 'select value from kept')).toEqual([{ value: 42 }]);
    expect((await readdir(home)).filter((name) => name.startsWith('.init'))).toEqual([]);
    await second.stop();
    // As root the data lies outside of this test's folder.
    await rm(home, { recursive: true, force: true });
  });

  it('stops its server when this process is killed', async () => {
    const script = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(pathToFileURL(built).href)});
      const server = await startEmbeddedPostgres({ checkout: ${JSON.stringify(checkout)}, dataDir: null, durable: false });
      console.log(JSON.stringify([server.pid, server.dataDir]));
      setInterval(() => 0, 1000);`;
    parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout! }), 'line')) as [string];
    const [pid, data] = JSON.parse(line) as [number, string];
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    for (let i = 0; i < 200 && (isAlive(pid) || existsSync(data)); i += 1) await sleep(50);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(data)).toBe(false);
  });

  it('says in one line that PostgreSQL is not installed', async () => {
    const failure = startEmbeddedPostgres({ checkout: folder, dataDir: null, durable: false });
    await expect(failure).rejects.toThrow(/is not installed/);
  });
});
