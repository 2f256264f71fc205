import { chmod, chown, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BootError, messageOf } from '#libs/common';
import { findBinaries } from './binaries.js';
import { lastLines } from './child.js';
import { type Cluster, openCluster, SUPERUSER } from './cluster.js';
import { place, type Placement } from './placement.js';
import { awaitFreeData, readPostmasterPid } from './postmaster-pid.js';
import { freePort } from './free-port.js';
import { type ServerProcess, startServerProcess } from './server-process.js';

export interface EmbeddedPostgresOptions {
  /** Absolute root of the checkout, in whose node_modules the programs lie. */
  readonly checkout: string;
  /** Folder that keeps the data (DATA_DIR), or null for data that ends with this server. */
  readonly dataDir: string | null;
  /** False: a crash of the machine may lose data; for tests and demonstrations. */
  readonly durable: boolean;
  readonly maxConnections?: number;
  /** Where root keeps programs and data instead of /var/lib/gonglian (GONGLIAN_STATE_DIR). */
  readonly stateDir?: string | undefined;
  /** Is told what happens, in lines for people. */
  readonly log?: (line: string) => void;
}

/** A running PostgreSQL that ends with this process at the latest, even when this process is killed. */
export interface EmbeddedPostgres {
  readonly port: number;
  readonly host: '127.0.0.1';
  readonly superuser: string;
  readonly password: string;
  /** The server's real data folder. */
  readonly dataDir: string;
  readonly logFile: string;
  /** Of the server that runs now. */
  readonly pid: number;
  /** True when the data folder was made by this start. */
  readonly fresh: boolean;
  /** Connection URL of a database; without a user that of the superuser. */
  url(database: string, user?: string, password?: string): string;
  /** Stops the server, and removes throw-away data. Resolves when it has ended; may be called again. */
  stop(): Promise<void>;
  /** Kills the server at once as a power cut would, for crash tests. */
  kill(): void;
  /** Starts a server that has ended again, on the same data and the same port. @throws BootError as the first start */
  startAgain(): Promise<void>;
  /** Calls back once when the server that runs now has ended, for whatever reason. */
  onExit(listener: (code: number | null, signal: string | null) => void): void;
}

const HOST = '127.0.0.1';
const ATTEMPTS = 5;
const READY_MS = 120_000;
const FREE_DATA_MS = 10_000;
const LOG_LIMIT = 10 * 1024 * 1024;

/** What a start prints that a later attempt may not meet again: a port taken meanwhile, a dying server's memory. */
const PASSING =
  /could not bind|Address already in use|could not create any TCP\/IP sockets|shared memory block .* is still in use/i;

/**
 * Starts a real PostgreSQL on a free port of 127.0.0.1, from the programs that npm installed.
 * @throws BootError with one line that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const installed = await findBinaries(options.checkout);
  const placement = await place(installed, {
    checkout: options.checkout,
    dataDir: options.dataDir,
    stateDir: options.stateDir,
    log,
  });
  try {
    const cluster = await openCluster(placement, options.durable, log);
    const where = { placement, cluster, logFile: await prepareLog(placement), options };
    const { server, port } = await startPatiently(where, freePort);
    return handle({ ...where, port }, server);
  } catch (error) {
    if (placement.throwAway) await rm(placement.home, { recursive: true, force: true });
    throw error;
  }
}

/** Tries again what may pass, each time on the port that is then named. */
async function startPatiently(
  attempt: Omit<Attempt, 'port'>,
  portOf: () => Promise<number>,
): Promise<{ server: ServerProcess; port: number }> {
  await awaitFreeData(attempt.cluster.data, FREE_DATA_MS, attempt.options.log ?? (() => undefined));
  for (let tries = 1; ; tries += 1) {
    const port = await portOf();
    const tried = await tryStart({ ...attempt, port });
    if (!('failure' in tried)) return { server: tried.server, port };
    if (tries === ATTEMPTS || !PASSING.test(tried.output))
      throw new BootError(`${tried.failure}${lastLines(tried.output)}`);
    await sleep(500);
  }
}

interface Attempt {
  readonly placement: Placement;
  readonly cluster: Cluster;
  readonly logFile: string;
  readonly port: number;
  readonly options: EmbeddedPostgresOptions;
}

type Tried = { readonly server: ServerProcess } | { readonly failure: string; readonly output: string };

async function tryStart(attempt: Attempt): Promise<Tried> {
  const { placement, cluster, logFile, port, options } = attempt;
  const before = (await stat(logFile)).size;
  const server = await startServerProcess({
    name: 'PostgreSQL',
    command: placement.binaries.postgres,
    args: serverArgs(cluster.data, port, options),
    cwd: cluster.data,
    uid: placement.identity?.uid ?? null,
    gid: placement.identity?.gid ?? null,
    logFile,
    clean: !placement.throwAway,
    removeWhenOrphaned: placement.throwAway ? placement.home : null,
  });
  const failure = await untilReady(server, cluster, port);
  if (failure === null) {
    server.unref();
    return { server };
  }
  await server.stop();
  const output = (await readFile(logFile)).subarray(before).toString('utf8');
  return { failure, output };
}

/** Settings of the server, all on its command line: the data folder keeps none that a later start would inherit. */
function serverArgs(data: string, port: number, options: EmbeddedPostgresOptions): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: HOST,
    port,
    unix_socket_directories: '',
    max_connections: options.maxConnections ?? 100,
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_checkpoints: 'off',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Waits until the server accepts a connection. Its own pid file comes first, so no stranger on the port is taken for it. */
async function untilReady(server: ServerProcess, cluster: Cluster, port: number): Promise<string | null> {
  let last = 'it never said that it was ready';
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    await sleep(25);
    const exit = server.exit();
    if (exit !== null)
      return `PostgreSQL ended while it started (${exit.signal ?? `code ${exit.code ?? '?'}`}).`;
    const postmaster = await readPostmasterPid(cluster.data);
    if (postmaster?.pid !== server.pid || !postmaster.ready) continue;
    const refusal = await tryConnect(port, cluster.password);
    if (refusal === null) return null;
    last = messageOf(refusal);
    if ((refusal as { code?: unknown }).code === '28P01') {
      return `The password kept beside ${cluster.data} is not the one of that database.`;
    }
  }
  return `PostgreSQL was not ready after ${READY_MS / 1000} s: ${last}.`;
}

async function tryConnect(port: number, password: string): Promise<unknown> {
  const client = new pg.Client({
    host: HOST,
    port,
    user: SUPERUSER,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  });
  // A broken connection also emits; the promise says the same.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function handle(attempt: Attempt, first: ServerProcess): EmbeddedPostgres {
  const { placement, cluster, logFile, port } = attempt;
  let server = first;
  return {
    port,
    host: HOST,
    superuser: SUPERUSER,
    password: cluster.password,
    dataDir: cluster.data,
    logFile,
    get pid() {
      return server.pid;
    },
    fresh: cluster.fresh,
    url: (database, user = SUPERUSER, password = cluster.password) =>
      `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${HOST}:${port}/${encodeURIComponent(database)}`,
    stop: async () => {
      await server.stop();
      if (placement.throwAway) await rm(placement.home, { recursive: true, force: true, maxRetries: 5 });
    },
    kill: () => server.kill(),
    startAgain: async () => {
      await server.exited;
      ({ server } = await startPatiently(attempt, () => Promise.resolve(port)));
    },
    onExit: (listener) => {
      void server.exited.then(({ code, signal }) => listener(code, signal));
    },
  };
}

/** A log that has grown long is set aside, one of them; the file belongs to whom the server runs as. */
async function prepareLog({ home, identity }: Placement): Promise<string> {
  const file = join(home, 'postgres.log');
  const size = await stat(file).then(
    ({ size: found }) => found,
    () => 0,
  );
  if (size > LOG_LIMIT) await rename(file, `${file}.1`);
  await (await open(file, 'a', 0o600)).close();
  await chmod(file, 0o600);
  if (identity !== null) await chown(file, identity.uid, identity.gid);
  return file;
}
