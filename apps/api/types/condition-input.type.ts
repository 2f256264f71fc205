import { Field, InputType, Int } from '@nestjs/graphql';
import { Fen } from '../graphql/fen.scalar.js';
import {
  CapacityPeriodEnum,
  ComparatorEnum,
  FirstUnitKindEnum,
  FirstUnitLevelEnum,
  GateEnum,
} from './enums.js';

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

@InputType({
  description: 'Requirement on a track record (业绩). Give days or months for its period, or neither.',
})
export class TrackRecordConditionInput {
  @Field(() => String, { nullable: true, description: 'First day of the period, YYYY-MM-DD.' })
  from?: string | null;
  @Field(() => String, { nullable: true, description: 'Last day of the period, YYYY-MM-DD.' })
  to?: string | null;
  @Field(() => Int, { nullable: true, description: 'In the last so many months.' })
  months?: number | null;
  @Field(() => Int, { nullable: true, description: 'At least so many deliveries.' })
  minCount?: number | null;
  @Field(() => Fen, { nullable: true, description: 'Of at least this amount in all.' })
  minAmount?: number | null;
}

@InputType({ description: 'Requirement on a credential (资质).' })
export class CredentialConditionInput {
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Level, e.g. 一级.' })
  level?: string | null;
}

@InputType({ description: 'Requirement on what can be made in a month or year.' })
export class CapacityConditionInput {
  @Field(() => String, { description: 'At least, a decimal number.' })
  amount: string;
  @Field(() => String, { description: 'Unit, e.g. 台.' })
  unit: string;
  @Field(() => CapacityPeriodEnum, { description: 'Month or year.' })
  per: 'month' | 'year';
}

@InputType({ description: 'Requirement on what can be made within some days.' })
export class QuantityConditionInput {
  @Field(() => String, { description: 'At least, a decimal number.' })
  amount: string;
  @Field(() => String, { description: 'Unit, e.g. 台.' })
  unit: string;
  @Field(() => Int, { description: 'Days.' })
  withinDays: number;
}

@InputType({ description: 'Requirement on the price.' })
export class PriceConditionInput {
  @Field(() => Fen, { description: 'At most so much.' })
  max: number;
  @Field(() => String, { description: 'Currency, ISO 4217.', defaultValue: 'CNY' })
  currency: string;
  @Field(() => String, { description: 'For one of these, e.g. 台.' })
  per: string;
}

@InputType({ description: 'Requirement of a valid first-unit listing.' })
export class FirstUnitConditionInput {
  @Field(() => FirstUnitKindEnum, { description: 'Of this kind.' })
  kind: 'equipment' | 'material' | 'software';
  @Field(() => FirstUnitLevelEnum, {
    nullable: true,
    description: 'Of at least this level: national, energy, province.',
  })
  minLevel?: 'national' | 'energy' | 'province' | null;
}

@InputType({ isOneOf: true, description: 'What a clause asks for: exactly one of these.' })
export class ClauseConditionInput {
  @Field(() => ParameterConditionInput, { nullable: true, description: 'A technical parameter.' })
  parameter?: ParameterConditionInput;
  @Field(() => GateEnum, { nullable: true, description: 'A qualification gate without further details.' })
  qualification?: 'track_record' | 'market_share' | 'credential' | 'credit';
  @Field(() => TrackRecordConditionInput, { nullable: true, description: 'A track record (业绩).' })
  trackRecord?: TrackRecordConditionInput;
  @Field(() => String, { nullable: true, description: 'A market share of at least so many percent.' })
  marketShare?: string;
  @Field(() => CredentialConditionInput, { nullable: true, description: 'A credential (资质).' })
  credential?: CredentialConditionInput;
  @Field(() => String, { nullable: true, description: 'Code of an industry class (GB/T 4754-2017).' })
  industry?: string;
  @Field(() => String, { nullable: true, description: 'Code of a region to be served (GB/T 2260).' })
  regionServed?: string;
  @Field(() => CapacityConditionInput, { nullable: true, description: 'Capacity in a month or year.' })
  capacity?: CapacityConditionInput;
  @Field(() => QuantityConditionInput, { nullable: true, description: 'A quantity within some days.' })
  quantity?: QuantityConditionInput;
  @Field(() => PriceConditionInput, { nullable: true, description: 'Price at most.' })
  price?: PriceConditionInput;
  @Field(() => FirstUnitConditionInput, {
    nullable: true,
    description: 'A valid first-unit listing of a kind and level.',
  })
  firstUnitListing?: FirstUnitConditionInput;
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
