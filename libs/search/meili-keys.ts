import { type Key, type KeyCreation, Meilisearch } from 'meilisearch';
import { BootError } from '#libs/common';
import { type SearchKind } from '#libs/messaging';

export type MeiliKeyRole = 'search' | 'write';

/** A key without its text. */
export interface MeiliKeyInfo {
  readonly uid: string;
  readonly role: MeiliKeyRole;
  readonly indexes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

/** A new key with its text, to be shown once. */
export interface MadeMeiliKey extends MeiliKeyInfo {
  readonly key: string;
}

const KINDS: readonly SearchKind[] = ['product', 'need'];

/**
 * What each process may do. The worker's may search too, which lets it see nothing that it could not read. Neither can see, make or
 * delete keys, and neither is good for other indexes than ours.
 */
const ACTIONS: Readonly<Record<MeiliKeyRole, readonly string[]>> = {
  search: ['search'],
  write: [
    ...['search', 'documents.add', 'documents.get', 'documents.delete'],
    ...['indexes.create', 'indexes.get', 'indexes.delete', 'indexes.swap'],
    ...['settings.get', 'settings.update', 'stats.get', 'tasks.get'],
  ],
};

/** Keys read at once; a server has a handful. */
const MANY = 1_000;
const DAY_MS = 86_400_000;

/** Makes, lists and rotates the platform's keys to Meilisearch, with the master key. Keys of others are never touched. */
export class MeiliKeys {
  readonly #client: Meilisearch;

  constructor(
    { url, masterKey }: { readonly url: string; readonly masterKey: string },
    private readonly prefix: string,
  ) {
    this.#client = new Meilisearch({ host: url, apiKey: masterKey, timeout: 10_000 });
  }

  /** The platform's keys, newest first. */
  async list(): Promise<MeiliKeyInfo[]> {
    const { results } = await this.#client.getKeys({ limit: MANY });
    return results
      .flatMap((key) => this.#infoOf(key) ?? [])
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  /**
   * Makes a key for the API and one for the worker. @param days until they expire
   * @throws BootError when there are keys already: those are rotated
   */
  async make(days: number): Promise<MadeMeiliKey[]> {
    if ((await this.list()).length > 0)
      throw new BootError(
        '密钥已存在，请用 search-keys rotate / there are keys already: use search-keys rotate',
      );
    return this.#makeBoth(days);
  }

  /**
   * Makes new keys beside the old ones, which stay good until `finish`.
   * @throws BootError while an earlier rotation is not finished
   */
  async rotate(days: number): Promise<MadeMeiliKey[]> {
    if (this.#older(await this.list()).length > 0)
      throw new BootError(
        '上次轮换尚未完成，请先执行 search-keys rotate --finish / finish the last rotation first: search-keys rotate --finish',
      );
    return this.#makeBoth(days);
  }

  /** Deletes all keys but the newest of each role. @returns those deleted */
  async finish(): Promise<MeiliKeyInfo[]> {
    const older = this.#older(await this.list());
    for (const { uid } of older) await this.#client.deleteKey(uid);
    return older;
  }

  #older(keys: readonly MeiliKeyInfo[]): MeiliKeyInfo[] {
    const newest = new Set<string>();
    for (const role of ['search', 'write'] as const) {
      const key = keys.find((one) => one.role === role);
      if (key !== undefined) newest.add(key.uid);
    }
    return keys.filter(({ uid }) => !newest.has(uid));
  }

  async #makeBoth(days: number): Promise<MadeMeiliKey[]> {
    const expiresAt = new Date(Date.now() + days * DAY_MS);
    const made: MadeMeiliKey[] = [];
    for (const role of ['search', 'write'] as const) {
      const live = KINDS.map((kind) => `${this.prefix}_${kind}`);
      const key = await this.#client.createKey({
        name: this.#nameOf(role),
        description: 'made by search-keys of Gonglian',
        actions: [...ACTIONS[role]] as KeyCreation['actions'],
        indexes: role === 'search' ? live : live.flatMap((uid) => [uid, `${uid}_next`]),
        expiresAt,
      });
      const info = this.#infoOf(key);
      if (info !== null) made.push({ ...info, key: key.key });
    }
    return made;
  }

  #nameOf(role: MeiliKeyRole): string {
    return `${this.prefix}-${role}`;
  }

  #infoOf({ uid, name, indexes, createdAt, expiresAt }: Key): MeiliKeyInfo | null {
    const role = (['search', 'write'] as const).find((one) => name === this.#nameOf(one));
    if (role === undefined) return null;
    const expires = expiresAt as string | Date | null | undefined;
    return {
      ...{ uid, role, indexes },
      createdAt: new Date(createdAt).toISOString(),
      expiresAt: expires === null || expires === undefined ? null : new Date(expires).toISOString(),
    };
  }
}
