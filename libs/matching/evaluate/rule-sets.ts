import { type LocalizedText } from '#libs/common';
import { type Gate } from '#libs/demand';

/** A rule by which a valid first-unit listing stands in for a qualification gate. */
export interface WaiverRule {
  readonly id: string;
  readonly gates: readonly Gate[];
  readonly source: string;
  readonly text: LocalizedText;
}

/** The rules of a period. Data: a new document is a new set with its date, an old match keeps the set it was judged by. */
export interface RuleSet {
  readonly version: string;
  /** Days `YYYY-MM-DD`; `to` is null while in force, and inclusive. */
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly waivers: readonly WaiverRule[];
  /** Pairs below it have nothing to do with each other and are never kept, in either direction. */
  readonly minRelevance: number;
  /** Weights of the score's parts; see score.ts. */
  readonly weights: { readonly relevance: number; readonly soft: number };
}

const COMMON = { minRelevance: 0.25, weights: { relevance: 0.7, soft: 0.3 } };

export const RULE_SETS: readonly RuleSet[] = [
  // Before the document nothing was deemed met. Its day of issue, 2024-07-18, is commonly known and not checked against the text.
  { ...COMMON, version: '2000-1', effectiveFrom: '2000-01-01', effectiveTo: '2024-07-17', waivers: [] },
  {
    ...COMMON,
    version: '2024-53',
    effectiveFrom: '2024-07-18',
    effectiveTo: null,
    waivers: [
      {
        id: 'first-unit-2024-53',
        gates: ['track_record', 'market_share'],
        source: '国资发改革规〔2024〕53号',
        text: {
          zh: '列入首台（套）等目录且在有效期内的产品，视同满足市场占有率、应用业绩等要求',
          en: 'A product with a valid first-unit listing is deemed to meet market-share and track-record requirements',
        },
      },
    ],
  },
];

/**
 * The rule set in force on a day.
 * @param day `YYYY-MM-DD`
 * @throws Error when no set covers the day: rules must leave no gap
 */
export function ruleSetOn(day: string): RuleSet {
  const found = RULE_SETS.find(
    (set) => set.effectiveFrom <= day && (set.effectiveTo === null || day <= set.effectiveTo),
  );
  if (found === undefined) throw new Error(`No rule set is in force on ${day}`);
  return found;
}

/** The waiver rule with this id, in any set; null when there is none. */
export function findWaiverRule(id: string): WaiverRule | null {
  return RULE_SETS.flatMap((set) => set.waivers).find((rule) => rule.id === id) ?? null;
}
