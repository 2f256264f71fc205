import { randomUUID } from 'node:crypto';
import { createRedisBackend, withBackend } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { messageOf } from '#libs/common';
import { type Logger } from '#libs/observability';
import {
  type BullQueue,
  type BullWorker,
  type JobBackend,
  StoreAwayError,
  type StoredJob,
  type WorkerWork,
} from './job-backend.js';
import { type QueueName } from './job-registry.js';
import { faultOfRedis, readRedisInfo, type RedisInfo, storeFaultOf } from './redis-faults.js';

const { Queue, Worker } = withBackend(createRedisBackend);

/** For a connection, and for each command of queues. */
const DEADLINE_MS = 5_000;
const NOT_CONNECTED = /isn't writeable|Connection is closed/;
const MAX_RETRY_MS = 1_000;

export interface RedisBackendOptions {
  /** `redis://` or `rediss://`, with user, password and database number where there are. */
  readonly url: string;
  /** Begins every key; platforms on one Redis must differ in it. */
  readonly prefix: string;
}

/**
 * BullMQ on Redis or Valkey. Queues share one connection that fails fast, since the outbox tries again; workers share one that
 * waits for as long as it takes, and have one each to block on.
 */
export class RedisBackend implements JobBackend {
  readonly engine = 'Redis';
  readonly databaseConnections = 0;

  readonly #control: Redis;
  /** All connections of the workers, those too that BullMQ duplicates. */
  readonly #clients = new Set<Redis>();
  #workers: Redis | null = null;
  /** Why the connection of the queues is down; null while it is up. */
  #trouble: string | null = null;
  /** How often Redis hung. */
  #hung = 0;
  #closed = false;
  readonly #marker: string;
  readonly #alive: string;

  constructor(
    private readonly options: RedisBackendOptions,
    private readonly logger: Logger,
  ) {
    this.#marker = `${options.prefix}:store`;
    this.#alive = `${options.prefix}:alive`;
    this.#control = this.#connect({
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: DEADLINE_MS,
    });
    this.#control.on('error', (error) => {
      // Of commands that come while it is down; they do not say why.
      if (!NOT_CONNECTED.test(messageOf(error))) this.#trouble = messageOf(storeFaultOf(error));
    });
    this.#control.on('ready', () => (this.#trouble = null));
  }

  async prepare(): Promise<string> {
    const fault = faultOfRedis(await this.#inspect());
    if (fault !== null) throw fault;
    await this.#untilReady();
    await this.#ask(() => this.#control.set(this.#marker, randomUUID(), 'NX'));
    const identity = await this.probe();
    if (identity === null) throw new StoreAwayError('Redis lost its marker at once');
    this.#workers = this.#connectForWorkers();
    return identity;
  }

  /**
   * The marker is lost with everything else. Another start of Redis may have lost the last jobs only, and after one that hung some
   * connection may wait for ever for a host that is gone: both count as another store.
   * @throws BootError when the policy was changed meanwhile
   */
  async probe(): Promise<string | null> {
    const [text, marker] = await this.#ask(() =>
      Promise.all([
        this.#control.info(),
        this.#control.get(this.#marker),
        this.#control.set(this.#alive, new Date().toISOString()),
      ]),
    );
    const info = readRedisInfo(text);
    const fault = faultOfRedis(info);
    if (fault !== null) throw fault;
    return marker === null ? null : `${info.runId} ${marker} ${this.#hung}`;
  }

  /** One that hangs gets a new connection: the old one may wait for ever. */
  explain(error: unknown): Error {
    const reason = messageOf(error);
    const isDown = this.#control.status !== 'ready' || NOT_CONNECTED.test(reason);
    if (reason === 'Command timed out') {
      this.#hung += 1;
      this.#trouble = messageOf(storeFaultOf(error));
      // After the end a late answer must not bring it back.
      if (!this.#closed) this.#control.disconnect(true);
    } else if (this.#trouble !== null && isDown) return new StoreAwayError(this.#trouble);
    return storeFaultOf(error);
  }

  openQueue(name: QueueName): BullQueue {
    return new Queue<StoredJob>(name, {
      connection: this.#control,
      prefix: this.options.prefix,
      // Nobody reads them.
      streams: { events: { maxLen: 10 } },
    });
  }

  openWorker(name: QueueName, { concurrency, handle }: WorkerWork): BullWorker {
    if (this.#workers === null) throw new Error('The job store is not prepared');
    return new Worker<StoredJob>(name, (job) => handle(job.data), {
      connection: this.#workers,
      prefix: this.options.prefix,
      autorun: false,
      concurrency,
      runRetryDelay: 1_000,
      maxStalledCount: 1,
    });
  }

  release(): void {
    for (const client of this.#clients) client.disconnect();
    this.#clients.clear();
    this.#workers = null;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.release();
    this.#control.disconnect();
    return Promise.resolve();
  }

  /** One look over a connection of its own: one that goes on trying would hide why it is not let in. */
  async #inspect(): Promise<RedisInfo> {
    const client = this.#connect({
      lazyConnect: true,
      enableReadyCheck: false,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      commandTimeout: DEADLINE_MS,
    });
    let told: unknown = null;
    client.on('error', (error) => (told ??= error));
    try {
      await client.connect();
      const info = readRedisInfo(await client.info());
      // A database number that is out of range is told beside the way, and we would go on in the first one.
      if (told !== null) throw told as Error;
      return info;
    } catch (error) {
      throw storeFaultOf(told ?? error);
    } finally {
      client.disconnect();
    }
  }

  async #untilReady(): Promise<void> {
    const until = Date.now() + DEADLINE_MS;
    while (this.#control.status !== 'ready') {
      if (Date.now() > until) throw new StoreAwayError('Redis 没有响应 / Redis does not answer');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      throw this.explain(error);
    }
  }

  #connect(options: RedisOptions): Redis {
    const client = new Redis(this.options.url, {
      connectionName: 'gonglian-jobs',
      connectTimeout: DEADLINE_MS,
      keepAlive: 10_000,
      // ioredis begins again by itself after a failed look at the server, even when it was told to end.
      retryStrategy: (times) => (this.#closed ? null : Math.min(times * 50, MAX_RETRY_MS)),
      // After a failover the old primary answers as a replica.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
      ...options,
    });
    client.setMaxListeners(0);
    // Without a listener ioredis prints each. Never the error itself: that of AUTH holds the password.
    client.on('error', (error) => this.logger.debug({ reason: messageOf(error) }, 'Redis connection'));
    return client;
  }

  /** BullMQ wants commands of workers to wait for as long as Redis is away; it duplicates the connection for each to block on. */
  #connectForWorkers(options: RedisOptions = {}): Redis {
    const client = this.#connect({ maxRetriesPerRequest: null, ...options });
    client.duplicate = (more) => this.#connectForWorkers({ ...options, ...more });
    this.#clients.add(client);
    return client;
  }
}
