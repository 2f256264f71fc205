import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isProblem, renderText } from '#libs/common';
import { compareParameter, findParameter } from '#libs/parameters';
import { checkNeed, COMPARATORS, type NeedFields, type NeedInput } from './need.input.js';

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
      ...{ kind: 'challenge', title: '轴承', body: '', deadline: null, clauses: [] },
    });
    const [only] = accepted(need(clause({ type: 'text' }))).clauses;
    expect(only).toEqual({
      hard: true,
      disclosure: 'public',
      text: '额定电压≥10kV',
      condition: { type: 'text' },
    });
  });

  it('keeps every type of condition, in order', () => {
    const conditions = [
      { type: 'qualification', gate: 'credit' },
      { type: 'certification', certificate: 'CE' },
      { type: 'chain_node', code: 'new-energy.wind' },
      { type: 'delivery', maxDays: 1 },
      { type: 'first_unit', kind: 'material' },
      { type: 'text' },
    ] as const;
    const deadline = new Date('2026-12-01T00:00:00Z');
    const clauses = conditions.map((condition) => clause(condition, { hard: false, disclosure: 'invited' }));
    const stored = accepted({ ...need(...clauses), body: ' 正文 ', deadline });
    expect(stored).toMatchObject({ body: '正文', deadline });
    expect(stored.clauses).toEqual(clauses);
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
});
