import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import { type ClauseCondition } from '#libs/demand';
import { Fen } from '../graphql/fen.scalar.js';
import {
  CapacityPeriodEnum,
  ComparatorEnum,
  FirstUnitKindEnum,
  FirstUnitLevelEnum,
  GateEnum,
} from './enums.js';

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

@ObjectType('TrackRecord', { description: 'What is asked of a track record (业绩).' })
export class TrackRecordType {
  @Field(() => String, { nullable: true, description: 'First day of the period, YYYY-MM-DD.' })
  from: string | null;
  @Field(() => String, { nullable: true, description: 'Last day of the period, YYYY-MM-DD.' })
  to: string | null;
  @Field(() => Int, { nullable: true, description: 'In the last so many months, instead of days.' })
  months: number | null;
  @Field(() => Int, { nullable: true, description: 'At least so many deliveries.' })
  minCount: number | null;
  @Field(() => Fen, { nullable: true, description: 'Of at least this amount in all.' })
  minAmount: number | null;
}

@ObjectType('Credential', { description: 'A credential of an enterprise (资质).' })
export class CredentialType {
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Level, e.g. 一级.' })
  level: string | null;
}

@ObjectType({ description: 'A qualification gate.' })
export class QualificationCondition {
  @Field(() => GateEnum, { description: 'Which gate.' })
  gate: string;
  @Field(() => TrackRecordType, { nullable: true, description: 'Of a track record: what is asked.' })
  trackRecord?: TrackRecordType | null;
  @Field(() => String, { nullable: true, description: 'Of a market share: at least, percent.' })
  minShare?: string | null;
  @Field(() => CredentialType, { nullable: true, description: 'Of a credential: which one.' })
  credential?: CredentialType | null;
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

@ObjectType({ description: 'An industry class of GB/T 4754-2017; it includes those below it.' })
export class IndustryCondition {
  @Field(() => String, { description: 'Code, e.g. C, 38, 3823.' })
  code: string;
}

@ObjectType({ description: 'A region that is served.' })
export class RegionServedCondition {
  @Field(() => String, { description: 'Code of GB/T 2260.' })
  code: string;
}

@ObjectType({ description: 'At least so much can be made in a month or year.' })
export class CapacityCondition {
  @Field(() => String, { description: 'A decimal number.' })
  amount: string;
  @Field(() => String, { description: 'Unit, e.g. 台.' })
  unit: string;
  @Field(() => CapacityPeriodEnum, { description: 'Month or year.' })
  per: string;
}

@ObjectType({ description: 'So much can be made within so many days.' })
export class QuantityCondition {
  @Field(() => String, { description: 'A decimal number.' })
  amount: string;
  @Field(() => String, { description: 'Unit, e.g. 台.' })
  unit: string;
  @Field(() => Int, { description: 'Days.' })
  withinDays: number;
}

@ObjectType({ description: 'Price at most.' })
export class PriceCondition {
  @Field(() => Fen, { description: 'At most so much.' })
  max: number;
  @Field(() => String, { description: 'Currency, ISO 4217.' })
  currency: string;
  @Field(() => String, { description: 'For one of these, e.g. 台.' })
  per: string;
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
  @Field(() => FirstUnitLevelEnum, { nullable: true, description: 'Of at least this level.' })
  minLevel?: string | null;
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
  industry: IndustryCondition,
  region_served: RegionServedCondition,
  capacity: CapacityCondition,
  quantity: QuantityCondition,
  price: PriceCondition,
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
