import { type LocalizedText, type MessageParams } from '#libs/common';

export const FINDING_SEVERITIES = ['warning', 'advice'] as const;
/** `warning`: a rule forbids it, or nothing can be matched; `advice`: it would be better otherwise. */
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** Something in a need that its author should look at. Findings advise and block nothing. */
export interface Finding {
  readonly code: string;
  readonly severity: FindingSeverity;
  /** Place in the input, such as `clauses.0.text`. */
  readonly path: string;
  readonly text: LocalizedText;
  readonly params?: MessageParams;
  /** The document that the rule comes from; null for advice of our own. */
  readonly source: string | null;
}

export const PAYMENT_RULE = '《保障中小企业款项支付条例》（国务院令第802号）';
/** Days in which large enterprises pay, since 2025-06-01. */
export const MAX_PAYMENT_DAYS = 60;

/**
 * First-unit products are deemed to meet track-record and market-share requirements; location, ownership, registered capital,
 * shareholding and years in business may be no conditions of entry.
 */
export const FIRST_UNIT_RULE = '国资发改革规〔2024〕53号';
