import { Injectable } from '@nestjs/common';
import { BootError, type Locale, type LocalizedText, renderText } from '#libs/common';
import { type Notification } from './notification.entity.js';

/** Title and body of a kind, with `{key}` places for its data. */
export interface NotificationTexts {
  readonly title: LocalizedText;
  readonly body: LocalizedText;
}

/** Texts by kind. The library that causes a kind registers its texts; this one knows none. */
@Injectable()
export class NotificationRenderers {
  readonly #texts = new Map<string, NotificationTexts>();

  register(kind: string, texts: NotificationTexts): void {
    if (this.#texts.has(kind)) throw new BootError(`Two renderers for notification kind "${kind}"`);
    this.#texts.set(kind, texts);
  }

  /** @throws Error for a kind that nobody registered */
  render(notification: Notification, locale: Locale): { title: string; body: string } {
    const texts = this.#texts.get(notification.kind);
    if (texts === undefined) throw new Error(`No renderer for notification kind "${notification.kind}"`);
    return {
      title: renderText(texts.title, locale, notification.data),
      body: renderText(texts.body, locale, notification.data),
    };
  }
}
