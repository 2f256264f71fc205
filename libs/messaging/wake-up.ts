import { EventEmitter } from 'node:events';
import pg from 'pg';
import { z } from 'zod';
import { groupBy, messageOf } from '#libs/common';
import { SYSTEM_SCOPE, type UnitOfWork } from '#libs/database';
import { type Logger } from '#libs/observability';

const CHANNEL = 'gonglian_wake_up';
/** NOTIFY carries at most 8,000 bytes; 70 pairs of ids are some 6,700. */
const ITEMS_PER_MESSAGE = 70;
const message = z.object({
  topic: z.enum(['notification', 'match', 'match.progress', 'import']),
  items: z.array(z.object({ key: z.uuid(), id: z.uuid() })),
});

/**
 * What subscribers wait for: new notifications (key: the user), finished runs and steps of runs (key: the need),
 * steps of imports (key: the import).
 */
export type WakeUpTopic = z.infer<typeof message>['topic'];

/** `key` is what a subscriber listens for, `id` what it then re-reads under its own scope. */
export type WakeUpItem = z.infer<typeof message>['items'][number];

/**
 * Tells every API process that something changed for these ids. A hint only: it carries no data, and a lost one costs
 * nothing but freshness. In a transaction of its own, as NOTIFY serialises the commits it is part of.
 */
export async function sendWakeUp(
  unitOfWork: UnitOfWork,
  topic: WakeUpTopic,
  items: readonly WakeUpItem[],
): Promise<void> {
  for (let start = 0; start < items.length; start += ITEMS_PER_MESSAGE) {
    const text = JSON.stringify({ topic, items: items.slice(start, start + ITEMS_PER_MESSAGE) });
    await unitOfWork.run(SYSTEM_SCOPE, (tx) => tx.query('SELECT pg_notify($1, $2)', [CHANNEL, text]));
  }
}

/** Hears wake-ups of any worker on one connection of its own, and reconnects for as long as the process lives. */
export class WakeUpListener {
  /** Connections it holds. */
  static readonly CONNECTIONS = 1;

  readonly #emitter = new EventEmitter().setMaxListeners(0);
  #client: pg.Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'gonglian-listen',
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', (notification) => this.#receive(notification.payload ?? ''));
    client.on('error', (error) => this.#reconnect(client, error));
    client.on('end', () => this.#reconnect(client, new Error('connection ended')));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      this.#reconnect(client, error);
    }
  }

  /** Calls back with the ids of each wake-up for this key, until the returned function is called. */
  on(topic: WakeUpTopic, key: string, listener: (ids: readonly string[]) => void): () => void {
    const event = `${topic}:${key}`;
    this.#emitter.on(event, listener);
    return () => this.#emitter.off(event, listener);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }

  #receive(payload: string): void {
    const parsed = message.safeParse(safeJson(payload));
    if (!parsed.success) return;
    for (const [key, items] of groupBy(parsed.data.items, (item) => item.key)) {
      this.#emitter.emit(
        `${parsed.data.topic}:${key}`,
        items.map((item) => item.id),
      );
    }
  }

  #reconnect(from: pg.Client, error: unknown): void {
    if (this.#stopped || this.#client !== from) return;
    this.#client = null;
    this.logger.warn({ reason: messageOf(error) }, 'wake-up connection lost; trying again');
    from.removeAllListeners();
    from.on('error', () => undefined);
    void from.end().catch(() => undefined);
    this.#retry = setTimeout(() => void this.start(), 1_000);
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
