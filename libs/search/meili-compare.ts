import { Injectable } from '@nestjs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { MAX_ITEMS, Outbox, type SearchKind } from '#libs/messaging';
import { meiliDrift } from '#libs/observability';
import { type MeiliIndexRow, MeiliRecords, TurnOverError } from './meili-records.js';
import { type EngineEntry, MeiliWriter } from './meili-writer.js';
import { type Drift, RECONCILED, type ReconcileProgress, underway } from './search-reconcile.js';
import { type SearchSource } from './search-document.js';
import { SearchSources } from './search-sources.js';

/** Documents compared at once. */
const PAGE = 1_000;
/** Documents of a new index that are compared before it goes live. */
const SAMPLE = 200;

/** A document that the engine refused, with its reason. */
export interface SetAside {
  readonly kind: SearchKind;
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly error: string;
}

export interface CompareReport {
  readonly compared: number;
  /** Changes on their way to the engine: no drift. */
  readonly underway: number;
  readonly drift: readonly Drift[];
  readonly setAside: readonly SetAside[];
  /** Kinds without a live index, which are not compared. */
  readonly notLive: readonly SearchKind[];
}

interface Found {
  readonly underway: number;
  readonly drift: readonly Drift[];
}

/** What is known of some entities at one time: version wanted, in the engine, and confirmed; 0 is none. */
interface Look {
  readonly waiting: ReadonlySet<string>;
  readonly differing: readonly Drift[];
}

/** Compares the live indexes of Meilisearch with PostgreSQL, both ways, by ids and versions. */
@Injectable()
export class MeiliCompare {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: SearchSources,
    private readonly records: MeiliRecords,
    private readonly writer: MeiliWriter,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Finds every document of a live index that is missing, of another version, or too many, and every confirmation that says otherwise.
   * @param repair puts what drifted on the list of what is to be sent
   */
  async run(repair: boolean, progress: ReconcileProgress = () => undefined): Promise<CompareReport> {
    const report = { compared: 0, underway: 0, drift: [] as Drift[], notLive: [] as SearchKind[] };
    for (const source of this.sources.all()) {
      const live = await this.records.live(source.kind);
      if (live === null) {
        report.notLive.push(source.kind);
        continue;
      }
      let drifted = 0;
      for await (const { compared, suspects } of this.#pages(source, live)) {
        const found = await this.#settle(live, suspects, repair);
        report.compared += compared;
        report.underway += found.underway;
        report.drift.push(...found.drift);
        drifted += found.drift.length;
        progress(source.kind, report.compared);
      }
      meiliDrift.set({ kind: source.kind }, drifted);
    }
    return { ...report, setAside: await this.setAside() };
  }

  /** Compares some documents of an index, live or not, chosen by chance. */
  async sample(index: MeiliIndexRow): Promise<{ compared: number; drift: readonly Drift[] }> {
    const rows = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.query<{ id: string }>(
        `SELECT id FROM search_document WHERE kind = $1 ORDER BY random() LIMIT ${SAMPLE}`,
        [index.kind],
      ),
    );
    const { drift } = await this.#settle(
      index,
      rows.map(({ id }) => id),
      false,
    );
    return { compared: rows.length, drift };
  }

  /** What the indexes in use have refused, newest first. */
  setAside(): Promise<SetAside[]> {
    return this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.query<SetAside>(
        `SELECT i.kind, a.id, a.version, a.code, a.error FROM meili_set_aside a JOIN meili_index i USING (generation)
          WHERE i.phase <> 'retired' ORDER BY a.at DESC, a.id`,
      ),
    );
  }

  /** Entities beside documents between the same two ids, to the end of both; ids that differ at first sight. */
  async *#pages(
    source: SearchSource,
    { uid, kind, generation }: MeiliIndexRow,
  ): AsyncGenerator<{ compared: number; suspects: readonly string[] }> {
    for (let after: string | null = null; ;) {
      if (this.records.stopping) throw new TurnOverError('The process stops');
      const from: string | null = after;
      const rows = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) => source.idsOf(tx, null, from, PAGE));
      const documents = await this.writer.page(uid, from, null, PAGE);
      const last = least(endOf(rows), endOf(documents));
      const states = await this.#states(kind, generation, from, last);
      const within = (entries: readonly EngineEntry[]) =>
        new Map(entries.filter(({ id }) => last === null || id <= last).map((e) => [e.id, e.version]));
      const [wanted, indexed, confirmed] = [within(rows), within(documents), within(states)];
      const ids = [...new Set([...wanted.keys(), ...indexed.keys(), ...confirmed.keys()])];
      yield {
        compared: ids.length,
        suspects: ids.filter(
          (id) => wanted.get(id) !== indexed.get(id) || confirmed.get(id) !== indexed.get(id),
        ),
      };
      if (last === null) return;
      after = last;
    }
  }

  #states(kind: SearchKind, generation: number, after: string | null, last: string | null) {
    return this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.query<EngineEntry>(
        `SELECT id, version FROM index_state WHERE engine = 'meilisearch' AND kind = $1 AND generation = $2
            AND ($3::uuid IS NULL OR id > $3) AND ($4::uuid IS NULL OR id <= $4)`,
        [kind, generation, after, last],
      ),
    );
  }

  /** Looks at suspects twice: what was just being written is another thing a moment later. */
  async #settle(index: MeiliIndexRow, suspects: readonly string[], repair: boolean): Promise<Found> {
    const found = { underway: 0, drift: [] as Drift[] };
    for (let start = 0; start < suspects.length; start += MAX_ITEMS) {
      const ids = suspects.slice(start, start + MAX_ITEMS);
      const first = await this.#look(index, ids);
      const { waiting, differing } =
        first.differing.length === 0
          ? first
          : await this.#look(
              index,
              first.differing.map(({ id }) => id),
            );
      found.underway += new Set([...first.waiting, ...waiting]).size;
      found.drift.push(...differing);
      if (repair && differing.length > 0) await this.#repair(index, differing);
    }
    return found;
  }

  async #look(index: MeiliIndexRow, ids: readonly string[]): Promise<Look> {
    const { kind, generation } = index;
    const { waiting, wanted, confirmed } = await this.unitOfWork.read(SYSTEM_SCOPE, async (tx) => {
      // Before the rows: what is done between the two is no longer listed, and is seen in the rows.
      const listed = await tx.query<{ id: string }>(
        'SELECT id FROM meili_change WHERE generation = $1 AND id = ANY($2)',
        [generation, ids],
      );
      const waits = new Set([...listed.map(({ id }) => id), ...(await underway(tx, kind, ids))]);
      const entries = await this.sources.get(kind).load(tx, ids);
      const versions = new Map(entries.map(({ id, document }) => [id, document?.version ?? null]));
      const refused = await numbers(tx, 'meili_set_aside WHERE generation = $1 AND id = ANY($2)', [
        ...[generation, ids],
      ]);
      // A refused document is no drift as long as it is the same; the engine may have an older one, or none.
      for (const [id, version] of refused) if (versions.get(id) === version) waits.add(id);
      const states = await numbers(
        tx,
        `index_state WHERE engine = 'meilisearch' AND generation = $1 AND id = ANY($2) AND kind = $3`,
        [generation, ids, kind],
      );
      return { waiting: waits, wanted: versions, confirmed: states };
    });
    const indexed = await this.writer.versions(index.uid, ids);
    const differing = ids
      .filter((id) => !waiting.has(id))
      .map((id) => ({ kind, id, wanted: wanted.get(id) ?? null, indexed: indexed.get(id) ?? null }))
      .filter((one) => one.wanted !== one.indexed || (confirmed.get(one.id) ?? null) !== one.indexed);
    return { waiting, differing };
  }

  async #repair({ generation }: MeiliIndexRow, drift: readonly Drift[]): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.records.noteFor(
        tx,
        generation,
        drift.map(({ id }) => id),
      );
      await this.outbox.add(tx, { kind: 'search.push', cause: RECONCILED, payload: {} });
    });
  }
}

async function numbers(
  tx: Transaction,
  from: string,
  values: readonly unknown[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<EngineEntry>(`SELECT id, version FROM ${from}`, values);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** The last id of a full page; null of the last page, which says all there is. */
const endOf = (entries: readonly EngineEntry[]) =>
  entries.length < PAGE ? null : (entries.at(-1)?.id ?? null);

const least = (a: string | null, b: string | null) => (a === null || (b !== null && b < a) ? b : a);
