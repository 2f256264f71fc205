import { Inject, Injectable } from '@nestjs/common';
import {
  type EnqueuedTask,
  Meilisearch,
  MeilisearchApiError,
  MeilisearchTaskTimeOutError,
  type Task,
} from 'meilisearch';
import { type AppConfig, CONFIG } from '#libs/config';
import { type SearchKind } from '#libs/messaging';
import { type Turn } from './meili-records.js';
import { indexSettings } from './meili-settings.js';

/** Longest that a request may take, in milliseconds, and one that carries documents, 16 MB of them. */
const REQUEST_MS = 10_000;
const PAYLOAD_MS = 60_000;
/** Between looks at a task in flight, and between renewals of the turn, in milliseconds. */
const LOOK_MS = 50;
const WAIT_MS = 2_000;

/** A task that Meilisearch took and then failed or canceled; the message is its cause. */
export class MeiliTaskError extends Error {
  override readonly name = 'MeiliTaskError';
  constructor(
    readonly taskUid: number,
    readonly code: string,
    /** `invalid_request`, `internal`, `system` (a full disk), `auth`. */
    readonly type: string,
    message: string,
  ) {
    super(`Meilisearch task ${taskUid}: ${message} (${code})`);
  }
}

/** The index is not the one that PostgreSQL knows: the server was wiped or replaced, or somebody deleted it. */
export class IndexGoneError extends Error {
  override readonly name = 'IndexGoneError';
}

/** True when the engine cannot be reached, or refuses to serve: no fault of what was sent to it. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof MeilisearchApiError))
    return error instanceof Error && /^Meilisearch(Request|RequestTimeOut)Error$/.test(error.name);
  const { status } = error.response;
  return status >= 500 || [401, 403, 408, 429].includes(status);
}

/** An id and version of a document in the engine. */
export interface EngineEntry {
  readonly id: string;
  readonly version: number;
}

/** Requests of the write side to Meilisearch, with the worker's key. Each method is one request, or one task and its end. */
@Injectable()
export class MeiliWriter {
  readonly #client: Meilisearch | null;
  readonly #carrier: Meilisearch | null;

  constructor(@Inject(CONFIG) private readonly config: AppConfig) {
    const { url, apiKey } = config.meili;
    const open = (timeout: number) =>
      url === null ? null : new Meilisearch({ host: url, timeout, ...(apiKey !== null && { apiKey }) });
    [this.#client, this.#carrier] = [open(REQUEST_MS), open(PAYLOAD_MS)];
  }

  get #engine(): Meilisearch {
    if (this.#client === null) throw new Error('MEILI_URL is not set');
    return this.#client;
  }

  liveUid(kind: SearchKind): string {
    return `${this.config.meili.prefix}_${kind}`;
  }

  /** Name of the index that is built beside the live one, and of the old one after the swap. */
  nextUid(kind: SearchKind): string {
    return `${this.liveUid(kind)}_next`;
  }

  /** When the index of this name was made; null when there is none. */
  async identity(uid: string): Promise<string | null> {
    try {
      return (await this.#engine.index(uid).getRawInfo()).createdAt;
    } catch (error) {
      if (error instanceof MeilisearchApiError && error.cause?.code === 'index_not_found') return null;
      throw error;
    }
  }

  /** Makes an empty index with the settings of its kind; what stood at the name is deleted. @returns its identity */
  async make(uid: string, kind: SearchKind, turn: Turn): Promise<string> {
    await this.drop(uid, turn);
    await this.finish(await this.#engine.createIndex(uid, { primaryKey: 'id' }), turn);
    await this.finish(await this.#engine.index(uid).updateSettings(indexSettings(kind)), turn);
    const identity = await this.identity(uid);
    if (identity === null) throw new IndexGoneError(`The index ${uid} is gone as soon as it was made`);
    return identity;
  }

  async drop(uid: string, turn: Turn): Promise<void> {
    await this.#ended((await this.#engine.deleteIndex(uid)).taskUid, turn);
  }

  /** Sends documents as lines of JSON. @param mark comes back with the task */
  put(uid: string, lines: readonly string[], mark: string): Promise<EnqueuedTask> {
    if (this.#carrier === null) throw new Error('MEILI_URL is not set');
    return this.#carrier
      .index(uid)
      .addDocumentsFromString(lines.join('\n'), 'application/x-ndjson', { customMetadata: mark });
  }

  remove(uid: string, ids: readonly string[], mark: string): Promise<EnqueuedTask> {
    return this.#engine.index(uid).deleteDocuments([...ids], { customMetadata: mark });
  }

  /** Waits for the end of a task. @throws MeiliTaskError unless it succeeded; TurnOverError */
  async finish({ taskUid }: Pick<EnqueuedTask, 'taskUid'>, turn: Turn): Promise<void> {
    const { status, error } = await this.#ended(taskUid, turn);
    if (status === 'succeeded') return;
    throw new MeiliTaskError(taskUid, error?.code ?? status, error?.type ?? status, error?.message ?? status);
  }

  /** `waitForTask` resolves for failed tasks too: the caller looks at the status. */
  async #ended(taskUid: number, turn: Turn): Promise<Task> {
    for (;;) {
      await turn.keep();
      try {
        return await this.#engine.tasks.waitForTask(taskUid, { timeout: WAIT_MS, interval: LOOK_MS });
      } catch (error) {
        if (!(error instanceof MeilisearchTaskTimeOutError)) throw error;
      }
    }
  }

  /** The task that carries this mark, among the last of an index; null when it never arrived. */
  async find(uid: string, mark: string): Promise<number | null> {
    const { results } = await this.#engine.tasks.getTasks({ indexUids: [uid], limit: 20 });
    return results.find((task) => task.customMetadata === mark)?.uid ?? null;
  }

  /**
   * Waits until everything is done that was sent to the engine before: tasks are taken in order. A key for our indexes alone cannot
   * see swaps among the tasks.
   * @returns true when the index could be written to
   */
  async barrier(uid: string, turn: Turn): Promise<boolean> {
    const { taskUid } = await this.#engine.index(uid).deleteDocuments([]);
    return (await this.#ended(taskUid, turn)).status === 'succeeded';
  }

  /** Asks that two indexes exchange their names, or that the first takes the name of one that is not there. */
  async swap(from: string, to: string, rename: boolean): Promise<void> {
    await this.#engine.swapIndexes([{ indexes: [from, to], rename }]);
  }

  async count(uid: string): Promise<number> {
    return (await this.#engine.index(uid).getStats()).numberOfDocuments;
  }

  /** Ids and versions in the order of ids. */
  async page(uid: string, after: string | null, upTo: string | null, limit: number): Promise<EngineEntry[]> {
    const filter = [
      ...(after === null ? [] : [`id > "${after}"`]),
      ...(upTo === null ? [] : [`id <= "${upTo}"`]),
    ];
    const { results } = await this.#engine.index<{ id: string; version: number }>(uid).getDocuments({
      ...{ sort: ['id:asc'], fields: ['id', 'version'], limit },
      ...(filter.length > 0 && { filter }),
    });
    return results;
  }

  /** Versions of those of these documents that are there. */
  async versions(uid: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0) return new Map();
    const { results } = await this.#engine
      .index<{ id: string; version: number }>(uid)
      .getDocuments({ ids: [...ids], fields: ['id', 'version'], limit: ids.length });
    return new Map(results.map(({ id, version }) => [id, version]));
  }

  /** Whether the key of this process can list keys; null when the engine does not say. */
  async canListKeys(): Promise<boolean | null> {
    try {
      await this.#engine.getKeys({ limit: 1 });
      return true;
    } catch (error) {
      if (!(error instanceof MeilisearchApiError)) return null;
      // A server without a master key has no keys to list, and asks for none.
      return [401, 403].includes(error.response.status) ? false : null;
    }
  }
}
