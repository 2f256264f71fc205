import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BootError } from '#libs/common';
import { type AppConfig, CONFIG, weakKey } from '#libs/config';
import { HealthRegistry, LOGGER, type Logger } from '#libs/observability';
import { MeiliWriter } from './meili-writer.js';

/** Between questions to a server that did not answer, in milliseconds. */
const AGAIN_MS = 30_000;
/** Longest that a start waits for the answer, in milliseconds. */
const PATIENCE_MS = 3_000;

const TOO_MUCH =
  'MEILI_API_KEY 权限过大（主密钥或管理密钥），请用 search-keys make 生成的密钥 / ' +
  'MEILI_API_KEY can list keys (a master or admin key): use one of search-keys make';

/**
 * Sees that this process has a key with no more rights than it needs. In production it refuses to start with a master or admin key; when
 * the server does not answer at the start it asks again, and the process is not ready once it knows. Elsewhere it warns.
 */
@Injectable()
export class MeiliKeyCheck implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: AppConfig,
    private readonly writer: MeiliWriter,
    private readonly health: HealthRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws BootError in production */
  async onApplicationBootstrap(): Promise<void> {
    const { url, apiKey } = this.config.meili;
    if (url === null) return;
    const weak = weakKey(apiKey);
    if (weak.length > 0) this.logger.warn(weak.join('; '));
    const isTooMuch = await this.#ask();
    if (isTooMuch === true) this.#refuse();
    if (isTooMuch === null) this.#askAgain();
  }

  onModuleDestroy(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #ask(): Promise<boolean | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
    try {
      return await Promise.race([this.writer.canListKeys(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #refuse(): void {
    if (this.config.environment === 'production') throw new BootError(TOO_MUCH);
    this.logger.warn(TOO_MUCH);
  }

  #askAgain(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.#ask().then((isTooMuch) => {
        if (isTooMuch === null) this.#askAgain();
        if (isTooMuch !== true) return;
        this.logger.error(TOO_MUCH);
        if (this.config.environment === 'production')
          this.health.register('meilisearchKey', () => Promise.reject(new BootError(TOO_MUCH)));
      });
    }, AGAIN_MS);
    this.#timer.unref();
  }
}
