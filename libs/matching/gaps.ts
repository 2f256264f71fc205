import { Decimal } from 'decimal.js';
import { type LocalizedText } from '#libs/common';
import { type Clause, type ClauseCondition } from '#libs/demand';
import { type Bounds } from '#libs/parameters';
import { type ClauseVerdict } from './evaluate/index.js';

/** What keeps a product from meeting a clause, as its own supplier is told. */
export interface Gap {
  readonly clauseId: string;
  readonly clauseText: string;
  readonly hard: boolean;
  /** `unmet` or `unknown`. */
  readonly verdict: ClauseVerdict['verdict'];
  readonly required: Bounds | null;
  readonly stated: Bounds | null;
  /** How far the product misses, in the unit of `required`; null when it says nothing or there is no measure. */
  readonly missing: string | null;
  /** What to add to the product, or to change. */
  readonly hint: LocalizedText;
}

/**
 * The gaps of a product, in the order of the clauses.
 * @param clauses those that the supplier may see; verdicts on others are left out
 */
export function gapsOf(clauses: readonly Clause[], verdicts: readonly ClauseVerdict[]): Gap[] {
  const byClause = new Map(verdicts.map((verdict) => [verdict.clauseId, verdict]));
  return clauses.flatMap((clause) => {
    const verdict = byClause.get(clause.id);
    if (verdict?.verdict !== 'unmet' && verdict?.verdict !== 'unknown') return [];
    return [
      {
        ...{ clauseId: clause.id, clauseText: clause.text, hard: verdict.hard, verdict: verdict.verdict },
        ...{ required: verdict.required, stated: verdict.stated },
        missing: verdict.verdict === 'unmet' ? missing(verdict, clause.condition) : null,
        hint: hint(clause.condition, clause.text, verdict),
      },
    ];
  });
}

/** The larger distance of the two ends that fall short, as a decimal text; null without bounds on both sides. */
function missing({ required, stated }: ClauseVerdict, condition: ClauseCondition): string | null {
  if (stated === null || required?.unit !== stated.unit) return null;
  // A range is to be covered: there the product's ends must lie outside the required ones, else inside them.
  const covers = condition.type === 'parameter' && condition.op === 'range';
  const [inner, outer] = covers ? [required, stated] : [stated, required];
  const distances = [below(inner.low, outer.low), below(outer.high, inner.high)].filter(
    (distance) => distance !== null,
  );
  return distances.length === 0 ? null : Decimal.max(...distances).toFixed();
}

/** By how much `value` is below `limit`; null when it is not, or one of them is open. */
function below(value: string | null, limit: string | null): Decimal | null {
  if (value === null || limit === null) return null;
  const distance = new Decimal(limit).minus(value);
  return distance.gt(0) ? distance : null;
}

/** What of a product a kind of clause reads, in the words of the catalogue's form; kinds not here are told by the clause's text. */
function subject(condition: ClauseCondition): LocalizedText | null {
  switch (condition.type) {
    case 'parameter':
      return { zh: `技术参数“${condition.name}”`, en: `the parameter "${condition.name}"` };
    case 'certification':
      return {
        zh: `证书“${condition.certificate}”及有效期`,
        en: `the certificate "${condition.certificate}" with its dates`,
      };
    case 'delivery':
      return { zh: '交货期（天）', en: 'the lead time in days' };
    case 'chain_node':
      return { zh: `产业链环节 ${condition.code}`, en: `the chain node ${condition.code}` };
    case 'first_unit':
      return { zh: '首台（套）等目录列入信息', en: 'the first-unit listing' };
    case 'industry':
      return { zh: '行业代码（GB/T 4754）', en: 'the industry code (GB/T 4754)' };
    case 'region_served':
      return { zh: '服务地区', en: 'the regions served' };
    case 'capacity':
    case 'quantity':
      return { zh: '产能', en: 'the capacity' };
    case 'price':
      return { zh: '价格', en: 'the price' };
    // What is asked of the enterprise, or only in words, stands nowhere in a product.
    case 'qualification':
    case 'text':
      return null;
  }
}

function hint(condition: ClauseCondition, text: string, { verdict, reason }: ClauseVerdict): LocalizedText {
  const what = subject(condition);
  if (what === null) {
    return {
      zh: `请就“${text}”向采购方说明情况，可在此提问或答复。`,
      en: `Tell the buyer how you stand on "${text}"; you can ask and reply here.`,
    };
  }
  if (reason === 'listing_expired' || reason === 'certificate_expired') {
    return { zh: `请更新${what.zh}：当前不在有效期内。`, en: `Renew ${what.en}: it is not valid today.` };
  }
  if (reason === 'unit_mismatch' || reason === 'other_currency') {
    return {
      zh: `${what.zh}的单位或币种与需求不同，无法比较，请按需求的写法补充。`,
      en: `State ${what.en} in the unit or currency of the need: as given, the two cannot be compared.`,
    };
  }
  if (reason === 'other_condition') {
    return {
      zh: `请按需求的条件补充${what.zh}。`,
      en: `State ${what.en} under the condition that the need asks for.`,
    };
  }
  if (reason === 'partly_stated') {
    return {
      zh: `${what.zh}只给出了一端（如“不低于”），不足以判断，请补充另一端或写明单一数值。`,
      en: `State both ends of ${what.en}, or one value: an open side leaves it undecided.`,
    };
  }
  if (verdict === 'unmet') {
    return {
      zh: `${what.zh}未达到要求；如有满足要求的型号，请在产品中补充或另行发布。`,
      en: `Your product does not meet ${what.en}; if you have a model that does, add it or list it.`,
    };
  }
  return { zh: `请在产品中补充${what.zh}。`, en: `Add ${what.en} to your product.` };
}
