import { Inject, Injectable } from '@nestjs/common';
import { groupBy, messageOf } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job } from '#libs/messaging';
import { SearchIndex } from '#libs/search';
import { termWeight } from './evaluate/index.js';
import { loadOpenNeeds, loadProductFacts, loadPublishedProducts, type OpenNeed } from './facts.js';
import { RunWatch, type WatchedRun } from './match-run.watch.js';
import { type JudgedPair, MatchStore } from './match.store.js';
import { type Bench, Matcher } from './matcher.js';
import { OpenNeeds } from './open-needs.js';

/** Terms of a candidate query: the heaviest of the need; more only make the engine slower. */
const QUERY_TERMS = 12;
/** Pairs judged between two looks at whether the run was cancelled. */
const JUDGE_STEP = 50;

@Injectable()
export class MatchJobs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly index: SearchIndex,
    private readonly store: MatchStore,
    private readonly matcher: Matcher,
    private readonly openNeeds: OpenNeeds,
    private readonly watch: RunWatch,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Forward: finds the products for each need. A transaction each, so that a long list holds no long locks; one that fails does
   * not keep the others from theirs.
   */
  @HandlesJob('match.need')
  async matchNeeds(job: Job<'match.need'>): Promise<void> {
    const failures: unknown[] = [];
    for (const { id } of job.payload.items) {
      await this.watch
        .carry(job, id, (run) => this.unitOfWork.run(SYSTEM_SCOPE, (tx) => this.#matchNeed(tx, job, run)))
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, messageOf(failures[0]));
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
  }

  /** Reverse: checks changed products against every open need, and takes out those that were withdrawn. */
  @HandlesJob('match.product')
  async matchProducts(job: Job<'match.product'>): Promise<void> {
    const ids = job.payload.items.map((item) => item.id);
    const affected = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) => this.#affectedNeeds(tx, ids));
    for (const [needId, productIds] of affected) {
      const runId = await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
        this.#matchProducts(tx, job, needId, productIds),
      );
      if (runId === null) continue;
      await this.watch.wake('match', needId, runId);
      await this.watch.wake('match.progress', needId, runId);
    }
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
  }

  async #matchNeed(tx: Transaction, job: Job<'match.need'>, run: WatchedRun): Promise<string | null> {
    if (!(await this.store.begin(tx, run.needId, job.outboxId))) return null;
    const need = (await loadOpenNeeds(tx, [run.needId])).get(run.needId);
    if (need === undefined) {
      await this.watch.endForClosedNeed(tx, run.needId, job.outboxId);
      return null;
    }
    const bench = await this.matcher.bench(tx);
    const considered = await this.#candidates(tx, need, bench);
    const products = await loadPublishedProducts(tx, considered);
    const pairs: JudgedPair[] = [];
    const all = [...products.values()];
    for (let start = 0; start < all.length; start += JUDGE_STEP) {
      run.report(all.length, start);
      await run.check(tx);
      for (const product of all.slice(start, start + JUDGE_STEP)) {
        const pair = this.matcher.judge(need, product, bench);
        if (pair !== null) pairs.push(pair);
      }
    }
    run.report(all.length, all.length);
    await run.check(tx);
    return this.matcher.finish(tx, bench, {
      need,
      ...originOf(job),
      ...{ runId: run.id, mode: 'replace', pairs, considered, published: new Set(products.keys()) },
    });
  }

  /** What the engine finds for the need, and what is kept for it now. */
  async #candidates(tx: Transaction, need: OpenNeed, bench: Bench): Promise<string[]> {
    const terms = [...need.facts.terms]
      .sort((a, b) => termWeight(bench.stats, b) - termWeight(bench.stats, a))
      .slice(0, QUERY_TERMS);
    const found = await this.index.candidates(tx, {
      kind: 'product',
      terms,
      limit: this.config.matching.candidates,
    });
    return [...new Set([...found, ...(await this.store.keptProducts(tx, need.facts.id))])];
  }

  /**
   * Needs that could keep one of the products or do keep it, each with those products. Withdrawn ones too: a run that read the
   * product before may be about to keep it, and the need's lock makes this job wait for that run.
   */
  async #affectedNeeds(tx: Transaction, productIds: readonly string[]): Promise<Map<string, string[]>> {
    await this.openNeeds.refresh(tx);
    const products = this.openNeeds.isEmpty ? [] : await loadProductFacts(tx, productIds);
    const pairs = products.flatMap((facts) =>
      this.openNeeds
        .sharing([...facts.nameTerms, ...facts.otherTerms])
        .map((need) => ({ needId: need.facts.id, productId: facts.id })),
    );
    pairs.push(...(await this.store.needsKeeping(tx, productIds)));
    const grouped = groupBy(pairs, (pair) => pair.needId);
    return new Map(
      [...grouped].map(([needId, list]) => [needId, [...new Set(list.map((pair) => pair.productId))]]),
    );
  }

  async #matchProducts(
    tx: Transaction,
    job: Job<'match.product'>,
    needId: string,
    productIds: readonly string[],
  ): Promise<string | null> {
    if (!(await this.store.begin(tx, needId, job.outboxId))) return null;
    // Read again under the need's lock: the table in memory chose the needs, it does not judge.
    const need = (await loadOpenNeeds(tx, [needId])).get(needId);
    if (need === undefined) return null;
    const bench = await this.matcher.bench(tx);
    const products = await loadPublishedProducts(tx, productIds);
    const pairs = [...products.values()]
      .map((product) => this.matcher.judge(need, product, bench))
      .filter((pair) => pair !== null);
    return this.matcher.finish(tx, bench, {
      need,
      ...originOf(job),
      ...{ runId: null, mode: 'merge', pairs, considered: productIds, published: new Set(products.keys()) },
    });
  }
}

/** What a run takes from its job. */
const originOf = (job: Job<'match.need'> | Job<'match.product'>) => ({
  outboxId: job.outboxId,
  cause: job.payload.cause,
  batchId: job.payload.batchId ?? null,
});
