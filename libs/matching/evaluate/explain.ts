import { type LocalizedText } from '#libs/common';
import { type ClauseVerdict, type VerdictReason } from './types.js';
import { findWaiverRule } from './rule-sets.js';
import { type Bounds } from '#libs/parameters';

const REASONS: Readonly<Record<VerdictReason, LocalizedText>> = {
  stated: { zh: '', en: '' },
  not_stated: { zh: '产品未说明', en: 'the product does not say' },
  other_condition: { zh: '产品给出的条件不同', en: 'stated under another condition' },
  unit_mismatch: { zh: '单位无法换算', en: 'the units cannot be converted' },
  partly_stated: { zh: '产品只说明了一部分', en: 'the product says it in part only' },
  first_unit_rule: { zh: '', en: '' },
  listing_expired: {
    zh: '首台（套）等目录列入已过期或尚未生效',
    en: 'the first-unit listing is not valid on this day',
  },
  certificate_expired: { zh: '证书当日不在有效期内', en: 'the certificate is not valid on this day' },
  other_kind: { zh: '首台（套）类别不同', en: 'a first-unit listing of another kind' },
  level_too_low: { zh: '首台（套）目录级别不够', en: 'the first-unit listing is of a lower level' },
  other_currency: { zh: '币种不同', en: 'stated in another currency' },
  class_too_wide: {
    zh: '产品给出的行业范围更宽',
    en: 'the product states a wider industry class',
  },
  region_in_part: { zh: '只服务该地区的一部分', en: 'serves a part of the region only' },
  needs_reading: { zh: '文字条款，需人工确认', en: 'a clause in words, for people to confirm' },
};

const VERDICTS = {
  met: { zh: '满足', en: 'met' },
  unmet: { zh: '不满足', en: 'unmet' },
  unknown: { zh: '待确认', en: 'unknown' },
  waived: { zh: '视同满足', en: 'waived' },
} as const satisfies Record<ClauseVerdict['verdict'], LocalizedText>;

/**
 * One line for people, in both languages: verdict, both values in base units, margin, rule with its source.
 * @param verdict as stored; texts are made on reading so that a better wording reaches old matches
 */
export function explainVerdict(verdict: ClauseVerdict): LocalizedText {
  return { zh: line(verdict, 'zh'), en: line(verdict, 'en') };
}

function line(verdict: ClauseVerdict, locale: 'zh' | 'en'): string {
  const parts: string[] = [];
  const reason = REASONS[verdict.reason][locale];
  if (reason !== '') parts.push(reason);
  if (verdict.required !== null)
    parts.push(`${locale === 'zh' ? '要求' : 'required'} ${boundsText(verdict.required, verdict.strict)}`);
  if (verdict.stated !== null)
    parts.push(`${locale === 'zh' ? '产品' : 'product'} ${boundsText(verdict.stated, false)}`);
  if (verdict.margin !== null && !hasZeroLimit(verdict.required))
    parts.push(`${locale === 'zh' ? '余量' : 'margin'} ${percent(verdict.margin)}`);
  const rule = verdict.rule === null ? null : findWaiverRule(verdict.rule);
  if (rule !== null)
    parts.push(locale === 'zh' ? `依据${rule.source}：${rule.text.zh}` : `${rule.text.en} (${rule.source})`);
  const head = VERDICTS[verdict.verdict][locale];
  const [colon, comma] = locale === 'zh' ? ['：', '，'] : [': ', ', '];
  return parts.length === 0 ? head : `${head}${colon}${parts.join(comma)}`;
}

/** Against a limit of 0 the margin is a plain difference, and no share of anything. */
function hasZeroLimit(required: Bounds | null): boolean {
  return required?.low === '0' || required?.high === '0';
}

function boundsText({ low, high, unit }: Bounds, strict: boolean): string {
  const text =
    low === high
      ? (low ?? '')
      : low === null
        ? `${strict ? '<' : '≤'} ${high ?? ''}`
        : high === null
          ? `${strict ? '>' : '≥'} ${low}`
          : `${low} ~ ${high}`;
  return unit === '' ? text : `${text} ${unit}`;
}

function percent(margin: number): string {
  return `${margin >= 0 ? '+' : ''}${(margin * 100).toFixed(1)}%`;
}
