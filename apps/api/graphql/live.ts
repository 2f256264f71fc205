import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BootError, messageOf } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { type OrgScope, StandingService } from '#libs/identity';
import { WakeUpListener, type WakeUpTopic } from '#libs/messaging';
import { LOGGER, type Logger } from '#libs/observability';

/** Wake-ups a slow subscriber may be behind; older ones are dropped, the list query has them all. */
const BACKLOG = 1_000;

interface StreamOptions<T> {
  /** Ids that are read before the first wake-up: how things stand. */
  readonly atOnce?: readonly string[];
  /**
   * Told of each row; the stream ends with the first one that is the last. As its end must not hang on one lost wake-up, such a
   * stream reads `atOnce` again each WATCH_RECHECK_MS.
   */
  readonly isLast?: (row: T) => boolean;
}

/** Turns wake-ups into streams of rows that are read again, and so authorised again, for each subscriber. */
@Injectable()
export class LiveUpdates implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #listener: WakeUpListener;
  readonly #recheckMs: number;

  constructor(
    private readonly standings: StandingService,
    @Inject(CONFIG) config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    if (config.database.appUrl === null) throw new BootError('DATABASE_APP_URL is not set');
    this.#listener = new WakeUpListener(config.database.appUrl, logger);
    this.#recheckMs = config.watching.recheckMs;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#listener.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#listener.stop();
  }

  /**
   * Rows for each wake-up of the key, until the client leaves, or may no longer act as it did when it came.
   * @param read reads rows by id under the subscriber's own scope; rows it may not see are simply not there
   * @param wrap puts a row under the name of the subscription field
   */
  stream<T, P>(
    scope: OrgScope,
    topic: WakeUpTopic,
    key: string,
    read: (ids: readonly string[]) => Promise<T[]>,
    wrap: (row: T) => P,
    { atOnce = [], isLast }: StreamOptions<T> = {},
  ): AsyncIterableIterator<P> {
    const queue: string[] = [...atOnce];
    let wake: (() => void) | null = null;
    let open = true;
    let ending = false;
    const take = (ids: readonly string[]) => {
      queue.push(...ids);
      if (queue.length > BACKLOG) queue.splice(0, queue.length - BACKLOG);
      wake?.();
    };
    const forget = this.#listener.on(topic, key, take);
    // What waits to be read is read as it then is: nothing to add.
    const recheck = () => (queue.length === 0 ? take(atOnce) : undefined);
    const timer = isLast === undefined ? undefined : setInterval(recheck, this.#recheckMs).unref();
    const stop = () => {
      forget();
      clearInterval(timer);
    };
    const ready: P[] = [];
    const close = () => {
      open = false;
      stop();
      wake?.();
      return Promise.resolve({ done: true as const, value: undefined });
    };
    return {
      next: async () => {
        while (open && !ending && ready.length === 0) {
          if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          if (queue.length === 0) continue;
          const rows = await this.#readOrSkip(scope, read, queue.splice(0));
          if (rows === null) await close();
          else {
            ready.push(...rows.map(wrap));
            ending = isLast !== undefined && rows.some(isLast);
            if (ending) stop();
          }
        }
        const value = ready.shift();
        return open && value !== undefined ? { done: false, value } : close();
      },
      return: close,
      throw: close,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /**
   * A wake-up is a hint: one whose rows cannot be read costs freshness, and must not end the subscription.
   * @returns null when the subscriber may no longer act as it did, which does end it
   */
  async #readOrSkip<T>(
    scope: OrgScope,
    read: (ids: readonly string[]) => Promise<T[]>,
    ids: readonly string[],
  ): Promise<T[] | null> {
    try {
      return (await this.standings.holds(scope)) ? await read(ids) : null;
    } catch (error) {
      this.logger.warn({ reason: messageOf(error) }, 'rows of a wake-up not read');
      return [];
    }
  }
}
