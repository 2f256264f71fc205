import { Injectable } from '@nestjs/common';
import { MeilisearchApiError } from 'meilisearch';
import { messageOf, newId } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { meiliTasks } from '#libs/observability';
import { meiliDocument } from './meili-document.js';
import { type MeiliIndexRow, MeiliRecords, type Turn } from './meili-records.js';
import { IndexGoneError, MeiliTaskError, MeiliWriter } from './meili-writer.js';
import { type SourceEntry } from './search-document.js';

/** Largest text of one request, in characters; Meilisearch takes 100 MB unless told otherwise. */
const MAX_TEXT = 16_000_000;
/** Documents that one send may set aside for an unclear reason; more is no matter of single documents. */
const MAX_UNCLEAR = 50;
const MAX_ERROR_TEXT = 500;

/** A document on its way: what is to be confirmed, and the line that is sent. */
export interface Parcel {
  readonly id: string;
  /** Null removes the document. */
  readonly version: number | null;
  /** Of the change that it answers; null when it answers none. */
  readonly sequence: string | null;
  readonly line: string | null;
}

/** What the record of a task in flight holds of a parcel. */
type Held = Omit<Parcel, 'line'>;

/** Makes the parcel of an entity as it is now. */
export function parcelOf({ id, document }: SourceEntry, sequence: string | null): Parcel {
  return {
    ...{ id, sequence, version: document?.version ?? null },
    line: document === null ? null : JSON.stringify(meiliDocument(document)),
  };
}

/**
 * Brings documents into one index and confirms them: one task at a time, recorded before and after it is sent, so that a crash between
 * any two steps repeats a task and never loses one. State is written only after the task has succeeded in the index that was meant.
 */
@Injectable()
export class MeiliSend {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly records: MeiliRecords,
    private readonly writer: MeiliWriter,
  ) {}

  /**
   * Sends what is to be put, then what is to be removed. A batch that is refused is halved until the bad documents are alone; they are set
   * aside with the error, and the rest goes in.
   * @throws what kept all of it from going in: an outage, a full disk, IndexGoneError, TurnOverError
   */
  async send(index: MeiliIndexRow, parcels: readonly Parcel[], turn: Turn): Promise<void> {
    const unclear = { left: MAX_UNCLEAR };
    await this.#transfer(
      index,
      parcels.filter((parcel) => parcel.line !== null),
      turn,
      unclear,
    );
    await this.#transfer(
      index,
      parcels.filter((parcel) => parcel.line === null),
      turn,
      unclear,
    );
  }

  async #transfer(
    index: MeiliIndexRow,
    parcels: readonly Parcel[],
    turn: Turn,
    unclear: { left: number },
  ): Promise<void> {
    if (parcels.length === 0) return;
    const halve = async () => {
      const middle = parcels.length >> 1;
      await this.#transfer(index, parcels.slice(0, middle), turn, unclear);
      await this.#transfer(index, parcels.slice(middle), turn, unclear);
    };
    const [first] = parcels;
    if (parcels.length > 1 && textOf(parcels) > MAX_TEXT) return halve();
    try {
      await this.#task(index, parcels, turn);
    } catch (error) {
      const blame = blameOf(error);
      if (blame === 'engine' || first === undefined) throw error;
      if (parcels.length > 1) return halve();
      if (blame === 'unclear' && (unclear.left-- <= 0 || !(await this.writer.barrier(index.uid, turn))))
        throw error;
      await this.#setAside(index, first, error, turn);
    }
  }

  async #task(index: MeiliIndexRow, parcels: readonly Parcel[], turn: Turn): Promise<void> {
    await turn.keep();
    const mark = newId();
    const held: Held[] = parcels.map(({ id, version, sequence }) => ({ id, version, sequence }));
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.records.update(tx, index.generation, turn);
      await tx.query('INSERT INTO meili_task (generation, id, items) VALUES ($1, $2, $3)', [
        ...[index.generation, mark, JSON.stringify(held)],
      ]);
    });
    const lines = parcels.flatMap(({ line }) => line ?? []);
    try {
      const sent =
        lines.length > 0
          ? await this.writer.put(index.uid, lines, mark)
          : await this.writer.remove(
              index.uid,
              parcels.map((parcel) => parcel.id),
              mark,
            );
      await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
        tx.query('UPDATE meili_task SET task_uid = $2 WHERE id = $1', [mark, sent.taskUid]),
      );
      await this.#conclude(index, sent.taskUid, held, turn);
    } catch (error) {
      // What was refused is over; of all else it is not known, and whoever comes next looks it up.
      if (blameOf(error) !== 'engine') await this.#forget(index, turn);
      throw error;
    }
  }

  /** Ends what an earlier process left in flight: confirms it when it succeeded, and otherwise drops the record, as all is sent again. */
  async settle(index: MeiliIndexRow, turn: Turn): Promise<void> {
    const rows = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.query<{ id: string; uid: number | null; items: readonly Held[] }>(
        'SELECT id, task_uid AS uid, items FROM meili_task WHERE generation = $1',
        [index.generation],
      ),
    );
    const [task] = rows;
    if (task === undefined) return;
    const taskUid = task.uid ?? (await this.writer.find(index.uid, task.id));
    if (taskUid === null) return this.#forget(index, turn);
    try {
      await this.#conclude(index, taskUid, task.items, turn);
    } catch (error) {
      if (!(error instanceof MeiliTaskError) && !isUnknownTask(error)) throw error;
      await this.#forget(index, turn);
    }
  }

  async #conclude(index: MeiliIndexRow, taskUid: number, held: readonly Held[], turn: Turn): Promise<void> {
    try {
      await this.writer.finish({ taskUid }, turn);
    } catch (error) {
      if (error instanceof MeiliTaskError) meiliTasks.inc({ kind: index.kind, outcome: 'failed' });
      throw error;
    }
    if ((await this.writer.identity(index.uid)) !== index.identity)
      throw new IndexGoneError(`The index ${index.uid} is another one now`);
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.records.update(tx, index.generation, turn);
      await confirm(tx, index, held);
      await tx.query('DELETE FROM meili_task WHERE generation = $1', [index.generation]);
    });
    meiliTasks.inc({ kind: index.kind, outcome: 'succeeded' });
  }

  async #forget(index: MeiliIndexRow, turn: Turn): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.records.update(tx, index.generation, turn);
      await tx.query('DELETE FROM meili_task WHERE generation = $1', [index.generation]);
    });
  }

  /** The engine keeps what it had of the document; it is tried again when the entity changes. */
  async #setAside(index: MeiliIndexRow, parcel: Parcel, error: unknown, turn: Turn): Promise<void> {
    const code = error instanceof MeiliTaskError ? error.code : 'refused';
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await this.records.update(tx, index.generation, turn);
      await tx.query(
        `INSERT INTO meili_set_aside (generation, id, version, code, error) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (generation, id) DO UPDATE SET (version, code, error, at) = (excluded.version, excluded.code, excluded.error, now())`,
        [
          ...[index.generation, parcel.id, parcel.version ?? 0],
          ...[code, messageOf(error).slice(0, MAX_ERROR_TEXT)],
        ],
      );
      await unlist(tx, index, [parcel]);
    });
  }
}

/** Writes down what an index holds now. */
async function confirm(tx: Transaction, index: MeiliIndexRow, held: readonly Held[]): Promise<void> {
  const { generation, kind } = index;
  const ids = held.map((item) => item.id);
  const there = held.filter((item) => item.version !== null);
  await tx.query(
    `INSERT INTO index_state AS s (engine, kind, generation, id, version)
     SELECT 'meilisearch', $1, $2, * FROM unnest($3::uuid[], $4::int[])
     ON CONFLICT (engine, kind, generation, id) DO UPDATE SET version = excluded.version`,
    [kind, generation, there.map((item) => item.id), there.map((item) => item.version)],
  );
  await tx.query(
    `DELETE FROM index_state WHERE engine = 'meilisearch' AND kind = $1 AND generation = $2 AND id = ANY($3)`,
    [kind, generation, held.filter((item) => item.version === null).map((item) => item.id)],
  );
  await tx.query('DELETE FROM meili_set_aside WHERE generation = $1 AND id = ANY($2)', [generation, ids]);
  await unlist(tx, index, held);
}

/** Takes answered changes off the list; one that came meanwhile has another sequence and stays. */
async function unlist(tx: Transaction, { generation }: MeiliIndexRow, held: readonly Held[]): Promise<void> {
  const answered = held.filter((item) => item.sequence !== null);
  if (answered.length === 0) return;
  await tx.query(
    `DELETE FROM meili_change WHERE generation = $1 AND id = ANY (ARRAY(
       SELECT c.id FROM meili_change c JOIN unnest($2::uuid[], $3::bigint[]) AS sent (id, sequence) USING (id, sequence)
        WHERE c.generation = $1 ORDER BY c.id FOR UPDATE OF c))`,
    [generation, answered.map((item) => item.id), answered.map((item) => item.sequence)],
  );
}

const textOf = (parcels: readonly Parcel[]) =>
  parcels.reduce((sum, parcel) => sum + (parcel.line?.length ?? 0), 0);

/** The engine removes old tasks, and a new one has none. */
const isUnknownTask = (error: unknown) =>
  error instanceof MeilisearchApiError && error.cause?.code === 'task_not_found';

/**
 * Whose fault it was: `document` when the engine names a fault of what was sent, `unclear` when it failed inside (it does so for some faulty
 * documents, such as a malformed `_vectors`), `engine` for all else.
 */
function blameOf(error: unknown): 'document' | 'unclear' | 'engine' {
  if (error instanceof MeiliTaskError) {
    if (error.type === 'internal') return 'unclear';
    return error.type === 'invalid_request' && error.code !== 'index_not_found' ? 'document' : 'engine';
  }
  const refused =
    error instanceof MeilisearchApiError && [400, 413, 415, 422].includes(error.response.status);
  return refused ? 'document' : 'engine';
}
