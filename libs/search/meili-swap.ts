import { Injectable } from '@nestjs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { MeiliCompare } from './meili-compare.js';
import { type MeiliIndexRow, MeiliRecords, type Turn, TurnOverError } from './meili-records.js';
import { MeiliWriter } from './meili-writer.js';

/** A new index that is not what it should be: it must not go live. */
export class BuildCheckError extends Error {
  override readonly name = 'BuildCheckError';
}

/** Puts a new index in the place of the live one, and clears the old one away. */
@Injectable()
export class MeiliSwap {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly records: MeiliRecords,
    private readonly writer: MeiliWriter,
    private readonly compare: MeiliCompare,
  ) {}

  /**
   * Counts the documents of a new index against what was confirmed, and compares a sample with PostgreSQL.
   * @throws BuildCheckError with the figures
   */
  async check(index: MeiliIndexRow, turn: Turn): Promise<void> {
    await this.writer.barrier(index.uid, turn);
    const [found, confirmed] = [await this.writer.count(index.uid), await this.#confirmed(index)];
    if (found !== confirmed)
      throw new BuildCheckError(`${index.uid} has ${found} documents, and ${confirmed} were confirmed`);
    const { compared, drift } = await this.compare.sample(index);
    if (drift.length > 0)
      throw new BuildCheckError(
        `${drift.length} of ${compared} sampled documents of ${index.uid} are not what they should be: ${drift[0]?.id}`,
      );
  }

  async #confirmed({ kind, generation }: MeiliIndexRow): Promise<number> {
    const rows = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM index_state WHERE engine = 'meilisearch' AND kind = $1 AND generation = $2`,
        [kind, generation],
      ),
    );
    return rows[0]?.count ?? 0;
  }

  /**
   * Exchanges the names of the new and the live index, and sees that it was so. Asked again after a crash it first waits for a swap that
   * may still be queued: a second one would undo the first.
   * @returns false while another process writes to the live index
   */
  async swap(index: MeiliIndexRow, turn: Turn): Promise<boolean> {
    const old = await this.records.live(index.kind);
    if (old === null) {
      await this.#exchange(index, turn);
      return true;
    }
    const swapped = await this.records.withTurn(old.generation, async (oldTurn) => {
      const keep = async () => {
        await turn.keep();
        await oldTurn.keep();
      };
      await this.#exchange(index, { holder: turn.holder, keep });
      return true;
    });
    return swapped ?? false;
  }

  async #exchange(index: MeiliIndexRow, turn: Turn): Promise<void> {
    const { kind, identity } = index;
    const [live, next] = [this.writer.liveUid(kind), this.writer.nextUid(kind)];
    await this.writer.barrier(next, turn);
    if ((await this.writer.identity(live)) !== identity) {
      if ((await this.writer.identity(next)) !== identity)
        throw new BuildCheckError(`${next} is not the index that was built`);
      await turn.keep();
      await this.writer.swap(next, live, (await this.writer.identity(live)) === null);
      await this.writer.barrier(next, turn);
    }
    if ((await this.writer.identity(live)) !== identity)
      throw new BuildCheckError(`${live} is not the new index after the swap`);
    await this.#record(index, turn, await this.writer.identity(next));
  }

  /** The old index stands at the other name from now on, even when PostgreSQL did not know of it. */
  async #record({ kind, generation }: MeiliIndexRow, turn: Turn, left: string | null): Promise<void> {
    const [live, next] = [this.writer.liveUid(kind), this.writer.nextUid(kind)];
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      await tx.query(
        "UPDATE meili_index SET phase = 'retired', is_live = false WHERE kind = $1 AND is_live",
        [kind],
      );
      if (left !== null)
        await tx.query(
          `INSERT INTO meili_index (kind, uid, settings, identity, phase) VALUES ($1, $2, '', $3, 'retired')`,
          [kind, next, left],
        );
      await this.records.update(
        tx,
        generation,
        turn,
        "phase = 'live', is_live = true, uid = $3, updated_at = now()",
        [live],
      );
    });
  }

  /** Deletes indexes that nobody uses any more, and what is known of them. Those at another name are left to the swap. */
  async sweep(kind: SearchKind): Promise<void> {
    const next = this.writer.nextUid(kind);
    for (const { generation, uid } of await this.records.retired(kind)) {
      try {
        await this.records.withTurn(generation, async (turn) => {
          if (uid === next && (await this.records.building(kind)) === null)
            await this.writer.drop(next, turn);
          await this.records.forget(generation);
        });
      } catch (error) {
        if (!(error instanceof TurnOverError)) throw error;
      }
    }
  }
}
