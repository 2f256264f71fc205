import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codesOf, type Caller } from '../support/graphql.js';
import { openStage, registerMember, type Stage } from '../support/stage.js';

describe('the dictionary of parameters', () => {
  let stage: Stage;
  let supplier: Caller;

  beforeAll(async () => {
    stage = await openStage();
    supplier = await stage.nobody.signIn(await registerMember(stage.services, 'sme', 'sme_admin'));
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  it('is found by any name, with units to choose from', async () => {
    const { parameters } = await stage.nobody.get<{ parameters: { edges: { node: { units: string[] } }[] } }>(
      '{ parameters(text: "标称电压") { edges { node { code zh en aliases dimension baseUnit units better } } pageInfo { hasNextPage } } }',
    );
    expect(parameters).toMatchObject({
      edges: [
        {
          node: {
            ...{
              code: 'rated_voltage',
              zh: '额定电压',
              en: 'rated voltage',
              dimension: 'voltage',
              baseUnit: 'V',
            },
            better: 'NONE',
          },
        },
      ],
      pageInfo: { hasNextPage: false },
    });
    expect(parameters.edges[0]?.node.units).toEqual(expect.arrayContaining(['kV', 'mV']));
  });

  it('reads a text and says where', async () => {
    const text = '开关柜：额定电压≥12kV，防护等级IP4X，噪声不大于55dB(A)，供电380V±10%';
    const {
      parseParameters: { parameters },
    } = await supplier.get<{
      parseParameters: { parameters: { start: number; end: number }[] };
    }>(
      'query ($text: String!) { parseParameters(text: $text) { parameters { name parameter { code } op low high unit condition start end } } }',
      { text },
    );
    expect(parameters).toMatchObject([
      { parameter: { code: 'rated_voltage' }, op: 'GE', low: '12', high: null, unit: 'kV', condition: null },
      { parameter: { code: 'noise' }, op: 'LE', low: null, high: '55', unit: 'dB(A)' },
      { parameter: { code: 'input_voltage' }, op: 'TOLERANCE', low: '342', high: '418', unit: 'V' },
    ]);
    expect(parameters.map(({ start, end }) => text.slice(start, end))).toEqual([
      ...['额定电压≥12kV', '噪声不大于55dB(A)', '供电380V±10%'],
    ]);
  });

  it('converts', async () => {
    expect(
      await stage.nobody.get(
        '{ a: convertValue(parameter: "转速", value: "0.1", unit: "r/s") { value unit } b: convertValue(parameter: "ambient_temperature", value: "25", unit: "℃", to: "K") { value unit } }',
      ),
    ).toEqual({ a: { value: '6', unit: 'rpm' }, b: { value: '298.15', unit: 'K' } });
  });

  it.each([
    ['{ convertValue(parameter: "无", value: "1", unit: "V") { value } }', 'parameter'],
    ['{ convertValue(parameter: "额定电压", value: "一", unit: "V") { value } }', 'value'],
    ['{ convertValue(parameter: "额定电压", value: "1", unit: "A") { value } }', 'unit'],
    ['{ convertValue(parameter: "额定电压", value: "1", unit: "V", to: "台") { value } }', 'to'],
    ['{ parameters(first: 101) { edges { cursor } } }', 'first'],
    ['{ parameters(after: "x") { edges { cursor } } }', 'after'],
    [`{ parseParameters(text: "${'长'.repeat(10_001)}") { parameters { name } } }`, 'text'],
  ])('%.70s: a fault at %s, in both languages', async (document, path) => {
    for (const [language, script] of [
      ['zh', /\p{Script=Han}/u],
      ['en', /[a-z]{3}/],
    ] as const) {
      const answer = await supplier.ask(document, {}, { 'accept-language': language });
      expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
      const [error] = answer.errors as unknown as {
        extensions: { issues: { path: string; message: string }[] };
      }[];
      expect(error?.extensions.issues.map((issue) => issue.path)).toEqual([path]);
      expect(error?.extensions.issues[0]?.message).toMatch(script);
    }
  });

  it('reads texts for those who are signed in', async () => {
    expect(
      codesOf(await stage.nobody.ask('{ parseParameters(text: "1kV") { parameters { name } } }')),
    ).toEqual(['NOT_SIGNED_IN']);
  });
});
