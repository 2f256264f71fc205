import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to PostgreSQL on which an answer can get lost. */
export interface LostAnswer {
  /** URL of the database that leads this way. */
  readonly url: string;
  /** The next COMMIT reaches the server and is done; its connection breaks before the answer comes. */
  loseNextCommit(): void;
  /** How many answers have been lost. */
  readonly lost: () => number;
  close(): Promise<void>;
}

/** Stands between a process and PostgreSQL, as a network does. */
export async function openLostAnswer(databaseUrl: string): Promise<LostAnswer> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let [armed, lost] = [false, 0];
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let cutting = false;
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (armed && chunk.includes('COMMIT\0')) [armed, cutting] = [false, true];
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!cutting) client.write(chunk);
      else {
        lost += 1;
        client.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(databaseUrl);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: through.href,
    loseNextCommit: () => (armed = true),
    lost: () => lost,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
