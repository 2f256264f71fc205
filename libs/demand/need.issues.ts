import { type InputIssue } from '#libs/common';
import { type BudgetRange } from './need.types.js';

/* The faults of a need's input that its shape alone does not tell. */

export const otherKind = (path: 'scenario' | 'challenge'): InputIssue => ({
  path,
  code: 'OTHER_KIND',
  text: {
    zh: '此项内容不属于该类需求',
    en: 'This belongs to a need of another kind',
  },
});

export const spanOutside = (path: string): InputIssue => ({
  path,
  code: 'SPAN_MISMATCH',
  text: {
    zh: '所指位置的文字与条款文字不一致',
    en: 'The words at that place are not those of the clause',
  },
});

export const spanTooOpen = (path: string): InputIssue => ({
  path,
  code: 'SPAN_TOO_OPEN',
  text: {
    zh: '条款的公开范围大于所引文字的公开范围',
    en: 'The clause is open to more people than the text it quotes',
  },
});

/** A range of amounts without any, or upside down. */
export function wrongRange(path: string, { low, high }: BudgetRange): InputIssue[] {
  if (low === null && high === null)
    return [{ path, code: 'NO_VALUE', text: { zh: '没有金额', en: 'There is no amount' } }];
  if (low === null || high === null || low <= high) return [];
  return [
    {
      path: `${path}.low`,
      code: 'RANGE_ORDER',
      text: { zh: '下限大于上限', en: 'The low end is above the high end' },
    },
  ];
}

export const longReason = (max: number): InputIssue => ({
  path: 'reason',
  code: 'BAD_VALUE',
  text: { zh: '理由不得超过 {max} 个字', en: 'A reason has at most {max} characters' },
  params: { max },
});

export const badTerms = (max: number): InputIssue => ({
  path: 'terms',
  code: 'BAD_VALUE',
  text: { zh: '保密条款须为 1 到 {max} 个字', en: 'The terms have 1 to {max} characters' },
  params: { max },
});

export const notASupplier = (): InputIssue => ({
  path: 'supplierOrganisationId',
  code: 'NOT_A_SUPPLIER',
  text: { zh: '只能邀请正常状态的中小企业', en: 'Only an SME in good standing can be invited' },
});
