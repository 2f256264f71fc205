import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '#libs/database';
import { environmentOf, readCompose, readImage, variablesOf, composeText } from '../support/compose.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/processes.js';
import { TEST_SECRET } from '../support/services.js';

/*
 * Runs exactly the command lines of docker/compose.yaml, with the environment that it and the image give, in a folder laid
 * out as the image is. What differs is where the database and the ports are. There is no Docker here: Node's own permission model
 * stands for the read-only file system, and lets nothing be written but below the folder that stands for the container's /tmp.
 */

/** Settings of engines that are not at hand here; without them the processes use PostgreSQL for everything. */
const ELSEWHERE = ['REDIS_URL', 'MEILI_URL', 'MEILI_API_KEY'];

const { services } = readCompose();
const image = readImage();

interface Ran {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: string | null; said: string }>;
}

describe('the services of compose.yaml', () => {
  let database: TestDatabase;
  let root: string;
  const running: ChildProcess[] = [];
  const ports = { api: 0, worker: 0 };

  beforeAll(async () => {
    database = await createTestDatabase();
    // As PostgreSQL's image leaves it: `migrate` has everything to do.
    await database.sql('DROP SCHEMA IF EXISTS gonglian CASCADE');
    await database.sql('DROP SCHEMA public CASCADE');
    await database.sql('CREATE SCHEMA public');
    root = mkdtempSync(join(tmpdir(), 'gonglian-image-'));
    mkdirSync(join(root, 'tmp'));
    mkdirSync(join(root, 'app', 'docker'), { recursive: true });
    for (const part of ['node_modules', 'dist', 'package.json', 'docker/healthcheck.mjs'])
      symlinkSync(join(process.cwd(), part), join(root, 'app', part));
    [ports.api, ports.worker] = await Promise.all([freePort(), freePort()]);
  });

  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
    await database.drop();
  });

  /** Environment of a service's container: the image's, then Compose's, pointed at the test database and at loopback. */
  function environment(name: string): Record<string, string> {
    const url = (of: 'owner' | 'app' | 'worker') => new URL(database.urls[of]);
    const values = {
      ...Object.fromEntries(
        variablesOf(composeText())
          .filter((one) => one.required)
          .map((one) => [one.name, 'x']),
      ),
      POSTGRES_OWNER_PASSWORD: url('owner').password,
      POSTGRES_APP_PASSWORD: url('app').password,
      POSTGRES_WORKER_PASSWORD: url('worker').password,
      JWT_SECRET: TEST_SECRET,
    };
    const given = { ...image.environment, ...environmentOf(services[name]!, values) };
    const { host, pathname } = url('app');
    const moved = Object.entries(given)
      .filter(([variable]) => !ELSEWHERE.includes(variable))
      .map(([variable, value]) => [
        variable,
        value.replace('@postgres:5432/gonglian', `@${host}${pathname}`),
      ]);
    return {
      ...(Object.fromEntries(moved) as Record<string, string>),
      HOST: '127.0.0.1',
      PORT: String(ports.api),
      WORKER_HEALTH_PORT: String(ports.worker),
    };
  }

  function run(command: readonly string[], env: Readonly<Record<string, string>>): Ran {
    const child = spawn(command[0]!, command.slice(1), {
      cwd: join(root, 'app'),
      env: {
        ...env,
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
        TMPDIR: join(root, 'tmp'),
        NODE_OPTIONS: confined(join(root, 'tmp')),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const ended = new Promise<{ code: number | null; signal: string | null; said: string }>((resolve) =>
      child.once('close', (code, signal) => resolve({ code, signal, said })),
    );
    return { child, ended };
  }

  const start = (name: string) => run(services[name]!.command!, environment(name));
  /** The image's health check, as Docker runs it inside the container of a service. */
  const healthcheck = async (own: Partial<Record<'PORT' | 'WORKER_HEALTH_PORT', string>>) =>
    (await run(image.healthcheck, { PORT: '1', WORKER_HEALTH_PORT: '1', ...own }).ended).code;
  const get = async (port: number, path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
    return response === null ? null : { status: response.status, body: (await response.json()) as object };
  };

  it('the confinement bites: a write outside of tmp fails, inside it does not', async () => {
    const write = (file: string) =>
      run(['node', '-e', `require('fs').writeFileSync(${JSON.stringify(file)}, '')`], {}).ended;
    const inside = await write(join(root, 'tmp', 'x'));
    expect(inside.code).toBe(0);
    rmSync(join(root, 'tmp', 'x'));
    for (const file of ['x', join(root, 'app', 'x'), join(root, 'x')])
      expect((await write(file)).said).toContain('ERR_ACCESS_DENIED');
  });

  it('migrate brings an empty database to the newest schema once, then finds nothing to do', async () => {
    const first = await start('migrate').ended;
    expect([first.code, first.said]).toEqual([0, expect.stringContaining('已执行 / ran: FirstTables')]);
    const again = await start('migrate').ended;
    expect([again.code, again.said]).toEqual([0, expect.stringContaining('数据库已是最新 / up to date')]);
  }, 60_000);

  it('api and worker come up healthy and ready, write nothing, and end in order when they are told to', async () => {
    expect(await healthcheck({ PORT: String(ports.api) })).toBe(1);
    const [api, worker] = [start('api'), start('worker')];
    for (const [name, port] of Object.entries(ports)) {
      await eventually(`${name} answers`, async () => (await get(port, '/health')) !== null, 40_000);
      expect(await get(port, '/health')).toEqual({ status: 200, body: { ok: true } });
      expect(await get(port, '/ready')).toMatchObject({ status: 200, body: { ok: true } });
    }
    expect(await healthcheck({ PORT: String(ports.api) })).toBe(0);
    expect(await healthcheck({ WORKER_HEALTH_PORT: String(ports.worker) })).toBe(0);
    // In production: the API answers, and tells nobody its schema.
    const post = async (query: string) => {
      const response = await fetch(`http://127.0.0.1:${ports.api}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return (await response.json()) as { data?: object; errors?: object[] };
    };
    const { data } = await post('{ chains { edges { node { code } } } }');
    // The facts that `migrate` ships: the five chains of 2023.
    expect((data as { chains: { edges: object[] } }).chains.edges).toHaveLength(5);
    expect((await post('{ __schema { types { name } } }')).errors).toHaveLength(1);
    api.child.kill('SIGTERM');
    worker.child.kill('SIGTERM');
    // By an exit, not by the signal: process 1 of a container does not die of one that it raises itself.
    for (const { ended } of [api, worker]) {
      const { code, signal, said } = await ended;
      expect([code, signal]).toEqual([0, null]);
      expect(said).not.toContain('ERR_ACCESS_DENIED');
    }
    expect(readdirSync(join(root, 'tmp'))).toEqual([]);
    expect(readdirSync(join(root, 'app')).sort()).toEqual(['dist', 'docker', 'node_modules', 'package.json']);
  }, 90_000);

  it('a start can be broken off before it is through', async () => {
    for (const name of ['api', 'worker']) {
      const silent = createServer();
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const asked = new Promise<void>((resolve) => silent.once('connection', () => resolve()));
      const { port } = silent.address() as AddressInfo;
      // A database that takes the connection and says nothing keeps the start waiting.
      const env = Object.fromEntries(
        Object.entries(environment(name)).map(([variable, value]) => [
          variable,
          variable.startsWith('DATABASE_') && value !== '' && value.includes('@')
            ? value.replace(/@[^/]+/, `@127.0.0.1:${port}`)
            : value,
        ]),
      );
      const { child, ended } = run(services[name]!.command!, env);
      await asked;
      child.kill('SIGTERM');
      const { code, signal } = await ended;
      expect([name, code, signal]).toEqual([name, 143, null]);
      silent.close();
    }
  }, 60_000);
});

/** A port that is free now; the processes need a number to be asked at. */

/** Options of Node that let a process read everything and write below one folder only; their names differ by version. */
function confined(folder: string): string {
  const known = process.allowedNodeEnvironmentFlags;
  const model = known.has('--permission') ? '--permission' : '--experimental-permission';
  const more = ['--allow-net'].filter((flag) => known.has(flag));
  return [model, '--allow-addons', '--allow-fs-read=*', `--allow-fs-write=${folder}/*`, ...more].join(' ');
}
