import { Injectable } from '@nestjs/common';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { listMembers } from '#libs/identity';
import { type DialogueEvent, HandlesJob, type Job } from '#libs/messaging';
import { NotificationService } from '#libs/notification';
import { DIALOGUE_KINDS } from './dialogue.notifications.js';
import { type Side } from './pair.js';

/** What a told row is about, with both organisations and the side that acted. */
interface Told {
  readonly needOrganisationId: string;
  readonly productOrganisationId: string;
  readonly side: Side;
  readonly need: string;
  readonly product: string;
}

/** SQL: the question `q` is a buyer's, on a clause that is kept from its supplier. */
const KEPT_BACK = `(q.side = 'buyer' AND EXISTS (
      SELECT 1 FROM clause c WHERE c.id = q.clause_id AND c.disclosure = 'invited' AND NOT EXISTS (
        SELECT 1 FROM need_invitation i WHERE i.need_id = q.need_id AND i.supplier_organisation_id = q.product_organisation_id
           AND i.accepted_at IS NOT NULL AND i.revoked_at IS NULL)))`;

/** The row of an event as $1. An offer that was taken back, and what is said on a clause kept from its supplier, are told to nobody. */
const ROWS: Readonly<Record<DialogueEvent, string>> = {
  question: `(SELECT q.*, NOT ${KEPT_BACK} AS told FROM match_question q)`,
  reply: `(SELECT r.*, NOT (r.side = 'buyer' AND ${KEPT_BACK}) AS told
             FROM match_reply r JOIN match_question q ON q.id = r.question_id)`,
  answer: `(SELECT *, 'supplier' AS side, true AS told FROM opportunity_answer)`,
  contact_offered: '(SELECT *, withdrawn_at IS NULL AS told FROM contact_offer)',
  contact_opened: '(SELECT *, true AS told FROM contact_opening)',
};

/** Tells the other side of a match what was said, in the background. */
@Injectable()
export class DialogueJobs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly notifications: NotificationService,
  ) {}

  /** The members of the one organisation that stands on the other side, each once for each row. */
  @HandlesJob('dialogue.tell')
  async tell(job: Job<'dialogue.tell'>): Promise<void> {
    const { event, id } = job.payload;
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const row = await this.#read(tx, event, id);
      if (row !== null) {
        const other = row.side === 'buyer' ? row.productOrganisationId : row.needOrganisationId;
        const members = await listMembers(tx, [other]);
        const told = members.map((member) => ({
          organisationId: member.organisationId,
          recipientUserId: member.userId,
          kind: DIALOGUE_KINDS[event],
          subjectId: id,
          subjectVersion: 0,
          data: { need: row.need, product: row.product },
        }));
        await this.notifications.record(tx, told);
      }
      await job.done(tx);
    });
  }

  async #read(tx: Transaction, event: DialogueEvent, id: string): Promise<Told | null> {
    const [row] = await tx.query<Told>(
      `SELECT t.need_organisation_id AS "needOrganisationId", t.product_organisation_id AS "productOrganisationId", t.side,
              n.title AS need, p.name AS product
         FROM ${ROWS[event]} AS t JOIN need n ON n.id = t.need_id JOIN product p ON p.id = t.product_id
        WHERE t.id = $1 AND t.told`,
      [id],
    );
    return row ?? null;
  }
}
