import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootError } from '#libs/common';

const READY_MS = 10_000;
const PROGRAMS = ['redis-server', 'valkey-server'] as const;

/**
 * A shell that runs the server and outlives nobody: when the pipe to its standard input closes, by our word or because we were killed,
 * the server is killed (a stopped one too) and its folder removed, unless the word is `keep`.
 */
const GUARD = `
dir=$1; shift
"$@" >"$dir/redis.log" 2>&1 &
pid=$!
echo $pid
read word
kill -9 $pid 2>/dev/null
wait $pid 2>/dev/null
[ "$word" = keep ] || rm -rf "$dir"
`;

/** The server's program on this machine; null when there is none. */
export function findRedis(): (typeof PROGRAMS)[number] | null {
  return PROGRAMS.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) ?? null;
}

export interface LocalRedisOptions {
  /** Keeps what was written over {@link LocalRedis.kill} and {@link LocalRedis.start}; otherwise it comes back empty. */
  readonly durable?: boolean;
  /** More of its settings, as on its command line: `['--maxmemory-policy', 'allkeys-lru']`. */
  readonly settings?: readonly string[];
}

/** A throw-away Redis or Valkey on loopback, for measurements and tests. It ends with this process, however that ends. */
export class LocalRedis {
  #guard: ChildProcess | null = null;
  #pid = 0;

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
    return this.#pid;
  }

  /** Starts it, again on the same port after {@link kill}. Resolves when it answers. */
  async start(): Promise<void> {
    const { durable = false, settings = [] } = this.options;
    const guard = spawn(
      'sh',
      [
        ...['-c', GUARD, 'guard', this.dir, this.program],
        ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.dir, '--save', ''],
        ...['--appendonly', durable ? 'yes' : 'no', ...settings],
      ],
      // A session of its own: Ctrl-C is for us, who end it.
      { stdio: ['pipe', 'pipe', 'ignore'], detached: true },
    );
    this.#guard = guard;
    // A guard that ended first closes the pipe.
    guard.stdin.on('error', () => undefined);
    this.#pid = await firstNumber(guard);
    await this.#untilReady();
  }

  /** SIGKILL: what is not durable is gone. {@link start} brings it back. */
  kill(): Promise<void> {
    return this.#end('keep\n');
  }

  /** Removes what a killed one has written: the next start is of an empty one. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.dir))
      await rm(join(this.dir, name), { recursive: true, force: true });
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    await this.#end('');
    await rm(this.dir, { recursive: true, force: true });
  }

  async #end(word: string): Promise<void> {
    const guard = this.#guard;
    this.#guard = null;
    if (guard?.exitCode !== null || guard.signalCode !== null) return;
    const ended = new Promise((resolve) => guard.once('exit', resolve));
    guard.stdin?.end(word);
    await ended;
  }

  async #untilReady(): Promise<void> {
    const until = Date.now() + READY_MS;
    while (!(await answers(this.port))) {
      if (Date.now() > until)
        throw new BootError(
          `${this.program}: ${(await readFile(join(this.dir, 'redis.log'), 'utf8')).slice(-2_000)}`,
        );
      await sleep(20);
    }
  }
}

async function firstNumber(guard: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    guard.once('error', reject);
    guard.stdout?.once('data', (chunk: Buffer) => resolve(Number.parseInt(chunk.toString('utf8'), 10)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
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
