import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, dayInChina } from '#libs/common';
import { type Transaction } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { evaluate, type RuleSet, ruleSetOn, type StatsSnapshot } from './evaluate/index.js';
import { type OpenNeed, type PublishedProduct } from './facts.js';
import { MatchNotifications } from './match.notifications.js';
import { type JudgedPair, MatchStore, type RunInput } from './match.store.js';
import { StatsService } from './stats.service.js';

/** What every judgement of one job shares. */
export interface Bench {
  readonly stats: StatsSnapshot;
  readonly rules: RuleSet;
  readonly day: string;
}

/** What the two directions of matching share: judging, storing, telling. */
@Injectable()
export class Matcher {
  constructor(
    private readonly store: MatchStore,
    private readonly notifications: MatchNotifications,
    private readonly stats: StatsService,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async bench(tx: Transaction): Promise<Bench> {
    const day = dayInChina(this.clock.now());
    return { stats: await this.stats.latest(tx), rules: ruleSetOn(day), day };
  }

  /** The pair, or null when the two have nothing to do with each other. */
  judge(need: OpenNeed, product: PublishedProduct, { rules, stats, day }: Bench): JudgedPair | null {
    const evaluation = evaluate(need.facts, product.facts, rules, stats, day);
    return evaluation.relevance < rules.minRelevance ? null : { product, evaluation };
  }

  /** Stores a run, tells both sides, and asks for a full matching when a full set lost a pair. @returns the run's id, if any */
  async finish(
    tx: Transaction,
    bench: Bench,
    run: Omit<RunInput, 'statsNumber' | 'rulesVersion'>,
  ): Promise<string | null> {
    const result = await this.store.apply(tx, {
      ...run,
      statsNumber: bench.stats.number,
      rulesVersion: bench.rules.version,
    });
    if (result === null) return null;
    await this.notifications.tell(tx, run.need, result, run.batchId);
    if (result.wantsRefill) {
      const items = [{ id: run.need.facts.id, version: run.need.facts.version }];
      await this.outbox.add(tx, {
        kind: 'match.need',
        cause: 'match.refill',
        payload: { items, cause: 'match.refill', ...(run.batchId !== null && { batchId: run.batchId }) },
      });
    }
    return result.run.id;
  }
}
