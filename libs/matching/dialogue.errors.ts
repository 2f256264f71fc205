import { type InputIssue, Problem, wrongState } from '#libs/common';

export const notShortlisted = (): Problem =>
  wrongState('NOT_SHORTLISTED', {
    zh: '该候选不在备选清单中，不能移出',
    en: 'The candidate is not on the shortlist and cannot be taken off',
  });

export const tooMany = (what: 'answer' | 'question', limit: number): Problem =>
  new Problem(
    'denied',
    'DAILY_LIMIT',
    {
      zh: `本企业今日${what === 'answer' ? '答复' : '提问和回复'}已达上限（{limit} 次），请明日再试`,
      en: `Your organisation has reached today's limit of {limit} ${what === 'answer' ? 'answers' : 'questions and replies'}`,
    },
    { limit },
  );

export const clauseHidden = (): Problem =>
  wrongState('CLAUSE_HIDDEN', {
    zh: '该条款未向供应商公开，不能就其提问',
    en: 'The supplier may not see this clause, so it cannot be asked about',
  });

export const contactNotReady = (side: 'buyer' | 'supplier'): Problem =>
  wrongState(
    'CONTACT_NOT_READY',
    side === 'buyer'
      ? {
          zh: '请先对该候选作出“联系”决定，再提供联系方式',
          en: 'Decide to contact this candidate first, then offer a contact',
        }
      : {
          zh: '请先答复“有意向”，再提供联系方式',
          en: 'Answer that you are interested first, then offer a contact',
        },
  );

export const contactOpened = (): Problem =>
  wrongState('CONTACT_OPENED', {
    zh: '双方已互换联系方式，不能再更改或撤回',
    en: 'Both sides have exchanged contacts; it cannot be changed or taken back',
  });

/** A fault of one field, as an issue. */
export const fault = (path: string, code: string, zh: string, en: string): InputIssue => ({
  path,
  code,
  text: { zh, en },
});

/** Problem codes of what the two sides say to each other, for the GraphQL enum. */
export const DIALOGUE_CODES = [
  'NOT_SHORTLISTED',
  'DAILY_LIMIT',
  'CLAUSE_HIDDEN',
  'CONTACT_NOT_READY',
  'CONTACT_OPENED',
] as const;
