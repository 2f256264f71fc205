import { type InputIssue } from '#libs/common';
import { type ReferenceTables, unknownCode } from '#libs/reference';
import { industryCode } from '#libs/search';
import { type Clause } from './clause.entity.js';
import { type Need } from './need.entity.js';

/** Codes of a need and of its clauses that are in no table now: a warning with a path for each. */
export function needWarnings(
  need: Pick<Need, 'regionCode' | 'industryCode' | 'chainNodes'>,
  clauses: readonly Pick<Clause, 'position' | 'condition'>[],
  tables: ReferenceTables,
): InputIssue[] {
  const { regionCode, industryCode, chainNodes } = need;
  return [
    ...region('regionCode', regionCode, tables),
    ...industry('industryCode', industryCode, tables),
    ...chainNodes.flatMap((code, index) => chainNode(`chainNodes.${index}`, code, tables)),
    ...clauses.flatMap(({ position, condition }) => {
      const path = `clauses.${position}.condition.code`;
      if (condition.type === 'chain_node') return chainNode(path, condition.code, tables);
      if (condition.type === 'industry') return industry(path, condition.code, tables);
      return condition.type === 'region_served' ? region(path, condition.code, tables) : [];
    }),
  ];
}

function chainNode(path: string, code: string, tables: ReferenceTables): InputIssue[] {
  return tables.findChainNode(code) === null ? [unknownCode('UNKNOWN_CHAIN_NODE', path, code)] : [];
}

function industry(path: string, code: string | null, tables: ReferenceTables): InputIssue[] {
  if (code === null) return [];
  return tables.findIndustry(industryCode(code)) === null
    ? [unknownCode('UNKNOWN_INDUSTRY', path, code)]
    : [];
}

function region(path: string, code: string | null, tables: ReferenceTables): InputIssue[] {
  if (code === null || tables.findRegion(code) !== null) return [];
  return [unknownCode('UNKNOWN_REGION', path, code)];
}
