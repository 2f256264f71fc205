import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { invitationState, Need, NeedInvitation } from '#libs/demand';
import { listMembers, Organisation } from '#libs/identity';
import { HandlesJob, type Job } from '#libs/messaging';
import { NotificationRenderers, NotificationService } from '#libs/notification';

export const NEED_INVITED = 'need.invited';

/** Tells a supplier's people of an invitation. It stands here because libs/demand may not import libs/notification. */
@Injectable()
export class InvitationJobs implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly notifications: NotificationService,
    private readonly renderers: NotificationRenderers,
  ) {}

  onModuleInit(): void {
    this.renderers.register(NEED_INVITED, {
      name: { zh: '收到需求保密部分的邀请', en: 'An invitation to the confidential part of a need' },
      subject: 'invitation',
      title: { zh: '{buyer}邀请贵企业查看需求“{title}”', en: '{buyer} invites you to see more of "{title}"' },
      body: {
        zh: '接受保密条款后可查看受邀部分，请在“收到的邀请”中答复。',
        en: 'Its confidential part opens once you accept the terms. See your invitations.',
      },
    });
  }

  /** Each member once for an invitation: subject and version make a second run no second message. Revoked ones are not told. */
  @HandlesJob('need.invited')
  async tell(job: Job<'need.invited'>): Promise<void> {
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const invitation = await tx.manager.findOneBy(NeedInvitation, { id: job.payload.invitationId });
      const need = invitation === null ? null : await tx.manager.findOneBy(Need, { id: invitation.needId });
      if (invitation !== null && need?.status === 'open' && invitationState(invitation) === 'pending') {
        const buyer = await tx.manager.findOneByOrFail(Organisation, { id: invitation.organisationId });
        const members = await listMembers(tx, [invitation.supplierOrganisationId]);
        const rows = members.map((member) => ({
          organisationId: member.organisationId,
          recipientUserId: member.userId,
          kind: NEED_INVITED,
          subjectId: invitation.id,
          subjectVersion: 0,
          data: { title: need.title, buyer: buyer.name },
        }));
        await this.notifications.record(tx, rows);
      }
      await job.done(tx);
    });
  }
}
