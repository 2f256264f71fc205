import { Injectable } from '@nestjs/common';
import { BootError, type Locale, type LocalizedText, renderText } from '#libs/common';
import { type Notification } from './notification.entity.js';

export const NOTIFICATION_SUBJECTS = [
  'need',
  'product',
  'match',
  'batch',
  'organisation',
  'invitation',
  'question',
  'reply',
  'answer',
  'contact_offer',
  'contact_opening',
] as const;
/** What the subject id of a kind is the id of, so that a client can open it. */
export type NotificationSubject = (typeof NOTIFICATION_SUBJECTS)[number];

/** Title and body of a kind, with `{key}` places for its data, and what people are told of the kind itself. */
export interface NotificationTexts {
  readonly title: LocalizedText;
  readonly body: LocalizedText;
  /** Name of the kind, in the list of preferences; no places. */
  readonly name: LocalizedText;
  readonly subject: NotificationSubject;
  /** Nobody can switch it off: what a person must know. */
  readonly mandatory?: boolean;
}

/** A kind that somebody registered. */
export interface NotificationKind extends NotificationTexts {
  readonly kind: string;
  readonly mandatory: boolean;
}

/** Texts by kind. The library that causes a kind registers its texts; this one knows none. */
@Injectable()
export class NotificationRenderers {
  readonly #kinds = new Map<string, NotificationKind>();

  register(kind: string, texts: NotificationTexts): void {
    if (this.#kinds.has(kind)) throw new BootError(`Two renderers for notification kind "${kind}"`);
    this.#kinds.set(kind, { ...texts, kind, mandatory: texts.mandatory ?? false });
  }

  /** Every registered kind, in the order of their names in code. */
  list(): NotificationKind[] {
    return [...this.#kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }

  find(kind: string): NotificationKind | null {
    return this.#kinds.get(kind) ?? null;
  }

  /** @throws Error for a kind that nobody registered */
  get(kind: string): NotificationKind {
    const found = this.#kinds.get(kind);
    if (found === undefined) throw new Error(`No renderer for notification kind "${kind}"`);
    return found;
  }

  /** @throws Error for a kind that nobody registered */
  render(notification: Notification, locale: Locale): { title: string; body: string } {
    const texts = this.get(notification.kind);
    return {
      title: renderText(texts.title, locale, notification.data),
      body: renderText(texts.body, locale, notification.data),
    };
  }
}
