import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseParameters } from '#libs/parameters';

const DATA = process.env.GONGLIAN_DATA;
if (DATA === undefined || DATA === '') console.warn('GONGLIAN_DATA is not set: the parser is not scored');
const withData = DATA === undefined || DATA === '' ? it.skip : it;

interface GoldRow {
  readonly text: string;
  readonly parameters: readonly GoldParameter[];
}
interface GoldParameter {
  readonly name: string;
  readonly op: string;
  readonly low: number | string | null;
  readonly high: number | string | null;
  readonly unit: string;
  readonly condition: string | null;
}

/** Values are compared as numbers: the gold set holds JSON numbers. */
const valueOf = (end: number | string | null) => (end === null ? '' : String(Number(end)));
const KEYS = {
  'op, values, unit': ({ op, low, high, unit }: GoldParameter) =>
    [op, valueOf(low), valueOf(high), unit].join('|'),
  'and name': (one: GoldParameter) => [KEYS['op, values, unit'](one), one.name].join('|'),
  'and condition': (one: GoldParameter) => [KEYS['and name'](one), one.condition ?? ''].join('|'),
} as const;

/** F1 over multisets of the rows, as the gold set's notes define it. */
function f1(rows: readonly GoldRow[], keyOf: (one: GoldParameter) => string): number {
  let [hits, found, wanted] = [0, 0, 0];
  for (const { text, parameters } of rows) {
    const open = new Map<string, number>();
    for (const key of parameters.map(keyOf)) open.set(key, (open.get(key) ?? 0) + 1);
    const read = parseParameters(text).map(keyOf);
    for (const key of read) {
      const left = open.get(key) ?? 0;
      if (left > 0) hits += 1;
      open.set(key, left - 1);
    }
    found += read.length;
    wanted += parameters.length;
  }
  return (2 * hits) / (found + wanted);
}

describe('the parser on the gold set (eval/parameters.jsonl)', () => {
  const read = () =>
    readFileSync(join(DATA ?? '', 'eval', 'parameters.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as GoldRow);

  // Floors a little below what it reaches: 0.991, 0.950, 0.945.
  withData.each([
    ['op, values, unit', 0.985],
    ['and name', 0.94],
    ['and condition', 0.935],
  ] as const)('F1 of %s is at least %d', (what, floor) => {
    const score = f1(read(), KEYS[what]);
    console.info(`F1 (${what}): ${score.toFixed(3)}`);
    expect(score).toBeGreaterThanOrEqual(floor);
  });

  withData('finds nothing in the rows that hold no parameter', () => {
    const distractors = read().filter(({ parameters }) => parameters.length === 0);
    expect(distractors.length).toBeGreaterThanOrEqual(10);
    expect(distractors.flatMap(({ text }) => parseParameters(text))).toEqual([]);
  });
});
