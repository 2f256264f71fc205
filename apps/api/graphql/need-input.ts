import { type NeedInput, type NeedPart, type NeedVersion } from '#libs/demand';
import { type ClauseConditionInput } from '../types/condition-input.type.js';
import { type CreateNeedInput } from '../types/need-input.type.js';

type ConditionInput = NonNullable<NeedInput['clauses']>[number]['condition'];

/** GraphQL's one-of object as the library's tagged condition. */
function toCondition(input: ClauseConditionInput): ConditionInput {
  if (input.parameter !== undefined) return { type: 'parameter', ...input.parameter };
  if (input.certification !== undefined) return { type: 'certification', certificate: input.certification };
  if (input.chainNode !== undefined) return { type: 'chain_node', code: input.chainNode };
  if (input.industry !== undefined) return { type: 'industry', code: input.industry };
  if (input.regionServed !== undefined) return { type: 'region_served', code: input.regionServed };
  if (input.deliveryDays !== undefined) return { type: 'delivery', maxDays: input.deliveryDays };
  if (input.capacity !== undefined) return { type: 'capacity', ...input.capacity };
  if (input.quantity !== undefined) return { type: 'quantity', ...input.quantity };
  if (input.price !== undefined) return { type: 'price', ...input.price };
  if (input.firstUnit !== undefined) return { type: 'first_unit', kind: input.firstUnit };
  if (input.firstUnitListing !== undefined) return { type: 'first_unit', ...input.firstUnitListing };
  return toGate(input) ?? { type: 'text' };
}

function toGate(input: ClauseConditionInput): ConditionInput | null {
  const { trackRecord, marketShare, credential } = input;
  if (input.qualification !== undefined) return { type: 'qualification', gate: input.qualification };
  if (trackRecord !== undefined) return { type: 'qualification', gate: 'track_record', trackRecord };
  if (marketShare !== undefined)
    return { type: 'qualification', gate: 'market_share', minShare: marketShare };
  return credential === undefined ? null : { type: 'qualification', gate: 'credential', credential };
}

export function toNeedInput(input: CreateNeedInput): NeedInput {
  return {
    ...input,
    clauses: input.clauses.map((clause) => ({ ...clause, condition: toCondition(clause.condition) })),
  };
}

/** A kept version as one flat node. */
export function toVersionNode({ data, ...version }: NeedVersion) {
  return {
    ...data,
    ...version,
    deadline: data.deadline === null ? null : new Date(data.deadline),
    clauses: data.clauses.map((clause, position) => ({ ...clause, position })),
  };
}

/** The text of a part among those that the caller may see; null for none. */
export function partText(parts: readonly NeedPart[], disclosure: 'members' | 'invited'): string | null {
  const text = parts.find((part) => part.disclosure === disclosure)?.body ?? '';
  return text === '' ? null : text;
}
