import { Injectable, type OnModuleInit } from '@nestjs/common';
import { groupBy } from '#libs/common';
import { type Transaction } from '#libs/database';
import { listMembers } from '#libs/identity';
import { type NewNotification, NotificationRenderers, NotificationService } from '#libs/notification';
import { type OpenNeed } from './facts.js';
import { classify, type MatchClass } from './evaluate/index.js';
import { BulkNews } from './bulk-news.entity.js';
import { type MatchDiff, type MatchRun } from './match-run.entity.js';
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
      name: { zh: '需求有新的候选产品', en: 'New candidates for a need' },
      subject: 'need',
      title: { zh: '需求“{title}”有新的候选产品', en: 'New candidates for "{title}"' },
      body: {
        zh: '新增符合 {matches} 项、待确认 {toConfirm} 项，请查看逐条结论。平台只作推荐，不代替评审。',
        en: '{matches} new match(es), {toConfirm} to confirm; see the verdicts clause by clause. A recommendation, not a selection.',
      },
    });
    this.renderers.register(MATCH_OPPORTUNITY, {
      name: { zh: '产品符合新的需求', en: 'A product matches a need' },
      subject: 'need',
      title: { zh: '您的产品符合需求“{title}”', en: 'Your product matches "{title}"' },
      body: {
        zh: '按向您公开的条款，贵企业的产品满足全部必备条款，详见“商机”。',
        en: 'By the conditions shown to you, your product meets every hard clause of this need. See your opportunities.',
      },
    });
  }

  /**
   * Buyers: once per (user, need, run with news). Suppliers: once per (user, need), when their first product is a `match` as they see it; the
   * fixed version 0 is what makes a second product of theirs no second message. News of a batch only wait here for its summary.
   */
  async tell(tx: Transaction, need: OpenNeed, result: RunResult, batchId: string | null): Promise<void> {
    if (batchId !== null) return this.#keepForSummary(tx, need, result, batchId);
    const rows = [
      ...(await this.#buyers(tx, need, result.run)),
      ...(await this.#suppliers(tx, need, result)),
    ];
    if (rows.length > 0) await this.notifications.record(tx, rows);
  }

  /** In the run's transaction: a run delivered again finds itself done, and adds nothing twice. */
  async #keepForSummary(tx: Transaction, need: OpenNeed, result: RunResult, batchId: string): Promise<void> {
    const news = (await this.#buyers(tx, need, result.run))[0];
    const suppliers = new Set((await this.#suppliers(tx, need, result)).map((row) => row.organisationId));
    for (const organisationId of await this.#toldBefore(tx, need, [...suppliers]))
      suppliers.delete(organisationId);
    const row = (organisationId: string, side: BulkNews['side'], matches: number, toConfirm: number) => ({
      ...{ batchId, organisationId, needId: need.facts.id, side, matches, toConfirm },
    });
    const rows = [
      ...(news === undefined
        ? []
        : [row(news.organisationId, 'buyer', Number(news.data.matches), Number(news.data.toConfirm))]),
      ...[...suppliers].map((organisationId) => row(organisationId, 'supplier', 1, 0)),
    ];
    for (const one of rows) {
      await tx.query(
        `INSERT INTO bulk_news (batch_id, organisation_id, need_id, side, matches, to_confirm)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (batch_id, organisation_id, need_id, side) DO UPDATE
           SET matches = bulk_news.matches + excluded.matches, to_confirm = bulk_news.to_confirm + excluded.to_confirm`,
        [one.batchId, one.organisationId, one.needId, one.side, one.matches, one.toConfirm],
      );
    }
  }

  /** Suppliers whose people have been told of the need one by one. */
  async #toldBefore(tx: Transaction, need: OpenNeed, organisationIds: readonly string[]): Promise<string[]> {
    const members = groupBy(await listMembers(tx, organisationIds), (member) => member.userId);
    const told = await tx.query<{ userId: string }>(
      `SELECT recipient_user_id AS "userId" FROM notification
        WHERE recipient_user_id = ANY($1) AND kind = $2 AND subject_id = $3`,
      [[...members.keys()], MATCH_OPPORTUNITY, need.facts.id],
    );
    return told.flatMap(({ userId }) => (members.get(userId) ?? []).map((member) => member.organisationId));
  }

  /** Suppliers who are told of the need in the summary of a batch, or will be. */
  async #inSummaries(tx: Transaction, need: OpenNeed): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      "SELECT DISTINCT organisation_id AS id FROM bulk_news WHERE need_id = $1 AND side = 'supplier'",
      [need.facts.id],
    );
    return new Set(rows.map((row) => row.id));
  }

  async #buyers(tx: Transaction, need: OpenNeed, run: MatchRun): Promise<NewNotification[]> {
    const news = await this.#withoutReturns(tx, run);
    if (!hasNews(news)) return [];
    const members = await listMembers(tx, [need.organisationId]);
    /** New in this class, or risen into it; a match that fell to `to_confirm` is no news. */
    const entered = (wanted: MatchClass) =>
      news.added.filter((pair) => pair.class === wanted).length +
      news.changed.filter((pair) => pair.to === wanted && rose(pair.from, pair.to)).length;
    return members.map((member) => ({
      organisationId: member.organisationId,
      recipientUserId: member.userId,
      kind: MATCH_NEWS,
      subjectId: run.needId,
      subjectVersion: run.sequence ?? 0,
      data: { title: need.title, matches: entered('match'), toConfirm: entered('to_confirm') },
    }));
  }

  /** The diff without products that an earlier run added in the same class: withdrawing and publishing again is no news. */
  async #withoutReturns(tx: Transaction, run: MatchRun): Promise<MatchDiff> {
    const earlier = await tx.query<{ pair: string }>(
      `SELECT DISTINCT added->>'productId' || ' ' || (added->>'class') AS pair
         FROM match_run, jsonb_array_elements(diff->'added') AS added
        WHERE need_id = $1 AND sequence < $2 AND added->>'productId' = ANY($3)`,
      [run.needId, run.sequence, run.diff.added.map((pair) => pair.productId)],
    );
    const known = new Set(earlier.map((row) => row.pair));
    return {
      ...run.diff,
      added: run.diff.added.filter((pair) => !known.has(`${pair.productId} ${pair.class}`)),
    };
  }

  /**
   * Suppliers of kept pairs that are a `match` by the clauses they may see. Not by the full class: being told, or not, would
   * tell them the verdict on a hidden clause.
   */
  async #suppliers(tx: Transaction, need: OpenNeed, { run, written }: RunResult): Promise<NewNotification[]> {
    const seen = (pair: JudgedPair) =>
      need.invitedOrganisations.has(pair.product.organisationId)
        ? pair.evaluation.verdicts
        : pair.evaluation.verdicts.filter((v) => !need.invitedClauseIds.has(v.clauseId));
    const organisations = written
      .filter((pair) => classify(seen(pair)) === 'match')
      .map((pair) => pair.product.organisationId);
    if (organisations.length === 0) return [];
    const summarised = await this.#inSummaries(tx, need);
    const wanted = organisations.filter((id) => !summarised.has(id));
    const members = await listMembers(tx, [...new Set(wanted)]);
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
