import { describe, expect, it } from '@jest/globals';
import { isProblem, renderText } from '#libs/common';
import { completenessOf, NEED_ELEMENTS } from './need.completeness.js';
import { checkNeed, type NeedFields, type NeedInput } from './need.input.js';
import { lintNeed } from './need.linter.js';

const NOW = new Date('2026-05-01T00:00:00Z');
const LATER = new Date('2026-07-01T00:00:00Z');
/** Nothing to find in it. */
const GOOD: NeedInput = {
  kind: 'procurement',
  title: '12kV户内真空断路器采购',
  body: '用于城市配电网改造工程，采用环保气体绝缘材料，提高供电可靠性，按国家标准试验验收。',
  quantity: { amount: '120', unit: '台' },
  regionCode: '320500',
  deadline: LATER,
  clauses: [
    {
      hard: true,
      text: '额定电压≥12kV',
      condition: { type: 'parameter', name: '额定电压', op: '>=', low: '12', unit: 'kV' },
    },
  ],
};

function fieldsOf(input: Partial<NeedInput>): NeedFields {
  const found = checkNeed({ ...GOOD, ...input });
  if (isProblem(found)) throw new Error(JSON.stringify(found.issues));
  return found;
}
/** `path CODE` of each finding; its texts must be complete in both languages. */
function found(input: Partial<NeedInput>, now = NOW): string[] {
  return lintNeed(fieldsOf(input), now).map(({ path, code, text, params }) => {
    expect(renderText(text, 'zh', params)).toMatch(/^[^{}]*\p{Script=Han}[^{}]*$/u);
    expect(renderText(text, 'en', params)).not.toMatch(/[{}]/);
    return `${path} ${code}`;
  });
}
const body = (text: string) => ({ body: `${GOOD.body ?? ''}${text}` });
type ClauseInput = NonNullable<NeedInput['clauses']>[number];
const asking = (condition: ClauseInput['condition'], hard = true): ClauseInput => ({
  hard,
  text: '条款',
  condition,
});
const [VOLTAGE] = GOOD.clauses as [ClauseInput];
const TRACK_RECORD = asking({ type: 'qualification', gate: 'track_record' });

describe('lintNeed', () => {
  it('finds nothing in a good need', () => {
    expect(found({})).toEqual([]);
  });

  it('misses measurable parameters, but not in services nor when the text states them', () => {
    expect(found({ clauses: [] })).toEqual(['clauses NO_MEASURABLE_PARAMETER']);
    expect(found({ clauses: [], ...body('额定电流不低于630A。') })).toEqual([]);
    expect(found({ clauses: [], title: '办公楼物业服务采购' })).toEqual([]);
    expect(found({ clauses: [], title: '服务器采购' })).toEqual(['clauses NO_MEASURABLE_PARAMETER']);
  });

  it('misses quantity, place and time', () => {
    expect(found({ quantity: null, regionCode: null, deadline: null })).toEqual([
      'quantity NO_QUANTITY',
      'regionCode NO_PLACE',
      'deadline NO_TIME',
    ]);
    const said = body('共120台，交货地点：苏州，交货期60天。');
    expect(found({ quantity: null, regionCode: null, deadline: null, ...said })).toEqual([]);
  });

  it('finds a short body, blanks not counted', () => {
    expect(found({ body: '断 路 器 '.repeat(5) })).toEqual(['body SHORT_BODY']);
  });

  it('knows how long a tender must be open', () => {
    const deadline = new Date(NOW.getTime() + 10 * 86_400_000);
    expect(found({ deadline })).toEqual([]);
    expect(found({ deadline, procurementWay: 'tender' })).toEqual(['deadline DEADLINE_TOO_NEAR']);
    expect(found({ deadline: new Date(NOW.getTime() + 86_400_000) })).toEqual(['deadline DEADLINE_TOO_NEAR']);
    expect(found({ deadline: new Date(NOW.getTime() + 3 * 86_400_000) })).toEqual([]);
  });

  it('flags payment after more than 60 days', () => {
    expect(found({ paymentDays: 60 })).toEqual([]);
    expect(found({ paymentDays: 61 })).toEqual(['paymentDays PAYMENT_OVER_60_DAYS']);
    expect(found(body('验收合格后90日内付款。'))).toEqual(['body PAYMENT_OVER_60_DAYS']);
    expect(found(body('付款期限为验收后120个工作日。'))).toEqual(['body PAYMENT_OVER_60_DAYS']);
    expect(found(body('验收合格后30日内付款；质保期900天。'))).toEqual([]);
  });

  it.each([
    ['仅限本省企业参加', 'RESTRICTS_LOCATION'],
    ['供应商注册地须在苏州市', 'RESTRICTS_LOCATION'],
    ['须在项目所在地注册分公司', 'RESTRICTS_LOCATION'],
    ['投标人须为国有企业', 'RESTRICTS_OWNERSHIP'],
    ['不接受民营企业投标', 'RESTRICTS_OWNERSHIP'],
    ['注册资本金不低于1000万元', 'RESTRICTS_CAPITAL'],
    ['国有股权结构须为控股', 'RESTRICTS_SHAREHOLDING'],
    ['成立满三年以上的企业', 'RESTRICTS_YEARS'],
    ['经营年限不少于5年', 'RESTRICTS_YEARS'],
    ['公司成立3年及以上', 'RESTRICTS_YEARS'],
  ])('%s: %s', (text, code) => {
    const findings = lintNeed(fieldsOf(body(`${text}。`)), NOW);
    expect(findings).toMatchObject([
      { code, path: 'body', severity: 'warning', source: '国资发改革规〔2024〕53号' },
    ]);
    expect(found({ clauses: [VOLTAGE, { ...TRACK_RECORD, text }] })).toEqual([`clauses.1.text ${code}`]);
  });

  it.each([
    '须在中华人民共和国境内依法注册的法人或其他组织',
    '未载明经营范围及注册资本的，应提供查询结果的截屏',
    '单位负责人为同一人或者存在控股、管理关系的不同单位，不得参加同一项目',
    '覆盖本地网光缆15万皮长公里',
    '近三年同类产品供货业绩不少于3项',
    '质保期不少于5年',
    '提供本地化服务',
    '注册地址、联系人、电话',
    '设备成套后运行3年以上',
  ])('is silent on: %s', (text) => {
    expect(found(body(`${text}。`))).toEqual([]);
  });

  it.each([
    ['指定品牌：西门子', ['body BRAND_NAMED']],
    ['须采用ABB断路器', ['body BRAND_NAMED']],
    ['采用施耐德品牌断路器', ['body BRAND_NAMED']],
    ['须采用ABB断路器或同等产品', []],
    ['须采用Siemens品牌 or equivalent', []],
    ['对现有华为交换机扩容', []],
    ['负责西门子设备的维保', []],
    ['加强品牌宣传推广', []],
  ])('%s: %j', (text, expected) => {
    expect(found(body(`${text}。`))).toEqual(expected);
  });

  it('finds units that are missing, or none of the parameter', () => {
    expect(found(body('额定电流：630。'))).toEqual(['body NUMBER_WITHOUT_UNIT']);
    expect(found(body('额定电流：630kg。'))).toEqual(['body UNIT_NOT_UNDERSTOOD']);
    expect(found(body('额定电流：630A，防护等级IP54，数量3台。'))).toEqual([]);
  });

  it('reads the confidential parts too', () => {
    expect(found({ membersPart: '注册资本不低于500万元', invitedPart: '仅限本省企业' })).toEqual([
      'membersPart RESTRICTS_CAPITAL',
      'invitedPart RESTRICTS_LOCATION',
    ]);
  });

  describe('first-unit scenarios and newcomers', () => {
    const scenario: Partial<NeedInput> = {
      kind: 'first_unit_scenario',
      scenario: { site: '苏州变电站', tolerance: '首年故障免责', acceptancePlan: '按方案试验' },
    };

    it('want a tolerance clause and an acceptance plan', () => {
      expect(found(scenario)).toEqual([]);
      expect(found({ ...scenario, scenario: null })).toEqual([
        'scenario.tolerance SCENARIO_NO_TOLERANCE',
        'scenario.acceptancePlan SCENARIO_NO_ACCEPTANCE',
      ]);
    });

    it('have no gate that a first unit cannot pass, hard or soft', () => {
      const gates = [
        TRACK_RECORD,
        asking({ type: 'qualification', gate: 'market_share' }, false),
        asking({ type: 'qualification', gate: 'credential' }),
      ];
      expect(found({ ...scenario, clauses: [VOLTAGE, ...gates] })).toEqual([
        'clauses.1 SCENARIO_GATE',
        'clauses.2 SCENARIO_GATE',
      ]);
    });

    it('an ordinary purchase may ask for a track record, one for newcomers not as a hard condition', () => {
      expect(found({ clauses: [VOLTAGE, TRACK_RECORD] })).toEqual([]);
      expect(found({ kind: 'challenge', clauses: [VOLTAGE, TRACK_RECORD] })).toEqual([
        'clauses.1 NEWCOMER_TRACK_RECORD',
      ]);
      const first = asking({ type: 'first_unit', kind: 'equipment' });
      expect(found({ clauses: [VOLTAGE, first, TRACK_RECORD] })).toEqual(['clauses.2 NEWCOMER_TRACK_RECORD']);
      expect(found({ clauses: [VOLTAGE, first, { ...TRACK_RECORD, hard: false }] })).toEqual([]);
    });
  });
});

describe('completenessOf', () => {
  it('weighs nine elements to 1', () => {
    const { elements } = completenessOf(fieldsOf({}));
    expect(elements.map((one) => one.element)).toEqual(NEED_ELEMENTS);
    expect(elements.reduce((sum, one) => sum + one.weight, 0)).toBeCloseTo(1, 12);
  });

  it('is high for a good need, low for an empty one, and full with three parameters', () => {
    expect(completenessOf(fieldsOf({})).score).toBeCloseTo(1 - 0.24 * (2 / 3), 3);
    const empty = fieldsOf({
      ...{ title: '采购', body: '', quantity: null, regionCode: null, deadline: null, clauses: [] },
    });
    expect(completenessOf(empty).score).toBe(0);
    const full = body('额定电流不低于630A，机械寿命不少于20000次。');
    expect(completenessOf(fieldsOf(full)).score).toBe(1);
  });

  it('never falls when something is added', () => {
    const steps: Partial<NeedInput>[] = [
      { quantity: { amount: '1', unit: '台' } },
      { regionCode: '320500' },
      { deadline: LATER },
      { clauses: GOOD.clauses },
      { body: GOOD.body },
    ];
    let given: Partial<NeedInput> = {
      ...{ title: '采购', body: '', quantity: null, regionCode: null, deadline: null, clauses: [] },
    };
    let before = 0;
    for (const step of steps) {
      given = { ...given, ...step };
      const { score } = completenessOf(fieldsOf(given));
      expect(score).toBeGreaterThan(before);
      before = score;
    }
  });

  it('reads the first 20,000 characters for units and parameters', () => {
    const words = '额定电压不低于12。';
    const far = fieldsOf({
      body: '用。'.repeat(9_990),
      membersPart: `${'用。'.repeat(50)}${words}`,
      clauses: [],
    });
    expect(lintNeed(far, NOW).map((one) => one.code)).not.toContain('NUMBER_WITHOUT_UNIT');
    const near = fieldsOf({ body: '用。'.repeat(9_900), membersPart: words, clauses: [] });
    expect(lintNeed(near, NOW).map((one) => one.code)).toContain('NUMBER_WITHOUT_UNIT');
  });
});
