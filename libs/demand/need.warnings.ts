import { type InputIssue } from '#libs/common';
import { type ReferenceTables, unknownCode } from '#libs/reference';
import { type Clause } from './clause.entity.js';

/** Chain nodes in the clauses that are in no table now: a warning with a path for each. */
export function needWarnings(
  clauses: readonly Pick<Clause, 'position' | 'condition'>[],
  tables: ReferenceTables,
): InputIssue[] {
  return clauses.flatMap(({ position, condition }) =>
    condition.type === 'chain_node' && tables.findChainNode(condition.code) === null
      ? [unknownCode('UNKNOWN_CHAIN_NODE', `clauses.${position}.condition.code`, condition.code)]
      : [],
  );
}
