import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '#libs/config';
import { Child } from '../../apps/cli/children.js';
import { type TestDatabase } from './database.js';
import { TEST_SECRET } from './services.js';

const DIST = join(process.cwd(), 'dist');

/** Settings of the processes under test: short leases, so that a test sees in seconds what takes half a minute in production. */
const QUICK = {
  NODE_ENV: 'test',
  PORT: '0',
  LOG_LEVEL: 'silent',
  DATABASE_POOL_SIZE: '5',
  OUTBOX_LEASE_MS: '3000',
  OUTBOX_POLL_MS: '100',
  JOB_STORE_CHECK_MS: '500',
  JWT_SECRET: TEST_SECRET,
  REDIS_URL: '',
};

/** A real API process from the build. @param say told when it falls over */
export function apiProcess(
  database: TestDatabase,
  more: Readonly<Record<string, string>> = {},
  say: (line: string) => void = () => undefined,
): Child {
  return new Child(
    'api',
    join(DIST, 'apps/api/main.js'),
    { ...QUICK, DATABASE_APP_URL: database.urls.app, ...more },
    say,
  );
}

/** An API process whose log is kept. @returns where it listens, and the lines of its log so far */
export async function loggedApiProcess(
  database: TestDatabase,
): Promise<{ url: string; log(): readonly { level: number; msg: string }[]; stop(): Promise<void> }> {
  const child = fork(join(DIST, 'apps/api/main.js'), [], {
    env: childEnvironment({ ...QUICK, LOG_LEVEL: 'info', DATABASE_APP_URL: database.urls.app }),
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let text = '';
  child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
  const [{ ready: url }] = (await once(child, 'message')) as [{ ready: string }];
  const lines = () => text.split('\n').slice(0, -1);
  return {
    url,
    log: () => lines().map((line) => JSON.parse(line) as { level: number; msg: string }),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** A real worker process from the build. @param say told when it falls over */
export function workerProcess(
  database: TestDatabase,
  more: Readonly<Record<string, string>> = {},
  say: (line: string) => void = () => undefined,
): Child {
  return new Child(
    'worker',
    join(DIST, 'apps/worker/main.js'),
    { ...QUICK, DATABASE_WORKER_URL: database.urls.worker, ...more },
    say,
  );
}

/** Waits for something to become true. @throws Error naming it after the time, so that a test never hangs in silence */
export async function eventually(
  what: string,
  check: () => Promise<boolean>,
  withinMs = 20_000,
): Promise<void> {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    if (await check()) return;
    await sleep(100);
  }
  throw new Error(`Not within ${withinMs} ms: ${what}`);
}

/** Waits until no outbox row is pending or sent. */
export async function outboxIsQuiet(database: TestDatabase, withinMs = 30_000): Promise<void> {
  await eventually(
    'the outbox is quiet',
    async () => {
      const rows = await database.sql<{ open: number }>(
        "SELECT count(*)::int AS open FROM outbox WHERE status IN ('pending', 'sent')",
      );
      return rows[0]?.open === 0;
    },
    withinMs,
  );
}
