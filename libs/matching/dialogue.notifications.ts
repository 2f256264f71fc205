import { Injectable, type OnModuleInit } from '@nestjs/common';
import { NotificationRenderers } from '#libs/notification';

export const DIALOGUE_KINDS = {
  question: 'dialogue.question',
  reply: 'dialogue.reply',
  answer: 'dialogue.answer',
  contact_offered: 'dialogue.contact_offered',
  contact_opened: 'dialogue.contact_opened',
} as const;

/** Texts of what one side is told of the other. Never what was said: that is read where row-level security decides. */
@Injectable()
export class DialogueNotifications implements OnModuleInit {
  constructor(private readonly renderers: NotificationRenderers) {}

  onModuleInit(): void {
    this.renderers.register(DIALOGUE_KINDS.question, {
      name: { zh: '对方提问', en: 'A question of the other side' },
      subject: 'question',
      title: { zh: '需求“{need}”有新的提问', en: 'A question on "{need}"' },
      body: {
        zh: '对方就产品“{product}”向贵方提问，请在问答中回复。',
        en: 'The other side asks about the product "{product}"; reply under questions.',
      },
    });
    this.renderers.register(DIALOGUE_KINDS.reply, {
      name: { zh: '对方回复提问', en: 'A reply of the other side' },
      subject: 'reply',
      title: { zh: '需求“{need}”的提问有新回复', en: 'A reply on "{need}"' },
      body: {
        zh: '对方就产品“{product}”作了回复，请在问答中查看。',
        en: 'The other side replied about the product "{product}"; see questions.',
      },
    });
    this.renderers.register(DIALOGUE_KINDS.answer, {
      name: { zh: '供应商答复', en: "A supplier's answer" },
      subject: 'answer',
      title: { zh: '供应商已答复需求“{need}”', en: 'A supplier answered on "{need}"' },
      body: {
        zh: '产品“{product}”的供应商已答复，请在候选中查看。',
        en: 'The supplier of "{product}" answered; see your candidates.',
      },
    });
    this.renderers.register(DIALOGUE_KINDS.contact_offered, {
      name: { zh: '对方愿意互换联系方式', en: 'An offered contact' },
      subject: 'contact_offer',
      title: { zh: '需求“{need}”：对方愿意互换联系方式', en: 'Contacts on "{need}": the other side offers' },
      body: {
        zh: '就产品“{product}”，对方已提供联系方式；贵方也提供后双方可见。',
        en: 'On "{product}" the other side has offered a contact; both are shown once you offer yours.',
      },
    });
    this.renderers.register(DIALOGUE_KINDS.contact_opened, {
      name: { zh: '双方联系方式已互换', en: 'Opened contacts' },
      subject: 'contact_opening',
      title: { zh: '需求“{need}”：双方联系方式已互换', en: 'Contacts on "{need}" are open' },
      body: {
        zh: '就产品“{product}”，双方已同意互换联系方式，现在可以查看。',
        en: 'On "{product}" both sides have agreed; the contacts can be read now.',
      },
    });
  }
}
