import { findParameter } from './dictionary.js';
import { type Comparator } from './types.js';

/** A comparator read from words; 'better' is 优于, whose direction the parameter decides. */
export type WordOp = Exclude<Comparator, 'range'> | 'better';

const BEFORE: readonly (readonly [WordOp, RegExp])[] = [
  [
    '>=',
    /(?:[≥⩾]|>=|不(?:应|得|宜|能)?(?:低于|小于|少于|短于)|(?:大于|高于|多于)(?:或)?等于|至少|最少|不(?:应|得)?小於)$/,
  ],
  [
    '<=',
    /(?:[≤⩽]|<=|不(?:应|得|宜|能)?(?:超过|大于|高于|多于|长于|超出)|(?:小于|低于|少于)(?:或)?等于|至多|最多)$/,
  ],
  ['>', /(?:>|大于|超过|高于|多于)$/],
  ['<', /(?:<|小于|低于|少于)$/],
  ['better', /优于$/],
  ['=', /=$/],
];
const ALONE: readonly (readonly [WordOp, RegExp])[] = [
  ['<=', /^(?:最大|最高)$/],
  ['>=', /^(?:最小|最低)$/],
];
/** Words between name, comparator and number that say nothing. */
const FILLER =
  /(?:[\s:=]|(?<!节)约|大约|大致|预估|预计|(?<!华)为|是|(?<![响反供感效])应|须|需|要求|达到|(?<![马雷])达|可达|(?<!许)可|能够|(?<![存现所正潜])在|(?<!平)均|控制在|保持在|提升至|提高至|降低至|降至|加密至|设置|不得|接入|交流|直流|AC|DC|[Φφ]|三相|单相|(?<=[^一-鿿]|^)至)$/;

/** Text before a number, taken apart. */
export interface Before {
  readonly op: WordOp | null;
  /** What stands before the comparator. */
  readonly rest: string;
}

function stripFiller(text: string): string {
  let rest = text;
  for (;;) {
    const shorter = rest.replace(FILLER, '');
    if (shorter === rest) return rest;
    rest = shorter;
  }
}

/** Reads the comparator that ends the text before a number. */
export function readBefore(text: string): Before {
  const plain = text.trimEnd();
  for (const candidate of [plain, stripFiller(plain)]) {
    const last = candidate.slice(candidate.lastIndexOf(':') + 1).trim();
    const alone = ALONE.find(([, pattern]) => pattern.test(last));
    if (alone !== undefined)
      return { op: alone[0], rest: stripFiller(candidate.slice(0, candidate.lastIndexOf(':') + 1)) };
    const found = BEFORE.find(([, pattern]) => pattern.test(candidate));
    if (found !== undefined) return { op: found[0], rest: stripFiller(candidate.replace(found[1], '')) };
  }
  return { op: null, rest: stripFiller(plain) };
}

const AFTER =
  /\s*(?:(?:\(含\))?(?:(及以上|或以上|以上|或更高|或更细|或更多)|(及以下|或以下|以下|以内|之内|内(?![\p{Script=Han}A-Za-z]))))/uy;

/** Reads the comparator that follows a value: 以上, 以下, 以内. */
export function readAfter(text: string, at: number): { op: WordOp; end: number } | null {
  AFTER.lastIndex = at;
  const match = AFTER.exec(text);
  if (match === null) return null;
  return { op: match[1] === undefined ? '<=' : '>=', end: at + match[0].length };
}

const LOWER_IS_BETTER =
  /误差|偏差|精度|真空|灵敏|噪|损耗|分辨|泄漏|漏率|温升|粗糙|公差|不确定度|时间|延迟|时延/;

/** Direction of 优于: the dictionary's, else by the head word. */
export function betterOp(name: string): '>=' | '<=' {
  const better = findParameter(name)?.better ?? 'none';
  if (better !== 'none') return better === 'lower' ? '<=' : '>=';
  return LOWER_IS_BETTER.test(name) ? '<=' : '>=';
}

const LEADING =
  /^(?:[\s:;,，、/&·\-—]|应当|应|须|必须|采用|支持|具备|具有|要求|提供|配置|配备|并且|并(?![发联网行])|且|及|以及|其中|适用于|适用(?=\d)|即|设有|内置|建议|具体|包括|包含|负责|共计|满足|达到|集成|总)+/;
const LAST_OF = /^.*(?<!目)的(?=.)/s;
/** Clause number, year before a name. */
const CLAUSE_NUMBER = /^\s*\d+(?:\.\d+)+\s*/;
const YEAR = /^.*(?:19|20)\d\d\s*年度?(?:\s*\d+\s*月)?/s;
/** Buying and supplying verbs: the product or its value follows. */
const VERB = /^.*(?:采购|购置|提供|存放|用于|选用|包含|包括)(?!\p{Script=Han}?(?:量|数|长度|周期|频率))/su;
/** Model designation behind a name: 电缆 YJV-8.7. */
const MODEL = /(?<=\p{Script=Han})\s*[A-Z][A-Z0-9]*(?:-[A-Z0-9./]+)+\s*$/u;
const BRACKET = /\([^()]*\)/g;

/** Noun phrase next to a value: after the last colon and 的, without lead-in verbs and brackets. */
export function cleanName(text: string): string {
  let name = text.replace(BRACKET, '').trim();
  name = name.slice(name.lastIndexOf(':') + 1);
  name = name
    .replace(CLAUSE_NUMBER, '')
    .replace(YEAR, '')
    .replace(VERB, '')
    .replace(LAST_OF, '')
    .replace(LEADING, '');
  name = stripFiller(name.replace(MODEL, ''));
  // （12个月） behind a year has no name.
  if (!/\p{L}/u.test(name) || /^[年月日]$/.test(name)) return '';
  return name.replace(/[的\s"“”《》【】[\]()]+$/u, '').replace(/^[\s"“”《》【】[\]()]+/u, '');
}

const EXCLUDED =
  /预算|限价|保证金|税|份额|付款|支付|业绩|注册资本|资质|服务期|质保|保修|交货|交付|供货期|工期|合同期|有效期|培训|响应(?!时间|速度|频|灵敏|曲线)|到场|到达现场|得分|评分|分值|权重|公示|金额|估算|单价|总价|费用|价格|费率|折扣|违约|赔偿|利率|报价|日期|人民币|修复时限|满足期|服务年限|租期|租赁期|未来$/;
const EXCLUDED_AFTER =
  /^\s*(?:之?内)?\s*(?:响应|到场|到达|修复|回复|答复|上门|交货|付款|元|项目|包段|标[包段]|供应商|中标|成交|投标人)/;

/** True for money, terms and scores, which are no parameters. */
export function isExcluded(name: string, after: string): boolean {
  return EXCLUDED.test(name) || EXCLUDED_AFTER.test(after);
}

const SERVICE = /^\s*(?:的)?\p{Script=Han}{0,8}(?:服务|维保|维护|运维|升级|质保)/u;

/** True for how long a service is bought: 2年软件升级维护, 12个月运维服务. */
export function isServicePeriod(unit: string, after: string): boolean {
  return (unit === '年' || unit === '个月') && SERVICE.test(after);
}

const NOUN =
  /\s*(?:的|厚|长|宽|高)?((?:\d+(?=\p{Script=Han}))?[\p{Script=Han}A-Za-z][\p{Script=Han}A-Za-z0-9+\-/.~ ]*)/uy;
const NOUN_END = /(?:接入|用于|以及|并且|连续可调|可调|进行|及其|左右|[及和与或]|的要求)[^]*$|[\s]\S*$/u;

/** Noun that follows a value, '' if none: 48V通信电源系统. */
export function nounAfter(text: string, at: number): string {
  NOUN.lastIndex = at;
  const noun = NOUN.exec(text)?.[1] ?? '';
  const cut = noun.trim().replace(NOUN_END, '');
  return /^(?:时|下|左右|可调|连续|以|等|内)/.test(cut) ? '' : cleanName(cut);
}

const BUYING = /(?:采购|共需|需|购置|购买|数量|供货|共|拟采购|内容|新增|租赁)$/;
const GOODS = new Set(['台', '套', '副', '座', '辆', '架', '艘', '批', '根', '只', '件', '块']);

/** True if the words before a counted value, or the counter alone, say that pieces are bought. */
export function isPurchase(before: string, unit: string): boolean {
  const bought = /采购|购置|购买|共需/.test(before) && GOODS.has(unit);
  return bought || BUYING.test(stripFiller(before)) || (before.trim() === '' && GOODS.has(unit));
}
