import { type LocalizedText } from '#libs/common';
import { parseParameters } from '#libs/parameters';
import { type NeedFields } from './need.input.js';

export const NEED_ELEMENTS = [
  'parameters',
  'product',
  'efficacy',
  'application',
  'quantity',
  'material',
  'method',
  'place',
  'time',
] as const;
/** What makes a need complete: 材料, 方法, 功效, 产品, 应用, measurable parameters, quantity, place, time. */
export type NeedElement = (typeof NEED_ELEMENTS)[number];

/** How far one element is there. */
export interface ElementScore {
  readonly element: NeedElement;
  readonly name: LocalizedText;
  /** Its part of the whole; all weights together are 1. */
  readonly weight: number;
  /** In [0, 1]. */
  readonly share: number;
}

export interface Completeness {
  /** In [0, 1]: the sum of weight × share. */
  readonly score: number;
  readonly elements: readonly ElementScore[];
}

/** Parameters that fill their element. */
const ENOUGH_PARAMETERS = 3;

/** Measurable parameters weigh most: without one no product can be judged. */
const WEIGHTS: Readonly<Record<NeedElement, readonly [weight: number, zh: string, en: string]>> = {
  parameters: [0.24, '可量化参数', 'measurable parameters'],
  product: [0.14, '产品', 'product'],
  efficacy: [0.1, '功效', 'efficacy'],
  application: [0.1, '应用', 'application'],
  quantity: [0.1, '数量', 'quantity'],
  material: [0.08, '材料', 'material'],
  method: [0.08, '方法', 'method'],
  place: [0.08, '地点', 'place'],
  time: [0.08, '时间', 'time'],
};

const MATERIAL =
  /材料|材质|合金|不锈钢|碳钢|铸铁|铜|铝|钛|树脂|碳纤维|陶瓷|橡胶|塑料|聚[乙丙氯酯酰]|玻璃|硅|石墨|绝缘介质|镀层|涂层/;
const METHOD = /工艺|方法|技术路线|采用|试验|检测|检验|标准|规程|规范|GB[/T ]|DL\/T|IEC|ISO|安装|焊接|加工/;
const EFFICACY = /用途|功能|性能|效率|降低|提高|提升|减少|实现|满足|解决|延长|保障|达到|能够|可靠性|寿命/;
const APPLICATION = /用于|应用于|适用|应用场景|使用环境|工况|工程|项目|现场|场站|变电站|产线|生产线|车间/;
const QUANTITY =
  /(?:\d|[一二两三四五六七八九十百千万])\s*(?:台|套|件|个|只|根|块|吨|米|公里|批|组|辆|片|支|条|人|项|次|卷|箱|桶|kg|t|m)(?![A-Za-z²³0-9])/;
/** A place of delivery, or any province, city or county. */
const PLACE =
  /(?:交货|交付|供货|送货|实施|施工|建设|服务|安装|使用|项目)(?:地点|地址|地为|现场)|北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾|\p{Script=Han}{2}(?<![城超上门都])(?:省|市|县|自治州)/u;
/** A term, a day or a period of years. */
const TIME =
  /(?:交货|交付|供货|到货|建设|施工|服务|合同|履行|完成)(?:期限|期|时间|日期)|工期|\d{4}年\d{1,2}月|20\d\d年?(?:度)?\s*[-—~至到]+\s*20\d\d|(?:\d|[一二三四五六七八九十])\s*个?(?:日历天|工作日|天|日|月)内|截止/;

/** All that is said, for looking words up. */
export function textOf(fields: NeedFields): string {
  const { scenario, challenge } = fields;
  return [
    ...[fields.title, fields.body, fields.membersPart, fields.invitedPart],
    ...fields.clauses.map((clause) => clause.text),
    ...(scenario === null ? [] : Object.values<string | null>({ ...scenario })),
    ...[challenge?.acceptance, challenge?.intellectualProperty],
  ]
    .filter((part): part is string => typeof part === 'string' && part !== '')
    .join('\n');
}

/** Characters of a need that are read for parameters: reading some more would keep everybody else's requests waiting. */
export const MAX_READ = 20_000;

/** Parameters that can be measured: in clauses, and in the first words of the need ({@link MAX_READ}), each name once. */
export function measurable(fields: NeedFields): ReadonlySet<string> {
  const inClauses = fields.clauses.flatMap(({ condition }) =>
    condition.type === 'parameter' ? [condition.code] : [],
  );
  const inText = parseParameters(textOf(fields).slice(0, MAX_READ))
    .filter((found) => found.unit !== '')
    .map((found) => found.code ?? found.name);
  return new Set([...inClauses, ...inText]);
}

/** True where a clause of this type is there. */
const asks = ({ clauses }: NeedFields, ...types: readonly string[]) =>
  clauses.some(({ condition }) => types.includes(condition.type));

export const hasQuantity = (fields: NeedFields): boolean =>
  fields.quantity !== null || asks(fields, 'quantity', 'capacity') || QUANTITY.test(textOf(fields));
export const hasPlace = (fields: NeedFields): boolean =>
  fields.regionCode !== null ||
  fields.scenario?.site != null ||
  asks(fields, 'region_served') ||
  PLACE.test(textOf(fields));
export const hasTime = (fields: NeedFields): boolean =>
  fields.deadline !== null ||
  fields.scenario?.latestStart != null ||
  fields.challenge?.resultDue != null ||
  asks(fields, 'delivery', 'quantity') ||
  TIME.test(textOf(fields));

/**
 * How complete a need is. Words are looked for in all its texts, so a high score says that the elements are named, not that they are
 * right.
 */
export function completenessOf(fields: NeedFields): Completeness {
  const text = textOf(fields);
  const said: Readonly<Record<NeedElement, boolean | number>> = {
    parameters: Math.min(1, measurable(fields).size / ENOUGH_PARAMETERS),
    product: fields.industryCode !== null || fields.chainNodes.length > 0 || fields.title.length >= 6,
    efficacy: EFFICACY.test(text),
    application: fields.scenario?.site != null || APPLICATION.test(text),
    quantity: hasQuantity(fields),
    material: MATERIAL.test(text),
    method: METHOD.test(text),
    place: hasPlace(fields),
    time: hasTime(fields),
  };
  const elements = NEED_ELEMENTS.map((element) => {
    const [weight, zh, en] = WEIGHTS[element];
    return { element, name: { zh, en }, weight, share: Number(said[element]) };
  });
  const sum = elements.reduce((total, { weight, share }) => total + weight * share, 0);
  return { score: Math.min(1, Math.round(sum * 1e4) / 1e4), elements };
}
