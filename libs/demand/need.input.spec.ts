import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isProblem, renderText } from '#libs/common';
import { compareParameter, findParameter } from '#libs/parameters';
import { COMPARATORS } from './condition.input.js';
import { checkNeed, type NeedFields, type NeedInput } from './need.input.js';

type ClauseInput = NonNullable<NeedInput['clauses']>[number];
type ConditionInput = ClauseInput['condition'];

const clause = (condition: ConditionInput, more: Partial<ClauseInput> = {}): ClauseInput => ({
  ...{ hard: true, text: '额定电压≥10kV', condition },
  ...more,
});
const need = (...clauses: ClauseInput[]): NeedInput => ({ kind: 'procurement', title: '采购', clauses });
const voltage = (more: object = {}): ConditionInput => ({
  ...{ type: 'parameter', name: '额定电压', op: '>=', low: '10', unit: 'kV' },
  ...more,
});

const RECORD = { from: null, to: null, months: 36, minCount: 3, minAmount: 40_000_000 };

/** `path CODE` of each fault; its texts must be complete in both languages. */
function faults(given: NeedInput): string[] {
  const found = checkNeed(given);
  if (!isProblem(found)) return [];
  expect(found.kind).toBe('invalid_input');
  for (const { text, params } of found.issues) {
    expect(renderText(text, 'zh', params)).toMatch(/^[^{}]*\p{Script=Han}[^{}]*$/u);
    expect(renderText(text, 'en', params)).toMatch(/^[^{}]+$/);
  }
  return found.issues.map((issue) => `${issue.path} ${issue.code}`);
}
function accepted(given: NeedInput): NeedFields {
  const found = checkNeed(given);
  if (isProblem(found)) throw new Error(JSON.stringify(found.issues));
  return found;
}

describe('checkNeed', () => {
  it('fills what is left out', () => {
    expect(accepted({ kind: 'challenge', title: ' 轴承 ' })).toEqual({
      ...{ kind: 'challenge', title: '轴承', body: '', deadline: null, clauses: [], chainNodes: [] },
      ...{ quantity: null, regionCode: null, industryCode: null, paymentDays: null, procurementWay: null },
      ...{ procurementLabel: null, cooperationType: null, scenario: null, challenge: null, budget: null },
      ...{ membersPart: '', invitedPart: '' },
    });
    const [only] = accepted(need(clause({ type: 'text' }))).clauses;
    expect(only).toEqual({
      hard: true,
      disclosure: 'public',
      text: '额定电压≥10kV',
      span: null,
      condition: { type: 'text' },
    });
  });

  it('keeps every type of condition, in order', () => {
    const conditions = [
      { type: 'qualification', gate: 'credit' },
      { type: 'certification', certificate: 'CE' },
      { type: 'chain_node', code: 'new-energy.wind' },
      { type: 'industry', code: 'C3823' },
      { type: 'region_served', code: '320500' },
      { type: 'delivery', maxDays: 1 },
      { type: 'capacity', amount: '10', unit: '台', per: 'month' },
      { type: 'quantity', amount: '0.5', unit: 't', withinDays: 30 },
      { type: 'price', max: 1, currency: 'USD', per: '台' },
      { type: 'qualification', gate: 'market_share', minShare: '5' },
      { type: 'qualification', gate: 'credential', credential: { name: '承装资质', level: '二级' } },
      { type: 'qualification', gate: 'track_record', trackRecord: RECORD },
      { type: 'first_unit', kind: 'material' },
      { type: 'first_unit', kind: 'software', minLevel: 'province' },
      { type: 'text' },
    ] as const;
    const deadline = new Date('2026-12-01T00:00:00Z');
    const clauses = conditions.map((condition) => clause(condition, { hard: false, disclosure: 'invited' }));
    const stored = accepted({ ...need(...clauses), body: ' 正文 ', deadline });
    expect(stored).toMatchObject({ body: '正文', deadline });
    expect(stored.clauses).toEqual(clauses.map((given) => ({ ...given, span: null })));
  });

  it('stores a parameter under its code, with the name as written', () => {
    const [found] = accepted(need(clause(voltage({ name: ' 标称电压 ' })))).clauses;
    expect(found?.condition).toEqual({
      ...{ type: 'parameter', code: 'rated_voltage', name: '标称电压', op: '>=' },
      ...{ low: '10', high: null, unit: 'kV', condition: null },
    });
  });

  it.each<[string, Partial<NeedInput>]>([
    ['kind BAD_VALUE', { kind: 'x' as 'challenge' }],
    ['title BAD_VALUE', { title: ' ' }],
    ['title BAD_VALUE', { title: '长'.repeat(201) }],
    ['body BAD_VALUE', { body: 'x'.repeat(20_001) }],
    ['quantity.amount BAD_VALUE', { quantity: { amount: '0', unit: '台' } }],
    ['quantity.unit BAD_VALUE', { quantity: { amount: '1', unit: ' ' } }],
    ['regionCode BAD_VALUE', { regionCode: '32' }],
    ['chainNodes.0 BAD_VALUE', { chainNodes: [' '] }],
    ['paymentDays BAD_VALUE', { paymentDays: -1 }],
    ['procurementWay BAD_VALUE', { procurementWay: 'x' as 'tender' }],
    ['cooperationType BAD_VALUE', { cooperationType: 'x' as 'central_local' }],
    ['membersPart BAD_VALUE', { membersPart: 'x'.repeat(20_001) }],
    ['invitedPart BAD_VALUE', { invitedPart: 'x'.repeat(20_001) }],
    ['budget NO_VALUE', { budget: { currency: 'CNY' } }],
    ['budget.low RANGE_ORDER', { budget: { low: 2, high: 1 } }],
    ['budget.currency BAD_VALUE', { budget: { low: 1, currency: '元' } }],
    ['scenario OTHER_KIND', { scenario: { site: '变电站' } }],
    ['challenge OTHER_KIND', { challenge: { reward: 1 } }],
    [
      'scenario.latestStart BAD_VALUE',
      { kind: 'first_unit_scenario', scenario: { latestStart: '2025-02-30' } },
    ],
    ['challenge.resultDue BAD_VALUE', { kind: 'challenge', challenge: { resultDue: 'x' } }],
    ['deadline BAD_VALUE', { deadline: new Date('never') }],
    ['clauses BAD_VALUE', { clauses: Array.from({ length: 101 }, () => clause({ type: 'text' })) }],
    ['clauses.0.text BAD_VALUE', { clauses: [clause({ type: 'text' }, { text: '' })] }],
    [
      'clauses.0.disclosure BAD_VALUE',
      { clauses: [clause({ type: 'text' }, { disclosure: 'x' as 'public' })] },
    ],
    ['clauses.0.hard BAD_VALUE', { clauses: [clause({ type: 'text' }, { hard: 1 as unknown as boolean })] }],
  ])('%s', (expected, more) => {
    expect(faults({ ...need(), ...more })).toEqual([expected]);
  });

  it.each<[string[], object]>([
    [['type BAD_VALUE'], { type: 'guess' }],
    [['gate BAD_VALUE'], { type: 'qualification', gate: 'x' }],
    [['certificate BAD_VALUE'], { type: 'certification', certificate: ' ' }],
    [['code BAD_VALUE'], { type: 'chain_node', code: '' }],
    [['code BAD_VALUE'], { type: 'industry', code: 'Z' }],
    [['code BAD_VALUE'], { type: 'region_served', code: '32' }],
    [['amount BAD_VALUE'], { type: 'capacity', amount: '0', unit: '台', per: 'month' }],
    [['per BAD_VALUE'], { type: 'capacity', amount: '1', unit: '台', per: 'day' }],
    [['withinDays BAD_VALUE'], { type: 'quantity', amount: '1', unit: '台', withinDays: 0 }],
    [['max BAD_VALUE'], { type: 'price', max: 0, per: '台' }],
    [['currency BAD_VALUE'], { type: 'price', max: 1, currency: '元', per: '台' }],
    [['minLevel BAD_VALUE'], { type: 'first_unit', kind: 'material', minLevel: 'city' }],
    [['minShare BAD_VALUE'], { type: 'qualification', gate: 'market_share', minShare: '101' }],
    [['minShare OTHER_GATE'], { type: 'qualification', gate: 'credit', minShare: '5' }],
    [['trackRecord OTHER_GATE'], { type: 'qualification', gate: 'credit', trackRecord: { minCount: 1 } }],
    [['credential OTHER_GATE'], { type: 'qualification', gate: 'credit', credential: { name: 'x' } }],
    [
      ['trackRecord.to DATE_ORDER'],
      { type: 'qualification', gate: 'track_record', trackRecord: { from: '2025-01-02', to: '2025-01-01' } },
    ],
    [
      ['trackRecord.months TWO_PERIODS'],
      { type: 'qualification', gate: 'track_record', trackRecord: { from: '2025-01-02', months: 3 } },
    ],
    [
      ['trackRecord.minCount BAD_VALUE'],
      { type: 'qualification', gate: 'track_record', trackRecord: { minCount: 0 } },
    ],
    [['maxDays BAD_VALUE'], { type: 'delivery', maxDays: 0 }],
    [['maxDays BAD_VALUE'], { type: 'delivery', maxDays: 3_651 }],
    [['kind BAD_VALUE'], { type: 'first_unit', kind: 'x' }],
    [['name BAD_VALUE'], voltage({ name: '' })],
    [['op BAD_VALUE'], voltage({ op: '!=' })],
    [['low BAD_VALUE'], voltage({ low: 'ten' })],
    [['high BAD_VALUE'], voltage({ op: '<=', low: null, high: '1e3' })],
    [['unit BAD_VALUE'], voltage({ unit: 'x'.repeat(31) })],
    [['condition BAD_VALUE'], voltage({ condition: 'x'.repeat(201) })],
    [['name UNKNOWN_PARAMETER'], voltage({ name: '神秘系数' })],
    [['unit BAD_UNIT'], voltage({ unit: 'kg' })],
    [['unit BAD_UNIT'], voltage({ unit: '格里' })],
    [['unit BAD_UNIT'], voltage({ op: '<=', low: null, high: '5', unit: 'A' })],
    [['low NO_VALUE'], voltage({ low: null })],
    [['low NO_VALUE'], voltage({ op: '>', low: undefined })],
    [['high NO_VALUE'], voltage({ op: '<=', low: null })],
    [['high NO_VALUE'], voltage({ op: '<', low: null })],
    [['high NO_VALUE'], voltage({ op: '=' })],
    [['low NO_VALUE', 'high NO_VALUE'], voltage({ op: 'range', low: null })],
    [['high EXTRA_VALUE'], voltage({ high: '12' })],
    [['high EXTRA_VALUE'], voltage({ op: '>', high: '5' })],
    [['low EXTRA_VALUE'], voltage({ op: '<=', high: '12' })],
    [['high NO_VALUE', 'low EXTRA_VALUE'], voltage({ op: '<' })],
    [['low RANGE_ORDER'], voltage({ op: 'range', high: '9.99' })],
    [['high NOT_ONE_VALUE'], voltage({ op: '=', high: '10.01' })],
    [['high NOT_ONE_VALUE'], voltage({ op: '=', high: '9' })],
    [['low NO_VALUE', 'unit BAD_UNIT'], voltage({ low: null, unit: 'kg' })],
  ])('%j: %j', (expected, condition) => {
    // At the second place, so that the index in the path counts.
    expect(faults(need(clause({ type: 'text' }), clause(condition as ConditionInput)))).toEqual(
      expected.map((fault) => `clauses.1.condition.${fault}`),
    );
  });

  it.each([
    ['=', '10', '10.0'],
    ['range', '10', '10'],
    ['range', '-2', '-1'],
    ['<', null, '10'],
  ])('takes %s with %s and %s', (op, low, high) => {
    expect(faults(need(clause(voltage({ op, low, high }))))).toEqual([]);
  });

  describe('the span of a clause', () => {
    const texts = {
      title: '断路器采购',
      body: '  要求额定电压≥10kV，户内。 ',
      membersPart: '甲',
      invitedPart: '机密：甲',
    };
    const spanned = (
      part: 'title' | 'body' | 'members' | 'invited',
      start: number,
      end: number,
      more: object = {},
    ) => ({
      ...{ kind: 'procurement' as const, ...texts },
      clauses: [clause({ type: 'text' }, { span: { part, start, end }, ...more })],
    });

    it('is kept as it stands in the stored text', () => {
      const at = texts.body.indexOf('额定');
      const [only] = accepted(spanned('body', at, at + 9)).clauses;
      expect(only?.span).toEqual({ part: 'body', start: at - 2, end: at + 7 });
    });

    it.each([
      ['beyond the text', 'body', 4, 5_000],
      ['other words', 'body', 5, 14],
      ['upside down', 'body', 13, 4],
      ['another text', 'title', 4, 13],
      ['in the blanks before', 'body', 0, 9],
    ] as const)('refuses one %s', (_what, part, start, end) => {
      expect(faults(spanned(part, start, end))).toEqual(['clauses.0.span SPAN_MISMATCH']);
    });

    it('is not more open than the text it quotes', () => {
      const quoted = (
        disclosure: 'public' | 'members' | 'invited',
        part: 'members' | 'invited',
        start: number,
      ) => faults(spanned(part, start, start + 1, { text: '甲', disclosure }));
      expect(quoted('public', 'members', 0)).toEqual(['clauses.0.span SPAN_TOO_OPEN']);
      expect(quoted('members', 'invited', 3)).toEqual(['clauses.0.span SPAN_TOO_OPEN']);
      expect(quoted('members', 'members', 0)).toEqual([]);
      expect(quoted('invited', 'members', 0)).toEqual([]);
      expect(quoted('invited', 'invited', 3)).toEqual([]);
    });

    it('refuses negative and huge offsets by their shape', () => {
      expect(faults(spanned('body', -1, 3))).toEqual(['clauses.0.span.start BAD_VALUE']);
      expect(faults(spanned('body', 0, 20_001))).toEqual(['clauses.0.span.end BAD_VALUE']);
    });
  });

  it('names the faults of all clauses at once', () => {
    const bad = [
      voltage({ name: '神秘系数' }),
      voltage({ unit: 'kg' }),
      { type: 'chain_node', code: 'x' } as const,
    ];
    expect(faults(need(...bad.map((condition) => clause(condition))))).toEqual([
      'clauses.0.condition.name UNKNOWN_PARAMETER',
      'clauses.1.condition.unit BAD_UNIT',
    ]);
  });

  it('what it accepts can be judged against a product that states a value', () => {
    const number = fc.option(fc.integer({ min: -5, max: 5 }).map(String));
    const unit = fc.constantFrom('V', 'kV', '千伏', 'kg', '');
    let judged = 0;
    fc.assert(
      fc.property(fc.constantFrom(...COMPARATORS), number, number, unit, (op, low, high, u) => {
        const found = checkNeed(need(clause(voltage({ op, low, high, unit: u }))));
        if (isProblem(found)) return;
        const condition = found.clauses[0]!.condition;
        if (condition.type !== 'parameter') throw new Error(condition.type);
        judged++;
        const stated = { low: '2', high: '2', unit: 'V', condition: null };
        expect(compareParameter(findParameter(condition.code)!, condition, stated).reason).toBe('stated');
      }),
      { numRuns: 500 },
    );
    expect(judged).toBeGreaterThan(20);
  });

  it('tells every kind of number that is none', () => {
    for (const amount of ['', 'x', '2026-02-30', '1e5', 'NaN', '0x10'])
      expect([
        faults({ ...need(), quantity: { amount, unit: '台' } }),
        faults(need(clause({ type: 'capacity', amount, unit: '台', per: 'year' }))),
        faults(need(clause({ type: 'qualification', gate: 'market_share', minShare: amount }))),
      ]).toEqual([
        ['quantity.amount BAD_VALUE'],
        ['clauses.0.condition.amount BAD_VALUE'],
        ['clauses.0.condition.minShare BAD_VALUE'],
      ]);
  });
});
