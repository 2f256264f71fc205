import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ClauseVerdict,
  classify,
  explainVerdict,
  MATCH_CLASSES,
  RULE_SETS,
  scoreOf,
  type Verdict,
} from './evaluate/index.js';
import { Match } from './match.entity.js';
import { supplierView } from './opportunity.service.js';

const verdict = (clauseId: string, kind: Verdict, hard = true): ClauseVerdict => ({
  ...{ clauseId, hard, verdict: kind, reason: 'stated', margin: kind === 'unmet' ? -0.1 : null },
  required: { low: `required-${clauseId}`, high: null, unit: 'V' },
  strict: false,
  stated: { low: `stated-${clauseId}`, high: null, unit: 'V' },
  rule: kind === 'waived' ? 'first-unit-2024-53' : null,
});
const match = (verdicts: readonly ClauseVerdict[], more: Partial<Match> = {}): Match =>
  Object.assign(new Match(), {
    ...{ id: 'm', needId: 'n', needOrganisationId: 'soe', needVersion: 1, productId: 'p' },
    ...{ productOrganisationId: 'sme', productVersion: 1, class: 'near_miss', score: 0.01 },
    ...{ relevance: 0.6, verdicts, statsNumber: 1, rulesVersion: '2024-53', runId: 'r' },
    ...more,
  });

describe('supplierView', () => {
  it('shows the visible verdicts, and class and score of those alone', () => {
    const verdicts = [verdict('open', 'met'), verdict('secret', 'unmet'), verdict('soft', 'unmet', false)];
    const view = supplierView(match(verdicts), new Set(['open', 'soft']));
    expect(view).toEqual({
      ...{ id: 'm', needId: 'n', productId: 'p', class: 'match', hiddenClauses: 1 },
      score: scoreOf(0.6, [verdicts[0]!, verdicts[2]!], RULE_SETS.at(-1)!.weights),
      verdicts: [verdicts[0], verdicts[2]],
    });
    expect(view.score).toBeCloseTo(0.7 * 0.6 + 0.3 * 0.45, 12);
  });

  it('cannot tell a waiver or a failure that is hidden', () => {
    const seen = (hidden: Verdict) =>
      supplierView(match([verdict('a', 'met'), verdict('b', hidden)]), new Set(['a']));
    expect(seen('waived')).toEqual(seen('unmet'));
    expect(seen('waived').class).toBe('match');
  });

  it('has something to confirm when nothing may be seen', () => {
    const view = supplierView(match([verdict('a', 'unmet'), verdict('b', 'met')]), new Set());
    expect(view).toMatchObject({ class: 'to_confirm', score: 0.6, verdicts: [], hiddenClauses: 2 });
  });

  it('ignores clauses of which it holds no verdict', () => {
    expect(supplierView(match([verdict('a', 'met')]), new Set(['a', 'later'])).hiddenClauses).toBe(0);
  });

  it('scores by the rule set of the match, or by the newest when that one is gone', () => {
    const verdicts = [verdict('a', 'met'), verdict('b', 'unmet', false)];
    const scores = ['2000-1', '2024-53', 'gone'].map(
      (rulesVersion) => supplierView(match(verdicts, { rulesVersion }), new Set(['a', 'b'])).score,
    );
    const weights = [RULE_SETS[0]!, RULE_SETS.at(-1)!, RULE_SETS.at(-1)!].map((set) => set.weights);
    expect(scores).toEqual(weights.map((one) => scoreOf(0.6, verdicts, one)));
  });

  it('is the same whatever the hidden clauses turn out to be', () => {
    const kind = fc.constantFrom<Verdict>('met', 'unmet', 'unknown', 'waived');
    const rows = fc.array(fc.record({ visible: fc.boolean(), hard: fc.boolean(), one: kind, other: kind }), {
      maxLength: 8,
    });
    const stored = fc.record({
      class: fc.constantFrom(...MATCH_CLASSES),
      score: fc.double({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(rows, stored, stored, fc.boolean(), (list, storedA, storedB, otherHardness) => {
        const visible = new Set(list.flatMap((row, i) => (row.visible ? [`clause-${i}`] : [])));
        const a = list.map((row, i) => verdict(`clause-${i}`, row.one, row.hard));
        const b = list.map((row, i) =>
          row.visible
            ? verdict(`clause-${i}`, row.one, row.hard)
            : verdict(`clause-${i}`, row.other, row.hard !== otherHardness),
        );
        const view = supplierView(match(a, storedA), visible);
        expect(supplierView(match(b, storedB), visible)).toEqual(view);
        expect(view.class).toBe(classify(a.filter((v) => visible.has(v.clauseId))));
        expect(view.verdicts.length + view.hiddenClauses).toBe(list.length);
        const shown = JSON.stringify([view, view.verdicts.map(explainVerdict)]);
        list.forEach((row, i) => expect(shown.includes(`clause-${i}"`)).toBe(row.visible));
        list.forEach((row, i) => expect(shown.includes(`stated-clause-${i} `)).toBe(row.visible));
      }),
    );
  });
});
