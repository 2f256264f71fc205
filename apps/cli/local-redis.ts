import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootError } from '#libs/common';
import { findProgram } from '#libs/config';
import { freePort, type ServerProcess, startServerProcess } from '#libs/database';

const READY_MS = 10_000;
const LOG = 'redis.log';
const PROGRAMS = ['redis-server', 'valkey-server'] as const;

/** The server's program on this machine; null when there is none. */
export function findRedis(): string | null {
  return PROGRAMS.map(findProgram).find((path) => path !== null) ?? null;
}

export interface LocalRedisOptions {
  /** Keeps what was written over {@link LocalRedis.kill} and {@link LocalRedis.start}; otherwise it comes back empty. */
  readonly durable?: boolean;
  /** More of its settings, as on its command line: `['--maxmemory-policy', 'allkeys-lru']`. */
  readonly settings?: readonly string[];
}

/** A throw-away Redis or Valkey on loopback, for measurements and tests. It ends with this process, however that ends. */
export class LocalRedis {
  #server: ServerProcess | null = null;

  private constructor(
    private readonly program: string,
    private readonly dir: string,
    readonly port: number,
    private readonly options: LocalRedisOptions,
  ) {}

  /** @throws BootError when no server program is on this machine */
  static async open(options: LocalRedisOptions = {}): Promise<LocalRedis> {
    const program = findRedis();
    if (program === null)
      throw new BootError(
        `本机没有 redis-server 或 valkey-server / neither ${PROGRAMS.join(' nor ')} is on this machine (Debian: apt-get install redis-server)`,
      );
    for (let tries = 1; ; tries += 1) {
      const dir = await mkdtemp(join(tmpdir(), 'gonglian-redis-'));
      const redis = new LocalRedis(program, dir, await freePort(), options);
      try {
        await redis.start();
        return redis;
      } catch (error) {
        await redis.stop();
        // Somebody else may have taken the port meanwhile.
        if (tries === 3) throw error;
      }
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#server?.pid ?? 0;
  }

  /** Starts it, again on the same port after {@link kill}. Resolves when it answers. */
  async start(): Promise<void> {
    const { durable = false, settings = [] } = this.options;
    this.#server = await startServerProcess({
      name: 'Redis',
      command: this.program,
      args: [
        ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.dir, '--save', ''],
        ...['--appendonly', durable ? 'yes' : 'no', ...settings],
      ],
      ...{ cwd: this.dir, uid: null, gid: null, clean: false },
      ...{ logFile: join(this.dir, LOG), removeWhenOrphaned: this.dir },
    });
    await this.#untilReady();
  }

  /** SIGKILL: what is not durable is gone. {@link start} brings it back. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.kill();
    await server?.exited;
  }

  /** Removes what a killed one has written: the next start is of an empty one. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.dir))
      await rm(join(this.dir, name), { recursive: true, force: true });
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    const until = Date.now() + READY_MS;
    while (!(await answers(this.port))) {
      if (Date.now() > until)
        throw new BootError(
          `${this.program}: ${(await readFile(join(this.dir, LOG), 'utf8')).slice(-2_000)}`,
        );
      await sleep(20);
    }
  }
}

/** Whether it answers, be it only that it wants a password; while it loads its data it does not serve. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('data', (chunk) => end(/^(\+PONG|-NOAUTH)/.test(chunk.toString('utf8'))));
  });
}
