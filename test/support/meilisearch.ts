import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '#libs/config';
import { freePort, startServerProcess } from '#libs/database';

/** A Meilisearch for tests: one that is given (`MEILI_URL`, `MEILI_MASTER_KEY`), or an own one of `meilisearch` on PATH. */
export interface TestMeili {
  readonly url: string;
  readonly masterKey: string;
  /** Of the process; null for a given server, which tests must not stop. */
  readonly pid: number | null;
  stop(): Promise<void>;
}

/** Why no suite of Meilisearch can run here; null when it can. */
export const MEILI_MISSING: string | null =
  process.env.MEILI_URL !== undefined || findProgram('meilisearch') !== null
    ? null
    : 'no Meilisearch: give MEILI_URL and MEILI_MASTER_KEY, or put `meilisearch` (v1.50 or later) on PATH';

/** An own server, on loopback and a free port, with a folder of its own; it ends with this process, however that ends. */
export async function startMeili(): Promise<TestMeili> {
  const { MEILI_URL, MEILI_MASTER_KEY } = process.env;
  if (MEILI_URL !== undefined)
    return { url: MEILI_URL, masterKey: MEILI_MASTER_KEY ?? '', pid: null, stop: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'gonglian-meili-'));
  const masterKey = randomBytes(16).toString('hex');
  const address = `127.0.0.1:${await freePort()}`;
  const server = await startServerProcess({
    name: 'Meilisearch',
    command: findProgram('meilisearch') ?? 'meilisearch',
    args: [
      ...['--no-analytics', '--env', 'development', '--log-level', 'ERROR'],
      ...['--db-path', join(folder, 'data'), '--dump-dir', join(folder, 'dumps')],
      ...['--http-addr', address, '--master-key', masterKey],
    ],
    ...{ cwd: folder, uid: null, gid: null, clean: false },
    ...{ logFile: join(folder, 'log'), removeWhenOrphaned: folder },
  });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://${address}`;
  if (await becomesHealthy(url)) return { url, masterKey, pid: server.pid, stop };
  await stop();
  throw new Error('Meilisearch did not become healthy');
}

async function becomesHealthy(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const healthy = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return true;
    await sleep(100);
  }
  return false;
}
