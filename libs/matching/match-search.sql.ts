import { READABLE, type SqlParameters } from '#libs/database';
import { regionPatterns } from '#libs/reference';
import { normalizeText, queryGroups } from '#libs/search';
import { saysWord } from './keyset.js';
import { type CheckedMatchFilter, type MatchSort } from './match-search.filter.js';

/** A match with what staff filter and sort by. Row-level security decides what of each table is seen. */
export const MATCH_SOURCE = `match m
  JOIN need n ON n.id = m.need_id
  LEFT JOIN product p ON p.id = m.product_id
  JOIN organisation o ON o.id = m.product_organisation_id
  LEFT JOIN search_document sd ON sd.kind = 'product' AND sd.id = m.product_id
  LEFT JOIN LATERAL (SELECT kind FROM decision WHERE need_id = m.need_id AND product_id = m.product_id
                      ORDER BY id DESC LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT answer FROM opportunity_answer WHERE need_id = m.need_id AND product_id = m.product_id
                      ORDER BY id DESC LIMIT 1) a ON true`;

/** Only the needs of the own group: a supplier's own matches are its opportunities. */
export const OWN_MATCHES = `m.need_organisation_id = ${READABLE}`;

const CLASS_PLACE = "array_position(ARRAY['match', 'to_confirm', 'near_miss'], m.class)";
export const STATE = `CASE d.kind WHEN 'shortlist' THEN 'shortlisted' WHEN 'contact' THEN 'contacted' WHEN 'decline' THEN 'declined'
  ELSE 'undecided' END`;
export const ANSWER = "coalesce(a.answer, 'none')";
/** The lowest price that is stated; without one a product stands last. */
const PRICE = "coalesce((p.price->>'low')::numeric, (p.price->>'high')::numeric, 'Infinity'::numeric)";

/** Keys of each order, ascending; ties are settled by the match's id after them. */
export const MATCH_ORDER: Readonly<Record<MatchSort, readonly string[]>> = {
  rank: [CLASS_PLACE, '-m.score', 'm.product_id'],
  score: ['-m.score'],
  newest: ['-extract(epoch FROM m.created_at)'],
  price_low: [PRICE],
  name: [`coalesce(p.name, '') COLLATE "C"`],
};

/** Dimensions that have a facet. Each facet counts what all other parts of the filter leave. */
export const DIMENSIONS = [
  'class',
  'region',
  'chain',
  'tier',
  'firstUnit',
  'state',
  'answer',
  'verdict',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface MatchConditions {
  /** Parts without a facet. */
  readonly fixed: readonly string[];
  readonly of: Readonly<Partial<Record<Dimension, string>>>;
}

/** The filter as SQL over {@link MATCH_SOURCE}. @param day the day on which titles and listings must be valid, `YYYY-MM-DD` */
export function matchConditions(
  filter: CheckedMatchFilter,
  needId: string | null,
  day: string,
  parameters: SqlParameters,
): MatchConditions {
  const put = (value: unknown) => parameters.add(value);
  const fixed = [OWN_MATCHES];
  if (needId !== null) fixed.push(`m.need_id = ${put(needId)}`);
  if (filter.needIds != null) fixed.push(`m.need_id = ANY (${put(filter.needIds)})`);
  if (filter.text) fixed.push(textCondition(filter.text, parameters));
  if (filter.price != null) fixed.push(priceCondition(filter.price, parameters));
  if (filter.hardUnknown != null) {
    const some = `m.verdicts @> '[{"hard": true, "verdict": "unknown"}]'`;
    fixed.push(filter.hardUnknown ? some : `NOT ${some}`);
  }
  if (filter.unansweredQuestions != null)
    fixed.push(filter.unansweredQuestions ? ASKED_BY_SUPPLIER : `NOT ${ASKED_BY_SUPPLIER}`);
  if (filter.chainNodes != null) fixed.push(`p.chain_nodes ?| ${put(filter.chainNodes)}::text[]`);
  const of: Partial<Record<Dimension, string>> = {};
  if (filter.classes != null) of.class = `m.class = ANY (${put(filter.classes)})`;
  if (filter.regions != null) of.region = `o.region_code LIKE ANY (${put(regionPatterns(filter.regions))})`;
  if (filter.chains != null) of.chain = `${CHAINS} && ${put(filter.chains)}::text[]`;
  if (filter.tiers != null) of.tier = `${tiersOn(put(day))} && ${put(filter.tiers)}::text[]`;
  const listedAs = (field: 'kind' | 'level', values: readonly string[]) =>
    `(${listedOn(put(day))} AND p.first_unit->>'${field}' = ANY (${put(values)}))`;
  if (filter.firstUnitKinds != null) of.firstUnit = listedAs('kind', filter.firstUnitKinds);
  if (filter.firstUnitLevels != null) fixed.push(listedAs('level', filter.firstUnitLevels));
  if (filter.decisionStates != null) of.state = `${STATE} = ANY (${put(filter.decisionStates)})`;
  if (filter.answers != null) of.answer = `${ANSWER} = ANY (${put(filter.answers)})`;
  if (filter.verdicts != null) of.verdict = `m.verdicts @> ${put(JSON.stringify(filter.verdicts))}::jsonb`;
  return { fixed, of };
}

/** A question of the supplier that waits for the buyer's reply. */
const ASKED_BY_SUPPLIER = `EXISTS (SELECT 1 FROM match_question q
  WHERE q.need_id = m.need_id AND q.product_id = m.product_id AND q.side = 'supplier'
    AND NOT EXISTS (SELECT 1 FROM match_reply r WHERE r.question_id = q.id AND r.side = 'buyer'))`;

/** Chains of the nodes that the product stands in. */
export const CHAINS = `ARRAY(SELECT DISTINCT c.chain FROM chain_node c WHERE p.chain_nodes ? c.code)`;

/** Tiers of the supplier's titles that are valid on the day. */
export const tiersOn = (day: string): string =>
  `ARRAY(SELECT DISTINCT t.tier FROM organisation_certificate t WHERE t.organisation_id = o.id
     AND t.issued_on <= ${day}::date AND (t.expires_on IS NULL OR t.expires_on >= ${day}::date))`;

/** The product's listing is valid on the day, by the same rule as in the verdicts: see `lastDayListed`. */
export const listedOn = (day: string): string =>
  `(p.first_unit->>'listedOn' <= ${day}::text AND coalesce(${day}::text <= least(p.first_unit->>'validTo',
     CASE WHEN p.first_unit->'anchorProject'->>'startedOn' <= p.first_unit->'anchorProject'->>'mustStartBy' THEN NULL
       ELSE p.first_unit->'anchorProject'->>'mustStartBy' END), true))`;

/** The stated range and the wanted one overlap; a product without a price is not found by price. */
function priceCondition(
  { low, high, currency, per }: NonNullable<CheckedMatchFilter['price']>,
  parameters: SqlParameters,
): string {
  const parts = [`p.price->>'currency' = ${parameters.add(currency)}`];
  if (per != null) parts.push(`p.price->>'per' = ${parameters.add(per)}`);
  if (low != null) parts.push(`coalesce((p.price->>'high')::numeric, 'Infinity') >= ${parameters.add(low)}`);
  if (high != null) parts.push(`coalesce((p.price->>'low')::numeric, 0) <= ${parameters.add(high)}`);
  return `(${parts.join(' AND ')})`;
}

/** Every word must be in the product's document, as a search finds it, or in the supplier's name; a text of no words finds nothing. */
function textCondition(text: string, parameters: SqlParameters): string {
  const words = queryGroups(text);
  if (words.length === 0) return 'false';
  const name = parameters.add(`%${normalizeText(text).replace(/[\\%_]/g, '\\$&')}%`);
  const all = words.map(
    (one) =>
      `(${saysWord('sd', one, parameters)} OR position(${parameters.add(one.word)}::text IN lower(o.name)) > 0)`,
  );
  return `(lower(o.name) LIKE ${name} OR (${all.join(' AND ')}))`;
}
