import { type LocalizedText } from '#libs/common';
import { type Clause } from '#libs/demand';
import { type ClauseVerdict, type VerdictReason } from './evaluate/index.js';

/** A question that may be put to the supplier, on a hard clause that the product leaves open. */
export interface SuggestedQuestion {
  readonly clauseId: string;
  readonly text: LocalizedText;
}

/** Why a verdict is open, as the start of a question; reasons that are not here read as "the product does not say". */
const OPENINGS: Readonly<Partial<Record<VerdictReason, LocalizedText>>> = {
  not_stated: {
    zh: '贵公司产品资料未说明“{clause}”一项',
    en: 'Your product data do not say anything on "{clause}"',
  },
  other_condition: {
    zh: '贵公司产品给出的数值与“{clause}”的条件不同',
    en: 'Your product states its value under another condition than "{clause}"',
  },
  unit_mismatch: {
    zh: '贵公司产品的数值单位无法与“{clause}”换算',
    en: 'The unit of your product\'s value cannot be converted to that of "{clause}"',
  },
  partly_stated: {
    zh: '贵公司产品资料只说明了“{clause}”的一部分',
    en: 'Your product data cover "{clause}" in part only',
  },
  other_currency: {
    zh: '贵公司产品报价的币种与“{clause}”不同',
    en: 'Your product states its price in another currency than "{clause}"',
  },
  class_too_wide: {
    zh: '贵公司产品给出的行业范围比“{clause}”更宽',
    en: 'Your product states a wider industry class than "{clause}"',
  },
  listing_expired: {
    zh: '贵公司产品的首台（套）等目录列入当前不在有效期内，涉及“{clause}”',
    en: 'The first-unit listing of your product is not valid today, which "{clause}" rests on',
  },
  certificate_expired: {
    zh: '贵公司产品的证书当前不在有效期内，涉及“{clause}”',
    en: 'The certificate of your product is not valid today, which "{clause}" asks for',
  },
  needs_reading: {
    zh: '采购需求要求“{clause}”',
    en: 'The need asks for "{clause}"',
  },
};

const FALLBACK: LocalizedText = {
  zh: '贵公司产品资料未说明“{clause}”一项',
  en: 'Your product data do not say anything on "{clause}"',
};

/**
 * The question for a clause, in both languages, made of the clause's own words and the reason of the verdict.
 * @param reason why the verdict is `unknown`; null asks for a confirmation without one
 */
export function questionText(clauseText: string, reason: VerdictReason | null): LocalizedText {
  const opening = (reason === null ? undefined : OPENINGS[reason]) ?? FALLBACK;
  const put = (text: string) => text.replace('{clause}', () => clauseText);
  return {
    zh: `${put(opening.zh)}。能否满足该项要求？请说明具体数值或情况，并补充证明材料。`,
    en: `${put(opening.en)}. Does the product meet it? Please give the value or the facts, with evidence.`,
  };
}

/**
 * One question for each hard clause whose verdict is unknown, in the order of the clauses.
 * @param clauses those of the need that the supplier may see: nothing is asked about the others
 */
export function suggestedQuestions(
  clauses: readonly Pick<Clause, 'id' | 'text'>[],
  verdicts: readonly ClauseVerdict[],
): SuggestedQuestion[] {
  const open = new Map(verdicts.filter((v) => v.hard && v.verdict === 'unknown').map((v) => [v.clauseId, v]));
  return clauses.flatMap((clause) => {
    const verdict = open.get(clause.id);
    return verdict === undefined
      ? []
      : [{ clauseId: clause.id, text: questionText(clause.text, verdict.reason) }];
  });
}
