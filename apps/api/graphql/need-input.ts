import { type NeedInput } from '#libs/demand';
import { type ClauseConditionInput } from '../types/condition.type.js';
import { type CreateNeedInput } from '../types/need.type.js';

type ConditionInput = NonNullable<NeedInput['clauses']>[number]['condition'];

/** GraphQL's one-of object as the library's tagged condition. */
function toCondition(input: ClauseConditionInput): ConditionInput {
  if (input.parameter !== undefined) return { type: 'parameter', ...input.parameter };
  if (input.qualification !== undefined) return { type: 'qualification', gate: input.qualification };
  if (input.certification !== undefined) return { type: 'certification', certificate: input.certification };
  if (input.chainNode !== undefined) return { type: 'chain_node', code: input.chainNode };
  if (input.deliveryDays !== undefined) return { type: 'delivery', maxDays: input.deliveryDays };
  if (input.firstUnit !== undefined) return { type: 'first_unit', kind: input.firstUnit };
  return { type: 'text' };
}

export function toNeedInput(input: CreateNeedInput): NeedInput {
  return {
    ...input,
    clauses: input.clauses.map((clause) => ({ ...clause, condition: toCondition(clause.condition) })),
  };
}
