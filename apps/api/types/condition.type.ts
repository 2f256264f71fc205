import { createUnionType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { type ClauseCondition } from '#libs/demand';
import { ComparatorEnum, FirstUnitKindEnum, GateEnum } from './enums.js';

@ObjectType({ description: 'A technical parameter with what is required of it.' })
export class ParameterCondition {
  @Field(() => String, { description: 'Code of the parameter dictionary.' })
  code: string;
  @Field(() => String, { description: 'Name as written.' })
  name: string;
  @Field(() => ComparatorEnum, { description: 'How the value is compared.' })
  op: string;
  @Field(() => String, { nullable: true, description: 'Low bound, a decimal number.' })
  low: string | null;
  @Field(() => String, { nullable: true, description: 'High bound, a decimal number.' })
  high: string | null;
  @Field(() => String, { description: 'Unit.' })
  unit: string;
  @Field(() => String, { nullable: true, description: 'Under which condition it is required.' })
  condition: string | null;
}

@ObjectType({ description: 'A qualification gate.' })
export class QualificationCondition {
  @Field(() => GateEnum, { description: 'Which gate.' })
  gate: string;
}

@ObjectType({ description: 'A certificate.' })
export class CertificationCondition {
  @Field(() => String, { description: 'Name of the certificate.' })
  certificate: string;
}

@ObjectType({ description: 'A node of an industrial chain.' })
export class ChainNodeCondition {
  @Field(() => String, { description: 'Code of the node.' })
  code: string;
}

@ObjectType({ description: 'Delivery time.' })
export class DeliveryCondition {
  @Field(() => Int, { description: 'At most so many days.' })
  maxDays: number;
}

@ObjectType({ description: 'A valid first-unit listing.' })
export class FirstUnitCondition {
  @Field(() => FirstUnitKindEnum, { description: 'Of this kind.' })
  kind: string;
}

@ObjectType({ description: 'Words that people must read.' })
export class TextCondition {
  @Field(() => Boolean, { description: 'Always true: no rule judges this clause.' })
  needsReading: boolean;
}

const TYPES = {
  parameter: ParameterCondition,
  qualification: QualificationCondition,
  certification: CertificationCondition,
  chain_node: ChainNodeCondition,
  delivery: DeliveryCondition,
  first_unit: FirstUnitCondition,
  text: TextCondition,
} as const;

export const ClauseConditionUnion = createUnionType({
  name: 'ClauseCondition',
  description: 'What a clause asks for.',
  types: () => Object.values(TYPES),
  resolveType: (value: ClauseCondition) => TYPES[value.type],
});

@InputType({ description: 'Requirement on a technical parameter.' })
export class ParameterConditionInput {
  @Field(() => String, { description: 'Name or code in the parameter dictionary, e.g. 额定电压.' })
  name: string;
  @Field(() => ComparatorEnum, { description: 'How the value is compared.' })
  op: '>=' | '<=' | '>' | '<' | '=' | 'range';
  @Field(() => String, { nullable: true, description: 'Low bound: for GE, GT, EQ and RANGE.' })
  low?: string | null;
  @Field(() => String, { nullable: true, description: 'High bound: for LE, LT, EQ and RANGE.' })
  high?: string | null;
  @Field(() => String, { description: 'Unit, e.g. kV.', defaultValue: '' })
  unit: string;
  @Field(() => String, { nullable: true, description: 'Under which condition it is required.' })
  condition?: string | null;
}

@InputType({ isOneOf: true, description: 'What a clause asks for: exactly one of these.' })
export class ClauseConditionInput {
  @Field(() => ParameterConditionInput, { nullable: true, description: 'A technical parameter.' })
  parameter?: ParameterConditionInput;
  @Field(() => GateEnum, { nullable: true, description: 'A qualification gate.' })
  qualification?: 'track_record' | 'market_share' | 'credential' | 'credit';
  @Field(() => String, { nullable: true, description: 'Name of a certificate.' })
  certification?: string;
  @Field(() => String, { nullable: true, description: 'Code of a chain node.' })
  chainNode?: string;
  @Field(() => Int, { nullable: true, description: 'Delivery in at most so many days.' })
  deliveryDays?: number;
  @Field(() => FirstUnitKindEnum, { nullable: true, description: 'A valid first-unit listing of this kind.' })
  firstUnit?: 'equipment' | 'material' | 'software';
  @Field(() => Boolean, {
    nullable: true,
    description: 'true: words for people to read, in the clause’s text.',
  })
  text?: boolean;
}
