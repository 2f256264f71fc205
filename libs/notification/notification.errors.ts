import { type InputIssue, type Problem, wrongState } from '#libs/common';

export const notificationMandatory = (kind: string): Problem =>
  wrongState(
    'NOTIFICATION_MANDATORY',
    { zh: '该类通知不能关闭：{kind}', en: 'Notifications of this kind cannot be switched off: {kind}' },
    { kind },
  );

export const unknownKind = (kind: string): InputIssue => ({
  path: 'kind',
  code: 'UNKNOWN_KIND',
  text: { zh: '没有此类通知：{kind}', en: 'There is no such kind of notification: {kind}' },
  params: { kind },
});

/** Problem codes of this library, for the GraphQL enum. */
export const NOTIFICATION_CODES = ['NOTIFICATION_MANDATORY'] as const;
