import { Inject, Injectable } from '@nestjs/common';
import { groupBy, messageOf } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { HandlesJob, type Job, sendWakeUp } from '#libs/messaging';
import { LOGGER, type Logger } from '#libs/observability';
import { SearchIndex } from '#libs/search';
import { termWeight } from './evaluate/index.js';
import { loadOpenNeeds, loadProductFacts, loadPublishedProducts } from './facts.js';
import { MatchStore } from './match.store.js';
import { Matcher } from './matcher.js';
import { OpenNeeds } from './open-needs.js';

/** Terms of a candidate query: the heaviest of the need; more only make the engine slower. */
const QUERY_TERMS = 12;

@Injectable()
export class MatchJobs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly index: SearchIndex,
    private readonly store: MatchStore,
    private readonly matcher: Matcher,
    private readonly openNeeds: OpenNeeds,
    @Inject(CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Forward: finds the products for each need. A transaction each, so that a long list holds no long locks. */
  @HandlesJob('match.need')
  async matchNeeds(job: Job<'match.need'>): Promise<void> {
    for (const { id } of job.payload.items) {
      const runId = await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => this.#matchNeed(tx, job, id));
      if (runId !== null) await this.#wake([{ key: id, id: runId }]);
    }
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
      if (runId !== null) await this.#wake([{ key: needId, id: runId }]);
    }
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
  }

  async #matchNeed(tx: Transaction, job: Job<'match.need'>, needId: string): Promise<string | null> {
    if (!(await this.store.begin(tx, needId, job.outboxId))) return null;
    const need = (await loadOpenNeeds(tx, [needId])).get(needId);
    if (need === undefined) return null;
    const bench = await this.matcher.bench(tx);
    const terms = [...need.facts.terms]
      .sort((a, b) => termWeight(bench.stats, b) - termWeight(bench.stats, a))
      .slice(0, QUERY_TERMS);
    const found = await this.index.candidates(tx, {
      kind: 'product',
      terms,
      limit: this.config.matching.candidates,
    });
    const kept = await this.store.keptProducts(tx, needId);
    const products = await loadPublishedProducts(tx, [...new Set([...found, ...kept])]);
    const pairs = [...products.values()]
      .map((product) => this.matcher.judge(need, product, bench))
      .filter((pair) => pair !== null);
    return this.matcher.finish(tx, bench, {
      need,
      outboxId: job.outboxId,
      cause: job.payload.cause,
      pairs,
      mode: 'replace',
    });
  }

  /**
   * Needs that could keep one of the products or do keep it, each with those products. Withdrawn ones too: a run that read the
   * product before may be about to keep it, and the need's lock makes this job wait for that run.
   */
  async #affectedNeeds(tx: Transaction, productIds: readonly string[]): Promise<Map<string, string[]>> {
    await this.openNeeds.refresh(tx);
    const products = await loadProductFacts(tx, productIds);
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
    const related = new Set(pairs.map((pair) => pair.evaluation.productId));
    const gone = productIds.filter((id) => !related.has(id));
    return this.matcher.finish(tx, bench, {
      need,
      outboxId: job.outboxId,
      cause: job.payload.cause,
      pairs,
      mode: 'merge',
      gone,
    });
  }

  async #wake(items: readonly { key: string; id: string }[]): Promise<void> {
    await sendWakeUp(this.unitOfWork, 'match', items).catch((error: unknown) =>
      this.logger.warn({ reason: messageOf(error) }, 'wake-up not sent'),
    );
  }
}
