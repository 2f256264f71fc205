import { describe, expect, it } from '@jest/globals';
import { type ClauseVerdict, type VerdictReason } from './evaluate/index.js';
import { questionText, suggestedQuestions } from './suggested-question.js';

const verdict = (clauseId: string, change: Partial<ClauseVerdict> = {}): ClauseVerdict => ({
  ...{
    clauseId,
    hard: true,
    verdict: 'unknown',
    reason: 'not_stated',
    margin: null,
    strict: false,
    rule: null,
  },
  ...{ required: null, stated: null },
  ...change,
});
const clause = (id: string, text = `条款 ${id}`) => ({ id, text });

describe('suggestedQuestions', () => {
  it('asks about hard clauses that are unknown, in the order of the clauses, and about no others', () => {
    const asked = suggestedQuestions(
      [clause('b'), clause('a'), clause('met'), clause('soft'), clause('unjudged')],
      [
        verdict('a'),
        verdict('b'),
        verdict('met', { verdict: 'met' }),
        verdict('soft', { hard: false }),
        verdict('hidden'),
      ],
    );
    expect(asked.map((one) => one.clauseId)).toEqual(['b', 'a']);
    expect(asked[0]?.text.zh).toContain('“条款 b”');
  });

  it('says why the clause is open, in both languages', () => {
    const reasons: VerdictReason[] = ['not_stated', 'other_condition', 'unit_mismatch', 'partly_stated'];
    const more: VerdictReason[] = [
      ...(['other_currency', 'class_too_wide', 'listing_expired', 'certificate_expired'] as const),
      'needs_reading',
    ];
    const texts = [...reasons, ...more].map((reason) => questionText('额定电压≥10kV', reason));
    expect(new Set(texts.map((text) => text.zh)).size).toBe(texts.length);
    expect(new Set(texts.map((text) => text.en)).size).toBe(texts.length);
    for (const { zh, en } of texts) {
      expect(zh).toMatch(/“额定电压≥10kV”.*能否满足/);
      expect(en).toMatch(/"额定电压≥10kV".*Does the product meet it\?/);
    }
    expect(questionText('x', null)).toEqual(questionText('x', 'not_stated'));
  });

  it('puts the words of a clause in as they are', () => {
    expect(questionText("a $& $1 {clause} '", 'not_stated').zh).toContain("“a $& $1 {clause} '”");
  });
});
