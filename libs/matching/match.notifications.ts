import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Transaction } from '#libs/database';
import { listMembers } from '#libs/identity';
import { type NewNotification, NotificationRenderers, NotificationService } from '#libs/notification';
import { type OpenNeed } from './facts.js';
import { type MatchClass } from './evaluate/index.js';
import { hasNews, rose } from './kept-set.js';
import { type JudgedPair, type RunResult } from './match.store.js';

export const MATCH_NEWS = 'match.news';
export const MATCH_OPPORTUNITY = 'match.opportunity';

/** Who is told of a run (design, section 5: "Who is told"). */
@Injectable()
export class MatchNotifications implements OnModuleInit {
  constructor(
    private readonly notifications: NotificationService,
    private readonly renderers: NotificationRenderers,
  ) {}

  onModuleInit(): void {
    this.renderers.register(MATCH_NEWS, {
      title: { zh: '需求“{title}”有新的候选产品', en: 'New candidates for "{title}"' },
      body: {
        zh: '新增符合 {matches} 项、待确认 {toConfirm} 项，请查看逐条结论。平台只作推荐，不代替评审。',
        en: '{matches} new match(es), {toConfirm} to confirm; see the verdicts clause by clause. A recommendation, not a selection.',
      },
    });
    this.renderers.register(MATCH_OPPORTUNITY, {
      title: { zh: '您的产品符合需求“{title}”', en: 'Your product matches "{title}"' },
      body: {
        zh: '贵企业的产品满足该需求的全部必备条款，请查看并答复。',
        en: 'Your product meets every hard clause of this need. Have a look and answer.',
      },
    });
  }

  /**
   * Buyers: once per (user, need, run with news). Suppliers: once per (user, need), when their first product is a `match`; the
   * fixed version 0 is what makes a second product of theirs no second message.
   */
  async tell(
    tx: Transaction,
    need: OpenNeed,
    result: RunResult,
    pairs: readonly JudgedPair[],
  ): Promise<void> {
    const rows = [
      ...(await this.#buyers(tx, need, result)),
      ...(await this.#suppliers(tx, need, result, pairs)),
    ];
    if (rows.length > 0) await this.notifications.record(tx, rows);
  }

  async #buyers(tx: Transaction, need: OpenNeed, { run }: RunResult): Promise<NewNotification[]> {
    if (!hasNews(run.diff)) return [];
    const members = await listMembers(tx, [need.organisationId]);
    /** New in this class, or risen into it; a match that fell to `to_confirm` is no news. */
    const entered = (wanted: MatchClass) =>
      run.diff.added.filter((pair) => pair.class === wanted).length +
      run.diff.changed.filter((pair) => pair.to === wanted && rose(pair.from, pair.to)).length;
    return members.map((member) => ({
      organisationId: member.organisationId,
      recipientUserId: member.userId,
      kind: MATCH_NEWS,
      subjectId: run.needId,
      subjectVersion: run.sequence,
      data: {
        title: need.title,
        matches: entered('match'),
        toConfirm: entered('to_confirm'),
      },
    }));
  }

  async #suppliers(
    tx: Transaction,
    need: OpenNeed,
    { run }: RunResult,
    pairs: readonly JudgedPair[],
  ): Promise<NewNotification[]> {
    const entered = new Set([
      ...run.diff.added.filter((pair) => pair.class === 'match').map((pair) => pair.productId),
      ...run.diff.changed.filter((pair) => pair.to === 'match').map((pair) => pair.productId),
    ]);
    const organisations = pairs
      .filter((pair) => entered.has(pair.evaluation.productId))
      .map((pair) => pair.product.organisationId);
    const members = await listMembers(tx, [...new Set(organisations)]);
    return members.map((member) => ({
      organisationId: member.organisationId,
      recipientUserId: member.userId,
      kind: MATCH_OPPORTUNITY,
      subjectId: run.needId,
      subjectVersion: 0,
      data: { title: need.title },
    }));
  }
}
