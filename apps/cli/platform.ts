import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { BootError } from '#libs/common';
import { type AppConfig } from '#libs/config';
import {
  APP_ROLE,
  claimDataDir,
  type ClaimedDataDir,
  type EmbeddedPostgres,
  migrate,
  passwordOf,
  startEmbeddedPostgres,
  WORKER_ROLE,
} from '#libs/database';
import { seedReference } from '#libs/reference';
import { Child } from './children.js';

const DIST = fileURLToPath(new URL('../..', import.meta.url));
/** Root of the checkout: the parent of dist/. */
export const CHECKOUT = join(DIST, '..');
const DATABASE = 'gonglian';

export interface PlatformOptions {
  readonly config: AppConfig;
  /** Keep the data of an embedded server between starts. */
  readonly keep: boolean;
  readonly say: (line: string) => void;
  /** Refuse the kept data that another start uses, instead of taking another folder. */
  readonly alone?: boolean;
  /** More settings for API and worker. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A whole platform on this machine: database, API, worker. */
export interface Platform {
  readonly embedded: boolean;
  /** Folder of the kept data, null for throw-away data or an own server. */
  readonly dataDir: string | null;
  readonly urls: { owner: string; app: string; worker: string };
  readonly api: Child;
  readonly worker: Child;
  readonly postgres: EmbeddedPostgres | null;
  stop(): Promise<void>;
}

export interface Database {
  readonly urls: { owner: string; app: string; worker: string };
  readonly postgres: EmbeddedPostgres | null;
  readonly dataDir: string | null;
  stop(): Promise<void>;
}

/**
 * Starts everything in order; what was started is stopped again when a later part fails.
 * @throws BootError with one clear text
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, say } = options;
  const database = await openDatabase(options);
  const environment = {
    DATABASE_APP_URL: database.urls.app,
    DATABASE_WORKER_URL: database.urls.worker,
    // Tokens of a demonstration need not outlive the start; an operator who wants that sets JWT_SECRET.
    JWT_SECRET: config.auth.jwtSecret ?? randomBytes(32).toString('hex'),
    LOG_LEVEL: config.logLevel === 'info' ? 'warn' : config.logLevel,
    // Jobs of throw-away data do not belong on an operator's Redis.
    ...(!options.keep && { REDIS_URL: '' }),
    ...options.environment,
  };
  const worker = new Child('worker', join(DIST, 'apps/worker/main.js'), environment, say);
  const api = new Child('api', join(DIST, 'apps/api/main.js'), environment, say);
  const stop = async () => {
    await api.stop();
    await worker.stop();
    await database.stop();
  };
  try {
    await bringUp(database);
    await worker.start();
    await api.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { embedded: database.postgres !== null, ...database, api, worker, stop };
}

/** Roles, schema and shipped facts of a database. */
async function bringUp({ urls }: Database): Promise<void> {
  const passwords = { app: passwordOf(urls.app), worker: passwordOf(urls.worker) };
  await migrate(urls.owner, passwords, seedReference);
}

/**
 * The database alone, for commands that work on its data: an own server, or the kept embedded one, brought to the newest schema.
 * @throws BootError while `npm start` runs on the embedded one
 */
export async function openKeptDatabase(options: Omit<PlatformOptions, 'keep'>): Promise<Database> {
  const database = await openDatabase({ ...options, keep: true, alone: true });
  try {
    if (database.postgres !== null) await bringUp(database);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A throw-away database alone, with the newest schema, for measurements that bring the rest themselves. */
export async function openThrowAwayDatabase(options: Omit<PlatformOptions, 'keep'>): Promise<Database> {
  const database = await openDatabase({ ...options, keep: false });
  try {
    await bringUp(database);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function openDatabase(options: PlatformOptions): Promise<Database> {
  const { ownerUrl, appUrl, workerUrl } = options.config.database;
  if (ownerUrl === null && appUrl === null && workerUrl === null) return embeddedDatabase(options);
  if (ownerUrl === null || appUrl === null || workerUrl === null) {
    throw new BootError(
      'DATABASE_URL (owner), DATABASE_APP_URL and DATABASE_WORKER_URL belong together: set all three or none',
    );
  }
  return {
    urls: { owner: ownerUrl, app: appUrl, worker: workerUrl },
    postgres: null,
    dataDir: null,
    stop: () => Promise.resolve(),
  };
}

async function embeddedDatabase({ config, keep, say, alone }: PlatformOptions): Promise<Database> {
  const claim = keep ? await claimFolder(config.dataDir, say, alone ?? false) : null;
  const postgres = await startEmbeddedPostgres({
    checkout: CHECKOUT,
    dataDir: claim?.dir ?? null,
    durable: keep,
    ...(config.stateDir !== null && { stateDir: config.stateDir }),
    log: say,
  }).catch(async (error: unknown) => {
    await claim?.release();
    throw error;
  });
  const stop = async () => {
    await postgres.stop();
    await claim?.release();
  };
  try {
    await createDatabase(postgres);
  } catch (error) {
    await stop();
    throw error;
  }
  // Passwords live as long as the start: they are set anew each time and are never written to a file.
  const secret = () => randomBytes(24).toString('hex');
  const urls = {
    owner: postgres.url(DATABASE),
    app: postgres.url(DATABASE, APP_ROLE, secret()),
    worker: postgres.url(DATABASE, WORKER_ROLE, secret()),
  };
  // Root's data lie elsewhere than the folder that names them.
  return { urls, postgres, dataDir: claim === null ? null : postgres.dataDir, stop };
}

/** DATA_DIR as given; without it `.data/default`, or the next free one when another start holds that. */
async function claimFolder(
  wanted: string | null,
  say: (line: string) => void,
  alone: boolean,
): Promise<Pick<ClaimedDataDir, 'dir' | 'release'>> {
  if (wanted !== null) return { dir: wanted, release: () => Promise.resolve() };
  const claimed = await claimDataDir(join(CHECKOUT, '.data'));
  if (claimed.shared && alone) {
    await claimed.release();
    throw new BootError('请先停止正在运行的 npm start / stop the running npm start first');
  }
  if (claimed.shared)
    say(
      `另一个启动正在使用默认数据目录，本次使用 ${claimed.dir} / another start holds the default data folder; this one uses ${claimed.dir}`,
    );
  return claimed;
}

async function createDatabase(postgres: EmbeddedPostgres): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
