import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

const SSL_REQUEST = 80_877_103;
const QUERY = 'Q'.charCodeAt(0);
const EXECUTE = 'E'.charCodeAt(0);

/**
 * Stands between a process and PostgreSQL and counts the statements that go through: each simple query and each execution of
 * a prepared one. Exact, whatever library sends them.
 */
export class StatementCounter {
  #count = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** URL of the database that leads through the counter. */
    readonly url: string,
  ) {}

  static async open(databaseUrl: string): Promise<StatementCounter> {
    const target = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const through = new URL(databaseUrl);
    through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const counter = new StatementCounter(server, through.href);
    server.on('connection', (client) => counter.#join(client, connect(Number(target.port), target.hostname)));
    return counter;
  }

  /** Statements since the last call. */
  take(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }

  async close(): Promise<void> {
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  #join(client: Socket, upstream: Socket): void {
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    let rest: Buffer = Buffer.alloc(0);
    let started = false;
    client.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      // The first messages have a length and no type.
      while (rest.length >= (started ? 5 : 8)) {
        const length = started ? rest.readInt32BE(1) + 1 : rest.readInt32BE(0);
        if (rest.length < length) break;
        if (!started) started = rest.readInt32BE(4) !== SSL_REQUEST;
        else if (rest[0] === QUERY || rest[0] === EXECUTE) this.#count += 1;
        rest = rest.subarray(length);
      }
      upstream.write(chunk);
    });
    upstream.pipe(client);
  }
}
