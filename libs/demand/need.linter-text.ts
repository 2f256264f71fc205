import { findParameter, parseParameters, toBase } from '#libs/parameters';
import { MAX_READ } from './need.completeness.js';
import { type Finding, FIRST_UNIT_RULE, MAX_PAYMENT_DAYS, PAYMENT_RULE } from './need.finding.js';
import { type NeedFields } from './need.input.js';

interface PlacedText {
  readonly path: string;
  readonly text: string;
}

/**
 * What the words of a need give away: units (in its first {@link MAX_READ} characters), brands, restrictions, late payment. A finding
 * once for each code and place.
 */
export function lintTexts(fields: NeedFields): Finding[] {
  const places: readonly PlacedText[] = [
    { path: 'title', text: fields.title },
    { path: 'body', text: fields.body },
    { path: 'membersPart', text: fields.membersPart },
    { path: 'invitedPart', text: fields.invitedPart },
    ...fields.clauses.map((clause, index) => ({ path: `clauses.${index}.text`, text: clause.text })),
  ];
  let read = 0;
  const findings = places.flatMap((place) => {
    const text = place.text.slice(0, Math.max(0, MAX_READ - read));
    read += text.length;
    return [
      ...lintUnits({ path: place.path, text }),
      ...lintBrands(place),
      ...lintRestrictions(place),
      ...lintPayment(place),
    ];
  });
  const seen = new Set<string>();
  return findings.filter(({ code, path, params }) => {
    const key = JSON.stringify([code, path, params]);
    return !seen.has(key) && seen.add(key);
  });
}

/** A value whose parameter is known, and whose unit is missing or cannot be its. Names outside the dictionary are left alone. */
function lintUnits({ path, text }: PlacedText): Finding[] {
  return parseParameters(text).flatMap((found): Finding[] => {
    const definition = found.code === null ? null : findParameter(found.code);
    if (definition === null || definition.dimension === 'count') return [];
    const converted = toBase(definition, found.low ?? found.high ?? '0', found.unit);
    if (!('problem' in converted)) return [];
    const quoted = text.slice(found.start, found.end).slice(0, 60);
    const params = { words: quoted, base: definition.baseUnit };
    if (found.unit === '') {
      return [
        {
          ...{ code: 'NUMBER_WITHOUT_UNIT', severity: 'advice', path, params, source: null },
          text: { zh: '“{words}”没有单位，例如 {base}', en: '"{words}" has no unit, such as {base}' },
        },
      ];
    }
    return [
      {
        ...{ code: 'UNIT_NOT_UNDERSTOOD', severity: 'advice', path, params, source: null },
        text: {
          zh: '“{words}”的单位无法换算为 {base}',
          en: 'The unit in "{words}" cannot be converted to {base}',
        },
      },
    ];
  });
}

const MAKERS =
  '西门子|施耐德|ABB|通用电气|三菱|欧姆龙|罗克韦尔|霍尼韦尔|艾默生|横河|博世|丹佛斯|伊顿|SKF|FANUC|发那科|库卡|华为|中兴通讯|新华三|H3C|思科|浪潮|联想|戴尔|惠普|海康威视|大华|正泰|德力西|格力|美的|海尔';
const BRAND = new RegExp(
  `(?:指定品牌|品牌(?:为|要求|须为|限)?[:：]\\s*|(?:须|必须|应|只能|仅限)(?:采用|使用|选用|为)\\s*)(?:${MAKERS}|[\\p{Script=Han}A-Za-z]{2,8}(?:牌|品牌))|(?:${MAKERS})(?:品牌|牌|原装|公司)?(?:的)?(?:产品|设备|断路器|交换机|路由器|服务器|变频器|PLC|传感器|电机|轴承|泵|阀门|空调|摄像机)`,
  'u',
);
const EQUIVALENT =
  /同等|相当于|或相当|等同|同档次|或以上品牌|不低于.{0,12}(?:品牌|档次|性能)|or\s+(?:equivalent|equal)/i;
/** Work on what is there already has to name it. */
const EXISTING = /维保|维护|维修|运维|备件|备品|扩容|扩建|升级|改造|适配|兼容|对接|现有|在用|利旧|原有|原厂/;

/** A maker named as what is wanted, in a sentence that does not say "or equivalent". */
function lintBrands({ path, text }: PlacedText): Finding[] {
  return sentences(text).flatMap((sentence): Finding[] => {
    const found = BRAND.exec(sentence);
    if (found === null || EQUIVALENT.test(sentence) || EXISTING.test(sentence)) return [];
    return [
      {
        ...{ code: 'BRAND_NAMED', severity: 'warning', path, source: '《招标投标法实施条例》第三十二条' },
        text: {
          zh: '“{words}”指定了品牌；请改为技术要求，或注明“或同等”',
          en: '"{words}" names a brand: state what is required of it, or add "or equivalent"',
        },
        params: { words: found[0] },
      },
    ];
  });
}

const MUST = '(?:须|应|必须|应当|需|要求|仅限|只限|限于)';
const NUMBER = '[\\d一二两三四五六七八九十百]+';
/** Entry conditions that 国资发改革规〔2024〕53号 forbids; plain mention of the word is no condition. */
const RESTRICTIONS: readonly { code: string; pattern: RegExp; zh: string; en: string }[] = [
  {
    code: 'RESTRICTS_LOCATION',
    pattern: new RegExp(
      `(?:仅限|只限|限于?|${MUST}为)(?:本省|本市|本地|省内|市内|当地|本区|本县)(?:的)?(?:企业|供应商|注册|单位)|注册地(?:址)?${MUST}(?:在|为|位于)(?!中国|中华|境内|大陆)|${MUST}(?:在|于)(?:本省|本市|本地|当地|项目所在地)[^。；;，,]{0,8}(?:注册|登记|设立)`,
      'u',
    ),
    zh: '所在地',
    en: 'location',
  },
  {
    code: 'RESTRICTS_OWNERSHIP',
    pattern: new RegExp(
      `(?:仅限|只限|限于?|${MUST}(?:为|是))(?:国有|央企|中央企业|国有控股|民营|内资|外资)(?:独资|控股)?(?:企业|单位|供应商)?|(?:民营|私营|外资)企业(?:不得|除外|不予|谢绝)|不接受(?:民营|私营|外资)企业`,
      'u',
    ),
    zh: '所有制',
    en: 'ownership',
  },
  {
    code: 'RESTRICTS_CAPITAL',
    pattern: /注册资[本金]金?[^。；;，,]{0,12}(?:不低于|不少于|不得低于|不得少于|≥|>=|大于|高于|以上|达到)/u,
    zh: '注册资本',
    en: 'registered capital',
  },
  {
    code: 'RESTRICTS_SHAREHOLDING',
    pattern:
      /(?:股权结构|持股比例|国有股份?(?:占比|比例)?)[^。；;，,]{0,10}(?:不低于|不少于|不得|须|必须|≥|>=|以上|超过)/u,
    zh: '股权结构',
    en: 'shareholding',
  },
  {
    code: 'RESTRICTS_YEARS',
    pattern: new RegExp(
      `(?:成立|注册|经营|从业)(?:时间|年限)?[^。；;，,\\d一二两三四五六七八九十]{0,8}(?:满|不少于|不低于|超过|≥|达到?|须?在)?\\s*${NUMBER}\\s*(?:\\([^)]*\\)|（[^）]*）)?\\s*(?:周)?年(?:及)?(?:以上|的企业)|(?:成立|经营年限|经营时间)[^。；;，,]{0,6}(?:满|不少于|不低于|超过|≥)\\s*${NUMBER}\\s*(?:周)?年`,
      'u',
    ),
    zh: '经营年限',
    en: 'years in business',
  },
];

function lintRestrictions({ path, text }: PlacedText): Finding[] {
  return sentences(text).flatMap((sentence) =>
    RESTRICTIONS.flatMap(({ code, pattern, zh, en }): Finding[] => {
      const found = pattern.exec(sentence);
      if (found === null) return [];
      return [
        {
          ...{ code, severity: 'warning', path, source: FIRST_UNIT_RULE },
          text: {
            zh: `“{words}”：不得以${zh}作为参加条件`,
            en: `"{words}": ${en} may not be a condition of entry`,
          },
          params: { words: found[0] },
        },
      ];
    }),
  );
}

const PAYS = /(?:付款|支付|付清|结清|账期|回款)[^。；;]{0,20}?(\d{1,3})\s*个?(?:日历|自然|工作)?(?:天|日)/u;
const PAID = /(\d{1,3})\s*个?(?:日历|自然|工作)?(?:天|日)(?:之)?内?[^。；;，,]{0,6}(?:付款|支付|付清|结清)/u;

function lintPayment({ path, text }: PlacedText): Finding[] {
  return sentences(text).flatMap((sentence): Finding[] => {
    const found = PAYS.exec(sentence) ?? PAID.exec(sentence);
    const days = Number(found?.[1] ?? 0);
    if (days <= MAX_PAYMENT_DAYS) return [];
    return [
      {
        ...{ code: 'PAYMENT_OVER_60_DAYS', severity: 'warning', path, source: PAYMENT_RULE },
        text: {
          zh: '付款期限 {days} 天，大型企业应自交付之日起 60 日内支付',
          en: 'Payment after {days} days: large enterprises pay within 60 days of delivery',
        },
        params: { days },
      },
    ];
  });
}

const sentences = (text: string) => text.split(/[。；;\n]/).filter((sentence) => sentence !== '');
