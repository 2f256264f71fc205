import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BootError, messageOf } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { WakeUpListener, type WakeUpTopic } from '#libs/messaging';
import { LOGGER, type Logger } from '#libs/observability';

/** Wake-ups a slow subscriber may be behind; older ones are dropped, the list query has them all. */
const BACKLOG = 1_000;

/** Turns wake-ups into streams of rows that are read again, and so authorised again, for each subscriber. */
@Injectable()
export class LiveUpdates implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #listener: WakeUpListener;

  constructor(
    @Inject(CONFIG) config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    if (config.database.appUrl === null) throw new BootError('DATABASE_APP_URL is not set');
    this.#listener = new WakeUpListener(config.database.appUrl, logger);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#listener.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#listener.stop();
  }

  /**
   * Rows for each wake-up of the key, until the client leaves.
   * @param read reads rows by id under the subscriber's own scope; rows it may not see are simply not there
   * @param wrap puts a row under the name of the subscription field
   */
  stream<T, P>(
    topic: WakeUpTopic,
    key: string,
    read: (ids: readonly string[]) => Promise<T[]>,
    wrap: (row: T) => P,
  ): AsyncIterableIterator<P> {
    const queue: string[] = [];
    let wake: (() => void) | null = null;
    let open = true;
    const stop = this.#listener.on(topic, key, (ids) => {
      queue.push(...ids);
      if (queue.length > BACKLOG) queue.splice(0, queue.length - BACKLOG);
      wake?.();
    });
    const ready: P[] = [];
    const close = () => {
      open = false;
      stop();
      wake?.();
      return Promise.resolve({ done: true as const, value: undefined });
    };
    return {
      next: async () => {
        while (open && ready.length === 0) {
          if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          if (queue.length > 0) ready.push(...(await this.#readOrSkip(read, queue.splice(0))).map(wrap));
        }
        const value = ready.shift();
        return open && value !== undefined ? { done: false, value } : { done: true, value: undefined };
      },
      return: close,
      throw: close,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** A wake-up is a hint: one whose rows cannot be read costs freshness, and must not end the subscription. */
  async #readOrSkip<T>(read: (ids: readonly string[]) => Promise<T[]>, ids: readonly string[]): Promise<T[]> {
    try {
      return await read(ids);
    } catch (error) {
      this.logger.warn({ reason: messageOf(error) }, 'rows of a wake-up not read');
      return [];
    }
  }
}
