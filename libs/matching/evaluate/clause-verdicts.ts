import { assertNever } from '#libs/common';
import { type ClauseCondition, type Gate } from '#libs/demand';
import { compareParameter, type Comparison, findParameter } from '#libs/parameters';
import { type FirstUnitKind } from '#libs/reference';
import { type AnchorProject, type Certificate, type FirstUnitListing } from '#libs/supply';
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
      return judgeGate(condition.gate, product.firstUnit, rules, day);
    case 'certification':
      return judgeCertificate(condition.certificate, product.certificates, day);
    case 'chain_node':
      if (product.chainNodes.length === 0) return finding('unknown', 'not_stated');
      return finding(product.chainNodes.includes(condition.code) ? 'met' : 'unmet', 'stated');
    case 'delivery':
      return judgeDelivery(condition, product.leadTimeDays);
    case 'first_unit':
      return judgeListing(condition.kind, product.firstUnit, day);
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

/** 国资发改革规〔2024〕53号: a valid listing waives track-record and market-share gates; an expired or missing one does not. */
function judgeGate(gate: Gate, listing: FirstUnitListing | null, rules: RuleSet, day: string): Finding {
  const rule = rules.waivers.find((waiver) => waiver.gates.includes(gate));
  if (rule !== undefined && listing !== null && isValid(listing, day)) {
    return { ...finding('waived', 'first_unit_rule'), rule: rule.id };
  }
  return finding('unknown', rule !== undefined && listing !== null ? 'listing_expired' : 'not_stated');
}

function judgeListing(kind: FirstUnitKind, listing: FirstUnitListing | null, day: string): Finding {
  if (listing === null) return finding('unknown', 'not_stated');
  if (listing.kind !== kind) return finding('unmet', 'other_kind');
  return isValid(listing, day) ? finding('met', 'stated') : finding('unmet', 'listing_expired');
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

/**
 * Both days count: listed on the first day, still listed on the last. A listing that rests on a project (依托工程) lapses when that
 * has not started in time (NEA).
 */
export function isValid(listing: FirstUnitListing, day: string): boolean {
  return covers(listing.listedOn, listing.validTo, day) && !hasLapsed(listing.anchorProject, day);
}

function hasLapsed(project: AnchorProject | null, day: string): boolean {
  const by = project?.mustStartBy ?? null;
  const started = project?.startedOn ?? null;
  return by !== null && by < day && (started === null || by < started);
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
