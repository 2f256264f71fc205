import { Injectable } from '@nestjs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type SearchKind, type VersionedId } from '#libs/messaging';
import { MeiliPush } from './meili-push.js';
import { type MeiliIndexRow, MeiliRecords, type Turn, TurnOverError } from './meili-records.js';
import { MeiliSend, type Parcel, parcelOf } from './meili-send.js';
import { settingsVersion } from './meili-settings.js';
import { BuildCheckError, MeiliSwap } from './meili-swap.js';
import { IndexGoneError, isOutage, MeiliWriter } from './meili-writer.js';
import { SearchSources } from './search-sources.js';

/** Entities read, and documents sent, at once; two such pages are in memory at most. */
const PAGE = 2_000;

/** Called after each page with how many documents the new index has been given, and how many in the phases after. */
export type BuildProgress = (kind: SearchKind, phase: string, filled: number) => void;

/** `done`: the new index is live. `more`: the time is over, call again. `busy`: another process builds. */
export type BuildOutcome = 'done' | 'more' | 'busy';

/** True when a build was broken off by the engine or by another process: to run it again is all there is to do. */
export const isBuildBroken = (error: unknown): boolean =>
  isOutage(error) || error instanceof IndexGoneError || error instanceof TurnOverError;

interface Page {
  readonly parcels: readonly Parcel[];
  readonly last: string | null;
}

/**
 * Builds an index beside the live one and puts it in its place. Each step is written down before the next begins, so it can be broken
 * off anywhere and goes on from there, in this process or another; one process at a time has the turn.
 */
@Injectable()
export class MeiliBuild {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: SearchSources,
    private readonly records: MeiliRecords,
    private readonly writer: MeiliWriter,
    private readonly pushes: MeiliPush,
    private readonly sender: MeiliSend,
    private readonly swaps: MeiliSwap,
  ) {}

  /**
   * Begins a build of a kind, or joins the one that is under way with the present settings.
   * @returns its generation; null when what an earlier one left must be cleared away first and another process is at it
   */
  async begin(kind: SearchKind): Promise<number | null> {
    const underway = await this.records.building(kind);
    const settings = settingsVersion(kind);
    if (underway?.settings === settings && underway.uid === this.writer.nextUid(kind))
      return underway.generation;
    if (underway !== null) await this.records.retire(underway.generation);
    await this.swaps.sweep(kind);
    await this.records.begin(kind, this.writer.nextUid(kind), settings);
    return (await this.records.building(kind))?.generation ?? null;
  }

  /** Clears away what builds have left behind, when one was broken off after its swap. */
  clear(kind: SearchKind): Promise<void> {
    return this.swaps.sweep(kind);
  }

  /**
   * Works on a build until it is live or the time is over.
   * @param until milliseconds since 1970
   * @throws IndexGoneError or BuildCheckError after which it must begin anew; what the engine raised otherwise
   */
  async advance(
    generation: number,
    until: number,
    progress: BuildProgress = () => undefined,
  ): Promise<BuildOutcome> {
    const outcome = await this.records.withTurn(generation, async (turn) => {
      for (;;) {
        const index = await this.records.get(generation);
        if (index === null || index.phase === 'retired')
          throw new IndexGoneError('The build was given up by another');
        if (index.phase === 'live') return 'done' as const;
        progress(index.kind, index.phase, index.filled);
        if (Date.now() >= until) return 'more' as const;
        try {
          if (!(await this.#step(index, turn, until, progress))) return 'more' as const;
        } catch (error) {
          // What was built is worthless; the next begins at the beginning.
          if (error instanceof IndexGoneError || error instanceof BuildCheckError)
            await this.records.retire(generation);
          throw error;
        }
      }
    });
    if (outcome === 'done') for (const { kind } of this.sources.all()) await this.clear(kind);
    if (outcome !== null) return outcome;
    if ((await this.records.get(generation)) === null)
      throw new IndexGoneError('The build was given up by another');
    return 'busy';
  }

  /** One phase of the build. @returns false when the time was over before its end */
  async #step(index: MeiliIndexRow, turn: Turn, until: number, progress: BuildProgress): Promise<boolean> {
    switch (index.phase) {
      case 'making': {
        const identity = await this.writer.make(index.uid, index.kind, turn);
        await this.#set(index, turn, "phase = 'filling', identity = $3", [identity]);
        return true;
      }
      case 'filling':
        return this.#fill(index, turn, until, progress);
      case 'replaying':
        if (!(await this.pushes.drain(index, turn, until))) return false;
        await this.swaps.check(index, turn);
        await this.#set(index, turn, "phase = 'swapping'");
        return true;
      default:
        return this.swaps.swap(index, turn);
    }
  }

  /** Everything that is public, in the order of ids; the next page is made while the engine works on this one. */
  async #fill(index: MeiliIndexRow, turn: Turn, until: number, progress: BuildProgress): Promise<boolean> {
    await this.#sameIndex(index);
    await this.sender.settle(index, turn);
    let { filled, filledTo } = index;
    let page = await this.#page(index.kind, filledTo);
    for (;;) {
      const { parcels, last } = page;
      const next = last === null ? null : this.#page(index.kind, last);
      // Awaited below; without this a failure of the sending would leave it unhandled.
      next?.catch(() => undefined);
      await this.sender.send(index, parcels, turn);
      [filled, filledTo] = [filled + parcels.length, last ?? filledTo];
      await this.#set(
        index,
        turn,
        `filled = $3, filled_to = $4${next === null ? ", phase = 'replaying'" : ''}`,
        [filled, filledTo],
      );
      if (next === null) return true;
      progress(index.kind, 'filling', filled);
      if (Date.now() >= until) {
        await next;
        return false;
      }
      page = await next;
    }
  }

  async #page(kind: SearchKind, after: string | null): Promise<Page> {
    const ids: readonly VersionedId[] = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      this.sources.get(kind).idsOf(tx, null, after, PAGE),
    );
    const entries = await this.pushes.load(
      kind,
      ids.map(({ id }) => id),
    );
    return {
      parcels: entries.filter(({ document }) => document !== null).map((entry) => parcelOf(entry, null)),
      last: ids.length < PAGE ? null : (ids.at(-1)?.id ?? null),
    };
  }

  async #sameIndex({ uid, identity }: MeiliIndexRow): Promise<void> {
    if ((await this.writer.identity(uid)) !== identity)
      throw new IndexGoneError(`The index ${uid} is gone before it was complete`);
  }

  #set(index: MeiliIndexRow, turn: Turn, set: string, values: readonly unknown[] = []): Promise<void> {
    return this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      this.records.update(tx, index.generation, turn, `updated_at = now(), ${set}`, values),
    );
  }
}
