import { type Finding, FIRST_UNIT_RULE } from './need.finding.js';
import { type NeedFields } from './need.input.js';

/** What a first use needs, and what shuts newcomers out of it. */
export function lintScenario(fields: NeedFields): Finding[] {
  const { kind, scenario } = fields;
  if (kind !== 'first_unit_scenario') return lintNewcomers(fields);
  const findings: Finding[] = [];
  if (scenario?.tolerance == null) {
    findings.push({
      ...{ code: 'SCENARIO_NO_TOLERANCE', severity: 'advice', path: 'scenario.tolerance', source: null },
      text: {
        zh: '应用场景没有容错条款，供需双方都不敢首用',
        en: 'The scenario has no tolerance clause: nobody dares to be the first without one',
      },
    });
  }
  if (scenario?.acceptancePlan == null) {
    findings.push({
      ...{
        code: 'SCENARIO_NO_ACCEPTANCE',
        severity: 'advice',
        path: 'scenario.acceptancePlan',
        source: null,
      },
      text: {
        zh: '应用场景没有验收试验方案',
        en: 'The scenario has no acceptance test plan',
      },
    });
  }
  return [...findings, ...gates(fields, true)];
}

/** A need that asks for a first unit, or poses a challenge, wants newcomers: a hard track record keeps them out. */
function lintNewcomers(fields: NeedFields): Finding[] {
  const wantsFirst = fields.clauses.some(({ condition }) => condition.type === 'first_unit');
  return wantsFirst || fields.kind === 'challenge' ? gates(fields, false) : [];
}

function gates({ clauses }: NeedFields, scenario: boolean): Finding[] {
  return clauses.flatMap(({ condition, hard }, index): Finding[] => {
    if (condition.type !== 'qualification') return [];
    const { gate } = condition;
    if (gate !== 'track_record' && (gate !== 'market_share' || !scenario)) return [];
    if (!scenario && !hard) return [];
    return [
      {
        code: scenario ? 'SCENARIO_GATE' : 'NEWCOMER_TRACK_RECORD',
        severity: 'warning',
        path: `clauses.${index}`,
        text: {
          zh: '首用产品没有业绩或市场占有率可言；列入目录的首台（套）等产品视同满足，请删去或改为加分项',
          en: 'A first unit has no track record or market share to show, and a listed one is deemed to: drop it or make it soft',
        },
        source: FIRST_UNIT_RULE,
      },
    ];
  });
}
