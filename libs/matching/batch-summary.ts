import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, groupBy } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { listMembers } from '#libs/identity';
import { type BatchCause, Batches, HandlesJob, type Job, Outbox } from '#libs/messaging';
import { NotificationRenderers, NotificationService } from '#libs/notification';

export const BULK_NEWS = 'match.bulk_news';
export const BULK_OPPORTUNITIES = 'match.bulk_opportunities';

/** Between two looks at whether the work of a closed batch is done. */
const LOOK_AGAIN_MS = 5_000;

interface SummaryRow {
  organisationId: string;
  side: 'buyer' | 'supplier';
  needs: number;
  matches: number;
  toConfirm: number;
}

const CAUSES: Readonly<Record<BatchCause, { zh: string; en: string }>> = {
  import: { zh: '本次导入', en: 'This import' },
  backfill: { zh: '本次批量更新', en: 'This bulk change' },
  rematch: { zh: '本次定期复核', en: 'This regular check' },
};

/** Tells of a bulk batch: once per organisation, when all its work is done (design, section 5: "Who is told"). */
@Injectable()
export class BatchSummaries implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly batches: Batches,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationService,
    private readonly renderers: NotificationRenderers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.renderers.register(BULK_NEWS, {
      name: { zh: '批量处理后的候选汇总', en: 'Summary of candidates after bulk work' },
      subject: 'batch',
      title: {
        zh: '{causeZh}：{needs} 项需求出现新候选',
        en: '{causeEn}: new candidates for {needs} need(s)',
      },
      body: {
        zh: '新增符合 {matches} 项、待确认 {toConfirm} 项，请在各需求中查看逐条结论。平台只作推荐，不代替评审。',
        en: '{matches} new match(es), {toConfirm} to confirm; see the verdicts in each need. A recommendation, not a selection.',
      },
    });
    this.renderers.register(BULK_OPPORTUNITIES, {
      name: { zh: '批量处理后的商机汇总', en: 'Summary of opportunities after bulk work' },
      subject: 'batch',
      title: {
        zh: '{causeZh}：贵企业的产品新符合 {needs} 项需求',
        en: '{causeEn}: your products match {needs} more need(s)',
      },
      body: {
        zh: '按向您公开的条款，贵企业的产品满足这些需求的全部必备条款，详见“商机”。',
        en: 'By the conditions shown to you, your products meet every hard clause of these needs. See your opportunities.',
      },
    });
  }

  /**
   * Writes the summaries of a batch when its work is done, or comes again. All in one transaction under the batch's lock, and
   * (recipient, kind, batch, version 0) is unique: a crash neither loses nor doubles one.
   */
  @HandlesJob('batch.summarise')
  async summarise(job: Job<'batch.summarise'>): Promise<void> {
    const { batchId } = job.payload;
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const batches = await tx.query<{ cause: BatchCause }>(
        'SELECT cause FROM bulk_batch WHERE id = $1 AND finished_at IS NULL FOR UPDATE',
        [batchId],
      );
      const cause = batches[0]?.cause;
      if (cause !== undefined) {
        if (await this.batches.isBusy(tx, batchId)) await this.#again(tx, batchId);
        else await this.#finish(tx, batchId, cause);
      }
      await job.done(tx);
    });
  }

  async #again(tx: Transaction, batchId: string): Promise<void> {
    await this.outbox.add(tx, {
      kind: 'batch.summarise',
      cause: 'batch.busy',
      payload: { batchId },
      delayMs: LOOK_AGAIN_MS,
    });
  }

  async #finish(tx: Transaction, batchId: string, cause: BatchCause): Promise<void> {
    const summaries = await tx.query<SummaryRow>(
      `SELECT organisation_id AS "organisationId", side, count(*)::int AS needs, sum(matches)::int AS matches,
              sum(to_confirm)::int AS "toConfirm"
         FROM bulk_news WHERE batch_id = $1 GROUP BY organisation_id, side ORDER BY organisation_id, side`,
      [batchId],
    );
    const members = groupBy(
      await listMembers(tx, [...new Set(summaries.map((one) => one.organisationId))]),
      (member) => member.organisationId,
    );
    const texts = { causeZh: CAUSES[cause].zh, causeEn: CAUSES[cause].en };
    await this.notifications.record(
      tx,
      summaries.flatMap(({ organisationId, side, ...counts }) =>
        (members.get(organisationId) ?? []).map(({ userId }) => ({
          organisationId,
          recipientUserId: userId,
          kind: side === 'buyer' ? BULK_NEWS : BULK_OPPORTUNITIES,
          subjectId: batchId,
          subjectVersion: 0,
          data: { ...texts, ...counts },
        })),
      ),
    );
    await tx.query(
      `UPDATE bulk_batch SET finished_at = $2, organisations = $3,
              needs = (SELECT count(DISTINCT need_id) FROM bulk_news WHERE batch_id = $1) WHERE id = $1`,
      [batchId, this.clock.now(), new Set(summaries.map((one) => one.organisationId)).size],
    );
  }
}
