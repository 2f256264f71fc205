import { Decimal } from 'decimal.js';
import { assertNever } from '#libs/common';
import { type ClauseCondition } from '#libs/demand';
import {
  type Bounds,
  compareParameter,
  type Comparison,
  findParameter,
  normalizeUnit,
  toBase,
} from '#libs/parameters';
import { type FirstUnitLevel, industryWithin, regionWithin } from '#libs/reference';
import {
  type Capacity,
  type Certificate,
  EVERYWHERE,
  type FirstUnitListing,
  lastDayListed,
  type PriceRange,
} from '#libs/supply';
import { type RuleSet } from './rule-sets.js';
import {
  type ClauseFacts,
  type ClauseVerdict,
  type ProductFacts,
  type VerdictReason,
  type Verdict,
} from './types.js';

type Finding = Omit<ClauseVerdict, 'clauseId' | 'hard'>;
type Of<T extends ClauseCondition['type']> = Extract<ClauseCondition, { type: T }>;

/**
 * The verdict on one clause.
 * @param day the day of judgement, `YYYY-MM-DD`; listings count on it or not at all
 */
export function judgeClause(
  clause: ClauseFacts,
  product: ProductFacts,
  rules: RuleSet,
  day: string,
): ClauseVerdict {
  return { clauseId: clause.id, hard: clause.hard, ...judge(clause.condition, product, rules, day) };
}

function judge(condition: ClauseCondition, product: ProductFacts, rules: RuleSet, day: string): Finding {
  switch (condition.type) {
    case 'parameter':
      return judgeParameter(condition, product);
    case 'qualification':
      return judgeGate(condition, product.firstUnit, rules, day);
    case 'certification':
      return judgeCertificate(condition.certificate, product.certificates, day);
    case 'chain_node':
      if (product.chainNodes.length === 0) return finding('unknown', 'not_stated');
      return finding(product.chainNodes.includes(condition.code) ? 'met' : 'unmet', 'stated');
    case 'industry':
      return judgeIndustry(condition.code, product.industryCode);
    case 'region_served':
      return judgeRegion(condition.code, product.regionsServed);
    case 'delivery':
      return judgeDelivery(condition, product.leadTimeDays);
    case 'capacity':
    case 'quantity':
      return judgeCapacity(condition, product.capacity);
    case 'price':
      return judgePrice(condition, product.price);
    case 'first_unit':
      return judgeListing(condition, product.firstUnit, day);
    case 'text':
      return finding('unknown', 'needs_reading');
    default:
      return assertNever(condition);
  }
}

function judgeParameter(condition: Of<'parameter'>, product: ProductFacts): Finding {
  const definition = findParameter(condition.code);
  if (definition === null) return finding('unknown', 'not_stated');
  const candidates = product.parameters.filter((parameter) => parameter.code === condition.code);
  // A product may state one parameter several times: the statement that answers best counts, and one that may meet the
  // clause ("at least 95" against ">= 96") answers better than one that fails it.
  const comparisons = (candidates.length === 0 ? [null] : candidates).map((stated) =>
    compareParameter(definition, condition, stated),
  );
  comparisons.sort((a, b) => answerRank(a) - answerRank(b) || (b.margin ?? 0) - (a.margin ?? 0));
  const best = comparisons[0];
  if (best === undefined) return finding('unknown', 'not_stated');
  return { ...best, strict: condition.op === '>' || condition.op === '<', rule: null };
}

function answerRank({ verdict, reason }: Comparison): number {
  if (verdict === 'met') return 0;
  if (verdict === 'unmet') return 2;
  return reason === 'partly_stated' ? 1 : 3;
}

/**
 * 国资发改革规〔2024〕53号: a valid listing waives track-record and market-share gates; an expired or missing one does not. What a gate asks
 * of an enterprise no product states.
 */
function judgeGate(
  condition: Of<'qualification'>,
  listing: FirstUnitListing | null,
  rules: RuleSet,
  day: string,
): Finding {
  const required = gateBounds(condition);
  const rule = rules.waivers.find((waiver) => waiver.gates.includes(condition.gate));
  if (rule !== undefined && listing !== null && isValid(listing, day)) {
    return { ...finding('waived', 'first_unit_rule'), required, rule: rule.id };
  }
  const lapsed = rule !== undefined && listing !== null;
  return { ...finding('unknown', lapsed ? 'listing_expired' : 'not_stated'), required };
}

/** The number that a gate asks for, if it asks for one: how many, else of what amount, or what share. */
function gateBounds({ trackRecord, minShare }: Of<'qualification'>): Bounds | null {
  if (minShare !== undefined) return { low: minShare, high: null, unit: '%' };
  if (trackRecord === undefined) return null;
  const { minCount, minAmount } = trackRecord;
  if (minCount !== null) return { low: String(minCount), high: null, unit: '项' };
  return minAmount === null ? null : { low: moneyText(minAmount), high: null, unit: 'CNY' };
}

function judgeListing(
  { kind, minLevel }: Of<'first_unit'>,
  listing: FirstUnitListing | null,
  day: string,
): Finding {
  if (listing === null) return finding('unknown', 'not_stated');
  if (listing.kind !== kind) return finding('unmet', 'other_kind');
  if (!isValid(listing, day)) return finding('unmet', 'listing_expired');
  const highEnough = minLevel === undefined || LEVELS[listing.level] >= LEVELS[minLevel];
  return highEnough ? finding('met', 'stated') : finding('unmet', 'level_too_low');
}

/** A catalogue of a ministry for its own field (能源) stands between the country's and a province's. */
const LEVELS: Readonly<Record<FirstUnitLevel, number>> = { province: 1, energy: 2, national: 3 };

/** A wanted class includes those below it; a product that states a wider one may be in it or not. */
function judgeIndustry(wanted: string, stated: string | null): Finding {
  if (stated === null) return finding('unknown', 'not_stated');
  const place = industryWithin(wanted, stated);
  if (place === 'wider') return finding('unknown', 'class_too_wide');
  return finding(place === 'within' ? 'met' : 'unmet', 'stated');
}

/** The list of regions is what is served, and no other: all of a province serves its cities, one city not the province. */
function judgeRegion(wanted: string, served: readonly string[] | null): Finding {
  if (served === null) return finding('unknown', 'not_stated');
  const places = served.map((code) => (code === EVERYWHERE ? 'within' : regionWithin(wanted, code)));
  if (places.includes('within')) return finding('met', 'stated');
  return finding('unmet', places.includes('wider') ? 'region_in_part' : 'stated');
}

/**
 * Counts what is valid on the day. A list of certificates says what a product has, not what it lacks: absence is unknown, and so is
 * an expired one, which may have been renewed.
 */
function judgeCertificate(wanted: string, held: readonly Certificate[], day: string): Finding {
  const named = held.filter((own) => sameName(own.name, wanted));
  if (named.length === 0) return finding('unknown', 'not_stated');
  return named.some((own) => covers(own.issuedOn, own.validTo, day))
    ? finding('met', 'stated')
    : finding('unknown', 'certificate_expired');
}

function judgeDelivery({ maxDays }: Of<'delivery'>, leadTimeDays: number | null): Finding {
  if (leadTimeDays === null) return finding('unknown', 'not_stated');
  return {
    ...finding(leadTimeDays <= maxDays ? 'met' : 'unmet', 'stated'),
    margin: (maxDays - leadTimeDays) / maxDays,
    required: { low: null, high: String(maxDays), unit: 'd' },
    stated: { low: String(leadTimeDays), high: String(leadTimeDays), unit: 'd' },
  };
}

const DAYS_OF = { month: new Decimal(365).div(12), year: new Decimal(365) } as const;

/**
 * What can be made in the period that is asked for, at a steady pace: a year has 365 days and twelve equal months. Tonnes and kilograms
 * convert, 台 and 套 do not.
 */
function judgeCapacity(condition: Of<'capacity'> | Of<'quantity'>, capacity: Capacity | null): Finding {
  const days = condition.type === 'capacity' ? DAYS_OF[condition.per] : new Decimal(condition.withinDays);
  const per = condition.type === 'capacity' ? condition.per : `${condition.withinDays}d`;
  const wanted = new Decimal(condition.amount);
  const unit = `${condition.unit}/${per}`;
  const required = { low: plain(wanted), high: null, unit };
  if (capacity === null) return { ...finding('unknown', 'not_stated'), required };
  const quantity = inUnit(capacity.quantity, capacity.unit, condition.unit);
  if (quantity === null) {
    const stated = { ...exactly(capacity.quantity), unit: `${capacity.unit}/${capacity.per}` };
    return { ...finding('unknown', 'unit_mismatch'), required, stated };
  }
  // Multiplied before it is divided, so that 120 a year is ten a month to the last digit.
  const made =
    condition.type === 'capacity' && condition.per === capacity.per
      ? quantity
      : capacity.per === 'month'
        ? quantity.times(12).times(days).div(365)
        : quantity.times(days).div(365);
  return {
    ...finding(made.gte(wanted) ? 'met' : 'unmet', 'stated'),
    margin: made.minus(wanted).div(wanted).toNumber(),
    required,
    stated: { ...exactly(plain(made)), unit },
  };
}

/** An amount in another unit of the same kind; null when there is no way. */
function inUnit(amount: string, from: string, to: string): Decimal | null {
  if (from.trim() === to.trim()) return new Decimal(amount);
  const baseUnit = normalizeUnit(to);
  if (baseUnit === null) return null;
  const definition = {
    code: '',
    zh: '',
    en: '',
    aliases: [],
    dimension: '',
    baseUnit,
    better: 'none',
  } as const;
  const converted = toBase(definition, amount, from);
  return 'problem' in converted ? null : new Decimal(converted.value);
}

/** A price that may be above the limit is no answer; the lowest one above it fails. */
function judgePrice({ max, currency, per }: Of<'price'>, price: PriceRange | null): Finding {
  const required = { low: null, high: moneyText(max), unit: `${currency}/${per}` };
  if (price === null) return { ...finding('unknown', 'not_stated'), required };
  const stated = {
    low: price.low === null ? null : moneyText(price.low),
    high: price.high === null ? null : moneyText(price.high),
    unit: `${price.currency}/${price.per}`,
  };
  if (price.currency !== currency) return { ...finding('unknown', 'other_currency'), required, stated };
  if (price.per.trim() !== per.trim()) return { ...finding('unknown', 'unit_mismatch'), required, stated };
  const highest = price.high ?? Infinity;
  const lowest = price.low ?? 0;
  if (highest <= max) return { ...finding('met', 'stated'), required, stated, margin: (max - highest) / max };
  if (lowest > max) return { ...finding('unmet', 'stated'), required, stated, margin: (max - lowest) / max };
  return { ...finding('unknown', 'partly_stated'), required, stated };
}

const exactly = (value: string) => ({ low: value, high: value });
/** Decimal text without exponent, at most six places. */
const plain = (value: Decimal) => value.toDecimalPlaces(6).toFixed();
const moneyText = (fen: number) => new Decimal(fen).div(100).toFixed();

/** Both days count: listed on the first day, still listed on the last. */
export function isValid(listing: FirstUnitListing, day: string): boolean {
  return covers(listing.listedOn, lastDayListed(listing), day);
}

/** Null is an open side. */
function covers(from: string | null, to: string | null, day: string): boolean {
  return (from === null || from <= day) && (to === null || day <= to);
}

function finding(verdict: Verdict, reason: VerdictReason): Finding {
  return { verdict, reason, margin: null, required: null, strict: false, stated: null, rule: null };
}

function sameName(a: string, b: string): boolean {
  const plain = (name: string) => name.normalize('NFKC').toLowerCase().replace(/[\s-]/g, '');
  return plain(a) === plain(b);
}
