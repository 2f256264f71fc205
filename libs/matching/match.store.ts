import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, newId } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { type Transaction } from '#libs/database';
import { type Evaluation } from './evaluate/index.js';
import { type OpenNeed, type PublishedProduct } from './facts.js';
import { chooseKept, diffKept, type KeepLimits, type Ranked } from './kept-set.js';
import { type MatchDiff, MatchRun } from './match-run.entity.js';

/** A judged pair with the product it is about. */
export interface JudgedPair {
  readonly product: PublishedProduct;
  readonly evaluation: Evaluation;
}

export interface RunInput {
  readonly need: OpenNeed;
  readonly outboxId: string;
  readonly cause: string;
  readonly statsNumber: number;
  readonly rulesVersion: string;
  readonly pairs: readonly JudgedPair[];
  /** `replace`: the pairs are all there is (forward). `merge`: the other kept pairs stay as candidates (reverse). */
  readonly mode: 'replace' | 'merge';
  /** Products that left: withdrawn, or no longer related. */
  readonly gone?: readonly string[];
}

export interface RunResult {
  readonly run: MatchRun;
  /** A full set has a free place: others may deserve it. */
  readonly wantsRefill: boolean;
}

interface KeptRow extends Ranked {
  readonly productVersion: number;
  readonly needVersion: number;
}

/** Keeps the best pairs of each need, and a record of each run. */
@Injectable()
export class MatchStore {
  readonly #limits: KeepLimits;

  constructor(
    @Inject(CONFIG) config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#limits = { keep: config.matching.keep, keepNearMisses: config.matching.keepNearMisses };
  }

  /**
   * Takes the need's lock until the transaction ends: its runs follow one another, so none overwrites what another found.
   * @returns false when this outbox row has run for the need already
   */
  async begin(tx: Transaction, needId: string, outboxId: string): Promise<boolean> {
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('match:' || $1, 0))", [needId]);
    const rows = await tx.query('SELECT 1 FROM match_run WHERE need_id = $1 AND outbox_id = $2', [
      needId,
      outboxId,
    ]);
    return rows.length === 0;
  }

  /** Products now kept for the need: they stay candidates of every run, whatever the index finds. */
  async keptProducts(tx: Transaction, needId: string): Promise<string[]> {
    return (await this.#kept(tx, needId)).map((row) => row.productId);
  }

  /** Needs that keep one of these products. */
  async needsKeeping(
    tx: Transaction,
    productIds: readonly string[],
  ): Promise<{ needId: string; productId: string }[]> {
    return tx.query(
      'SELECT need_id AS "needId", product_id AS "productId" FROM match WHERE product_id = ANY($1)',
      [productIds],
    );
  }

  /**
   * Stores the outcome of a run: the new kept set and the diff. Call {@link begin} first.
   * @returns null when a merge changed nothing; then nothing is written
   */
  async apply(tx: Transaction, input: RunInput): Promise<RunResult | null> {
    const before = await this.#kept(tx, input.need.facts.id);
    const judged = new Map(input.pairs.map((pair) => [pair.evaluation.productId, pair]));
    const gone = new Set(input.gone ?? []);
    const staying =
      input.mode === 'merge'
        ? before.filter((row) => !judged.has(row.productId) && !gone.has(row.productId))
        : [];
    const fresh = input.pairs.map(({ evaluation: e }) => ({
      productId: e.productId,
      class: e.class,
      score: e.score,
    }));
    const after = chooseKept<Ranked>([...staying, ...fresh], this.#limits);
    const diff = diffKept(before, after);
    const written = after.map((pair) => judged.get(pair.productId)).filter((pair) => pair !== undefined);
    if (input.mode === 'merge' && written.length === 0 && diff.removed.length === 0) return null;

    const run = await this.#insertRun(tx, input, diff);
    await tx.query('DELETE FROM match WHERE need_id = $1 AND product_id = ANY($2)', [
      run.needId,
      diff.removed.map((p) => p.productId),
    ]);
    await this.#upsert(tx, input.need, written, run.id);
    const { keep } = this.#limits;
    const wasFull = countKept(before) >= keep;
    return { run, wantsRefill: input.mode === 'merge' && wasFull && countKept(after) < keep };
  }

  async #kept(tx: Transaction, needId: string): Promise<KeptRow[]> {
    return tx.query<KeptRow>(
      `SELECT product_id AS "productId", class, score, product_version AS "productVersion", need_version AS "needVersion"
         FROM match WHERE need_id = $1`,
      [needId],
    );
  }

  async #insertRun(tx: Transaction, input: RunInput, diff: MatchDiff): Promise<MatchRun> {
    const { need } = input;
    const rows = await tx.query<{ next: number }>(
      'SELECT coalesce(max(sequence), 0)::int + 1 AS next FROM match_run WHERE need_id = $1',
      [need.facts.id],
    );
    const run = Object.assign(new MatchRun(), {
      id: newId(),
      needId: need.facts.id,
      organisationId: need.organisationId,
      needVersion: need.facts.version,
      sequence: rows[0]?.next ?? 1,
      outboxId: input.outboxId,
      cause: input.cause,
      degraded: false,
      statsNumber: input.statsNumber,
      rulesVersion: input.rulesVersion,
      evaluated: input.pairs.length,
      diff,
      finishedAt: this.clock.now(),
    });
    await tx.manager.insert(MatchRun, run);
    return run;
  }

  /** One statement for all pairs; a pair that was kept keeps its id, so links to it stay good. */
  async #upsert(tx: Transaction, need: OpenNeed, pairs: readonly JudgedPair[], runId: string): Promise<void> {
    if (pairs.length === 0) return;
    const rows = pairs.map(({ product, evaluation }) => ({
      id: newId(),
      need_id: need.facts.id,
      need_organisation_id: need.organisationId,
      need_version: need.facts.version,
      product_id: product.facts.id,
      product_organisation_id: product.organisationId,
      product_version: product.facts.version,
      class: evaluation.class,
      score: evaluation.score,
      relevance: evaluation.relevance,
      verdicts: evaluation.verdicts,
      stats_number: evaluation.statsNumber,
      rules_version: evaluation.rulesVersion,
      run_id: runId,
      created_at: this.clock.now(),
    }));
    await tx.query(
      `INSERT INTO match SELECT * FROM jsonb_populate_recordset(NULL::match, $1)
       ON CONFLICT (need_id, product_id) DO UPDATE SET
         need_version = excluded.need_version, product_version = excluded.product_version, class = excluded.class,
         score = excluded.score, relevance = excluded.relevance, verdicts = excluded.verdicts,
         stats_number = excluded.stats_number, rules_version = excluded.rules_version, run_id = excluded.run_id`,
      [JSON.stringify(rows)],
    );
  }
}

/** Near misses have places of their own and are not refilled. */
const countKept = (pairs: readonly Ranked[]) => pairs.filter((pair) => pair.class !== 'near_miss').length;
