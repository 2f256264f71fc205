import { describe, expect, it } from '@jest/globals';
import { findWaiverRule, RULE_SETS, ruleSetOn } from './rule-sets.js';

const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

describe('rule sets', () => {
  it.each([
    ['2000-01-01', '2000-1'],
    ['2024-07-17', '2000-1'],
    ['2024-07-18', '2024-53'],
    ['2024-07-19', '2024-53'],
    ['2099-12-31', '2024-53'],
  ])('on %s: %s', (day, version) => {
    expect(ruleSetOn(day).version).toBe(version);
  });

  it('refuses a day before all rules', () => {
    expect(() => ruleSetOn('1999-12-31')).toThrow('1999-12-31');
  });

  it('follow one another without gap or overlap, and the last one is open', () => {
    RULE_SETS.slice(1).forEach((set, index) => {
      expect(set.effectiveFrom).toBe(dayAfter(RULE_SETS[index]?.effectiveTo ?? ''));
    });
    expect(RULE_SETS.at(-1)?.effectiveTo).toBeNull();
  });

  it('have versions and waiver ids of their own', () => {
    const versions = RULE_SETS.map((set) => set.version);
    const rules = RULE_SETS.flatMap((set) => set.waivers.map((rule) => rule.id));
    expect(new Set(versions).size).toBe(versions.length);
    expect(new Set(rules).size).toBe(rules.length);
  });

  it('finds a waiver by id in any set', () => {
    expect(findWaiverRule('first-unit-2024-53')).toMatchObject({
      source: '国资发改革规〔2024〕53号',
      gates: ['track_record', 'market_share'],
    });
    expect(findWaiverRule('no-such-rule')).toBeNull();
  });
});
