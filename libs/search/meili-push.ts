import { Injectable } from '@nestjs/common';
import { groupBy } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { MAX_ITEMS, type SearchKind } from '#libs/messaging';
import { type MeiliIndexRow, MeiliRecords, type Turn } from './meili-records.js';
import { MeiliSend, parcelOf } from './meili-send.js';
import { settingsVersion } from './meili-settings.js';
import { MeiliWriter } from './meili-writer.js';
import { type SourceEntry } from './search-document.js';
import { SearchSources } from './search-sources.js';

/** Entities of one task of the list. Large enough for an import, small enough to be searchable in a second or two. */
const BATCH = 1_000;

/** How the live index of a kind stands. */
export type LiveState = 'good' | 'missing' | 'stale';

/** Sends what indexes wait for. */
@Injectable()
export class MeiliPush {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: SearchSources,
    private readonly records: MeiliRecords,
    private readonly writer: MeiliWriter,
    private readonly sender: MeiliSend,
  ) {}

  /**
   * Looks whether the live index is the one that we made, with the present settings. One that is not there any more is told to nobody
   * from then on.
   */
  async examine(kind: SearchKind): Promise<LiveState> {
    const live = await this.records.live(kind);
    if (live === null) return 'missing';
    if (live.settings !== settingsVersion(kind) || live.uid !== this.writer.liveUid(kind)) return 'stale';
    if ((await this.writer.identity(live.uid)) === live.identity) return 'good';
    await this.records.retire(live.generation);
    return 'missing';
  }

  /**
   * Sends what the live index waits for, until nothing does or the time is over.
   * @param until milliseconds since 1970
   * @returns true when nothing waits, false when more does or another process is at it
   */
  async push(kind: SearchKind, until: number): Promise<boolean> {
    const live = await this.records.live(kind);
    if (live === null) return true;
    const done = await this.records.withTurn(live.generation, (turn) => this.drain(live, turn, until));
    return done ?? false;
  }

  /** Sends what an index waits for, under a turn on it. @returns true when nothing waits any more */
  async drain(index: MeiliIndexRow, turn: Turn, until: number): Promise<boolean> {
    await this.sender.settle(index, turn);
    while (Date.now() < until) {
      const waiting = await this.#next(index);
      if (waiting.size === 0) return true;
      const entries = await this.load(index.kind, [...waiting.keys()]);
      await this.sender.send(
        index,
        entries.map((entry) => parcelOf(entry, waiting.get(entry.id) ?? null)),
        turn,
      );
    }
    return false;
  }

  /** Present documents of these entities; those that are gone have none. */
  async load(kind: SearchKind, ids: readonly string[]): Promise<SourceEntry[]> {
    const found: SourceEntry[] = [];
    const source = this.sources.get(kind);
    for (let start = 0; start < ids.length; start += MAX_ITEMS) {
      const some = ids.slice(start, start + MAX_ITEMS);
      const entries = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) => source.load(tx, some));
      const byId = groupBy(entries, (entry) => entry.id);
      found.push(...some.map((id) => byId.get(id)?.[0] ?? { id, document: null }));
    }
    return found;
  }

  /** Ids that wait longest, with their sequences. */
  async #next({ generation }: MeiliIndexRow): Promise<ReadonlyMap<string, string>> {
    const rows = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.query<{ id: string; sequence: string }>(
        'SELECT id, sequence FROM meili_change WHERE generation = $1 ORDER BY sequence LIMIT $2',
        [generation, BATCH],
      ),
    );
    return new Map(rows.map(({ id, sequence }) => [id, sequence]));
  }
}
