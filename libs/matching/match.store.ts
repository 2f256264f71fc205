import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, newId } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { type Transaction } from '#libs/database';
import { type Evaluation } from './evaluate/index.js';
import { type OpenNeed, type PublishedProduct } from './facts.js';
import { chooseKept, type KeepLimits, type Ranked } from './kept-set.js';
import { type MatchDiff, MatchRun } from './match-run.entity.js';
import { explainedDiff, type Grounded } from './run-diff.js';

/** A judged pair with the product it is about. */
export interface JudgedPair {
  readonly product: PublishedProduct;
  readonly evaluation: Evaluation;
}

export interface RunInput {
  readonly need: OpenNeed;
  readonly outboxId: string;
  readonly cause: string;
  /** The bulk batch that it is part of; its news are told in a summary. */
  readonly batchId: string | null;
  /** The run that was begun (forward); null for one that is written when it has found something (reverse). */
  readonly runId: string | null;
  readonly statsNumber: number;
  readonly rulesVersion: string;
  readonly pairs: readonly JudgedPair[];
  /** `replace`: the pairs are all there is (forward). `merge`: the other kept pairs stay as candidates (reverse). */
  readonly mode: 'replace' | 'merge';
  /** Products that the run had to look at: those of them that are in no pair leave the kept set. */
  readonly considered: readonly string[];
  /** Those of them that are published. */
  readonly published: ReadonlySet<string>;
}

export interface RunResult {
  readonly run: MatchRun;
  /** A full set has a free place: others may deserve it. */
  readonly wantsRefill: boolean;
  /** The judged pairs that are kept now. */
  readonly written: readonly JudgedPair[];
}

/** The run was cancelled while it ran: its transaction rolls back, and nothing has changed. */
export class RunCancelledError extends Error {
  override readonly name = 'RunCancelledError';
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
   * @returns false when this outbox row has run for the need already, or its run was cancelled
   */
  async begin(tx: Transaction, needId: string, outboxId: string): Promise<boolean> {
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('match:' || $1, 0))", [needId]);
    const rows = await tx.query(
      "SELECT 1 FROM match_run WHERE need_id = $1 AND outbox_id = $2 AND state <> 'running'",
      [needId, outboxId],
    );
    return rows.length === 0;
  }

  /** Products now kept for the need: they stay candidates of every run, whatever the index finds. */
  async keptProducts(tx: Transaction, needId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>('SELECT product_id AS id FROM match WHERE need_id = $1', [
      needId,
    ]);
    return rows.map((row) => row.id);
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
    const judged = new Map(input.pairs.map((pair) => [pair.evaluation.productId, pair]));
    const before = await this.#kept(tx, input.need.facts.id, [...judged.keys()]);
    const gone = new Set(input.considered.filter((id) => !judged.has(id)));
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
    const diff = explainedDiff({
      ...{ before, after },
      judged: new Map(input.pairs.map((pair) => [pair.evaluation.productId, groundedOf(input, pair)])),
      withdrawn: new Set([...gone].filter((id) => !input.published.has(id))),
      unrelated: new Set([...gone].filter((id) => input.published.has(id))),
    });
    const written = after.map((pair) => judged.get(pair.productId)).filter((pair) => pair !== undefined);
    if (input.mode === 'merge' && written.length === 0 && diff.removed.length === 0) return null;

    // A run that was begun ends last: until then it can be cancelled, and its readers see how far it is.
    const begun = input.runId ?? (await this.#insertRun(tx, input, diff)).id;
    await tx.query('DELETE FROM match WHERE need_id = $1 AND product_id = ANY($2)', [
      input.need.facts.id,
      diff.removed.map((p) => p.productId),
    ]);
    await this.#upsert(tx, input.need, written, begun);
    if (input.runId !== null) await this.#endRun(tx, input, diff);
    const run = await tx.manager.findOneByOrFail(MatchRun, { id: begun });
    const { keep } = this.#limits;
    const wasFull = countKept(before) >= keep;
    return { run, written, wantsRefill: input.mode === 'merge' && wasFull && countKept(after) < keep };
  }

  /** The kept set; verdicts only of the pairs that are judged again, as only those can differ. */
  async #kept(tx: Transaction, needId: string, judged: readonly string[]): Promise<Grounded[]> {
    return tx.query<Grounded>(
      `SELECT product_id AS "productId", class, score, product_version AS "productVersion", need_version AS "needVersion",
              stats_number AS "statsNumber", rules_version AS "rulesVersion",
              CASE WHEN product_id = ANY($2) THEN verdicts ELSE '[]' END AS verdicts
         FROM match WHERE need_id = $1`,
      [needId, judged],
    );
  }

  /** A run that is written at once and finished. */
  async #insertRun(tx: Transaction, input: RunInput, diff: MatchDiff): Promise<MatchRun> {
    const end = await this.#end(tx, input, diff);
    const run = Object.assign(new MatchRun(), end, {
      id: newId(),
      needId: input.need.facts.id,
      organisationId: input.need.organisationId,
      outboxId: input.outboxId,
      cause: input.cause,
      kind: 'reverse' as const,
      batchId: input.batchId,
      requestedBy: null,
      degraded: false,
      queuedAt: end.finishedAt,
      startedAt: end.finishedAt,
    });
    await tx.manager.insert(MatchRun, run);
    return run;
  }

  /** @throws RunCancelledError when the run was cancelled meanwhile */
  async #endRun(tx: Transaction, input: RunInput, diff: MatchDiff): Promise<void> {
    const end = await this.#end(tx, input, diff);
    const { affected } = await tx.manager
      .createQueryBuilder()
      .update(MatchRun)
      .set({ ...end, diff: () => 'CAST(:diff AS jsonb)' })
      .where("id = :id AND state = 'running'", { id: input.runId })
      .setParameter('diff', JSON.stringify(diff))
      .execute();
    if (affected !== 1) throw new RunCancelledError();
  }

  /** How a run ends. The need's lock makes the numbers follow one another. */
  async #end(tx: Transaction, input: RunInput, diff: MatchDiff) {
    const { facts } = input.need;
    const rows = await tx.query<{ next: number }>(
      'SELECT coalesce(max(sequence), 0)::int + 1 AS next FROM match_run WHERE need_id = $1',
      [facts.id],
    );
    return {
      needVersion: facts.version,
      sequence: rows[0]?.next ?? 1,
      state: 'finished' as const,
      statsNumber: input.statsNumber,
      rulesVersion: input.rulesVersion,
      candidates: input.considered.length,
      evaluated: input.pairs.length,
      diff,
      error: null,
      finishedAt: this.clock.now(),
    };
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

function groundedOf(input: RunInput, { product, evaluation }: JudgedPair): Grounded {
  return {
    productId: evaluation.productId,
    class: evaluation.class,
    score: evaluation.score,
    verdicts: evaluation.verdicts,
    productVersion: product.facts.version,
    needVersion: input.need.facts.version,
    rulesVersion: evaluation.rulesVersion,
    statsNumber: evaluation.statsNumber,
  };
}

/** Near misses have places of their own and are not refilled. */
const countKept = (pairs: readonly Ranked[]) => pairs.filter((pair) => pair.class !== 'near_miss').length;
