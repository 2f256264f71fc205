import { Inject, Injectable } from '@nestjs/common';
import { newId } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';

/** How long the right to write to an index lasts unless it is renewed, in milliseconds: so long after a crash another goes on. */
const HOLD_MS = 15_000;
/** Rows of an index that is gone, removed in one statement. */
const SWEEP = 10_000;

export type MeiliPhase = 'making' | 'filling' | 'replaying' | 'swapping' | 'live' | 'retired';

/** An index of Meilisearch, as PostgreSQL knows it. */
export interface MeiliIndexRow {
  readonly generation: number;
  readonly kind: SearchKind;
  readonly uid: string;
  readonly settings: string;
  /** When Meilisearch made it: tells it from another of the same name. */
  readonly identity: string | null;
  readonly phase: MeiliPhase;
  readonly filledTo: string | null;
  readonly filled: number;
}

const COLUMNS = 'generation, kind, uid, settings, identity, phase, filled_to AS "filledTo", filled';
const BUILDING = "phase IN ('making', 'filling', 'replaying', 'swapping')";

/** Another process writes to the index now, or this one is to stop: nothing more may be written under this turn. */
export class TurnOverError extends Error {
  override readonly name = 'TurnOverError';
}

/** The right to write to one index, which one process at a time has. */
export interface Turn {
  readonly holder: string;
  /** Renews it; call it wherever time passes. @throws TurnOverError */
  keep(): Promise<void>;
}

/** What PostgreSQL knows of the indexes in Meilisearch, and who may write to each. */
@Injectable()
export class MeiliRecords {
  #stopping = false;

  constructor(
    @Inject(CONFIG) private readonly config: AppConfig,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  get configured(): boolean {
    return this.config.meili.url !== null;
  }

  /** Turns end where they stand, so that a process stops without waiting for an index to be built. */
  stop(): void {
    this.#stopping = true;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /**
   * Puts entities on the list of what every index of their kind waits for; in the transaction that writes their documents. Without
   * Meilisearch no list is kept, and an index that was live until then is no longer complete.
   */
  async note(tx: Transaction, kind: SearchKind, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    if (!this.configured) return this.#forsake(tx, kind);
    // In the order of ids, as whoever removes them: two that lock the same rows in two orders would wait for each other.
    await tx.query(
      `INSERT INTO meili_change (generation, id)
       SELECT generation, id FROM meili_index, unnest($2::uuid[]) AS id WHERE kind = $1 AND phase <> 'retired' ORDER BY generation, id
       ON CONFLICT (generation, id) DO UPDATE SET sequence = nextval('meili_change_sequence')`,
      [kind, [...new Set(ids)]],
    );
  }

  async #forsake(tx: Transaction, kind: SearchKind): Promise<void> {
    await tx.query(
      "UPDATE meili_index SET phase = 'retired', is_live = false WHERE kind = $1 AND phase <> 'retired'",
      [kind],
    );
  }

  /** Puts entities on the list of one index. */
  async noteFor(tx: Transaction, generation: number, ids: readonly string[]): Promise<void> {
    await tx.query(
      `INSERT INTO meili_change (generation, id) SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id
       ON CONFLICT (generation, id) DO UPDATE SET sequence = nextval('meili_change_sequence')`,
      [generation, [...new Set(ids)]],
    );
  }

  live(kind: SearchKind): Promise<MeiliIndexRow | null> {
    return this.#one(`SELECT ${COLUMNS} FROM meili_index WHERE kind = $1 AND is_live`, [kind]);
  }

  building(kind: SearchKind): Promise<MeiliIndexRow | null> {
    return this.#one(`SELECT ${COLUMNS} FROM meili_index WHERE kind = $1 AND ${BUILDING}`, [kind]);
  }

  /** Indexes that nobody uses any more, still to be cleared away. */
  retired(kind: SearchKind): Promise<MeiliIndexRow[]> {
    return this.#all(`SELECT ${COLUMNS} FROM meili_index WHERE kind = $1 AND phase = 'retired'`, [kind]);
  }

  async get(generation: number): Promise<MeiliIndexRow | null> {
    return this.#one(`SELECT ${COLUMNS} FROM meili_index WHERE generation = $1`, [generation]);
  }

  /** Starts the record of a new index, unless one is being built or an old one still stands at its name. */
  async begin(kind: SearchKind, uid: string, settings: string): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      tx.query(
        `INSERT INTO meili_index (kind, uid, settings, phase) SELECT $1, $2, $3, 'making'
          WHERE NOT EXISTS (SELECT 1 FROM meili_index WHERE uid = $2 AND phase = 'retired') ON CONFLICT DO NOTHING`,
        [kind, uid, settings],
      ),
    );
  }

  /** No more to be used; what waits for it waits no longer. */
  async retire(generation: number): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      tx.query("UPDATE meili_index SET phase = 'retired', is_live = false WHERE generation = $1", [
        generation,
      ]),
    );
  }

  /** Removes what is known of an index that is gone, some rows each transaction. */
  async forget(generation: number): Promise<void> {
    for (const table of ['index_state', 'meili_change', 'meili_set_aside', 'meili_task'])
      for (let removed = SWEEP; removed === SWEEP;)
        removed = await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
          const gone = await tx.query(
            `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE generation = $1 LIMIT ${SWEEP})) RETURNING 1`,
            [generation],
          );
          return gone.length;
        });
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      tx.query('DELETE FROM meili_index WHERE generation = $1', [generation]),
    );
  }

  /** Takes the turn on an index, does the work, and gives it back. @returns null when another has it */
  async withTurn<T>(generation: number, work: (turn: Turn) => Promise<T>): Promise<T | null> {
    const holder = newId();
    if (!(await this.#hold(generation, holder))) return null;
    let renewedAt = Date.now();
    const keep = async () => {
      if (this.#stopping) throw new TurnOverError('The process stops');
      if (Date.now() - renewedAt < HOLD_MS / 5) return;
      if (!(await this.#hold(generation, holder)))
        throw new TurnOverError('Another process has the index now');
      renewedAt = Date.now();
    };
    try {
      return await work({ holder, keep });
    } finally {
      await this.unitOfWork
        .run(SYSTEM_SCOPE, (tx) =>
          tx.query('UPDATE meili_index SET holder = NULL WHERE generation = $1 AND holder = $2', [
            generation,
            holder,
          ]),
        )
        // It runs out by itself.
        .catch(() => undefined);
    }
  }

  async #hold(generation: number, holder: string): Promise<boolean> {
    const rows = await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      tx.query(
        `UPDATE meili_index SET holder = $2, held_until = now() + ${HOLD_MS} * interval '1 millisecond'
          WHERE generation = $1 AND (holder IS NULL OR holder = $2 OR held_until < now()) RETURNING generation`,
        [generation, holder],
      ),
    );
    return rows.length > 0;
  }

  /**
   * Changes the row under a turn, in the caller's transaction: nothing else in it is committed by one whose turn is over.
   * @param set assignments with parameters from `$3` on
   * @throws TurnOverError when another has the turn: the transaction must roll back
   */
  async update(
    tx: Transaction,
    generation: number,
    turn: Turn,
    set = 'updated_at = now()',
    values: readonly unknown[] = [],
  ): Promise<void> {
    const rows = await tx.query(
      `UPDATE meili_index SET ${set} WHERE generation = $1 AND holder = $2 RETURNING generation`,
      [generation, turn.holder, ...values],
    );
    if (rows.length === 0) throw new TurnOverError('Another process has the index now');
  }

  async #one(sql: string, parameters: readonly unknown[]): Promise<MeiliIndexRow | null> {
    return (await this.#all(sql, parameters))[0] ?? null;
  }

  #all(sql: string, parameters: readonly unknown[]): Promise<MeiliIndexRow[]> {
    return this.unitOfWork.read(SYSTEM_SCOPE, (tx) => tx.query<MeiliIndexRow>(sql, parameters));
  }
}
