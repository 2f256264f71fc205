import { Field, InputType } from '@nestjs/graphql';
import { type NeedKind, type ProcurementWay } from '#libs/demand';
import { type QualityTier } from '#libs/identity';
import { type MaturityStage } from '#libs/supply';
import { DateTime } from '../graphql/date-time.scalar.js';
import { Fen } from '../graphql/fen.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import {
  ComparatorEnum,
  FirstUnitKindEnum,
  FirstUnitLevelEnum,
  MaturityStageEnum,
  NeedKindEnum,
  ProcurementWayEnum,
  QualityTierEnum,
} from './enums.js';
import { IntRangeInput, PriceBandEnum } from './search.type.js';

/** A filter by values: any of them. */
const AnyOf = (type: object, description: string) =>
  Field(() => [type] as [typeof String], { nullable: true, description });

@InputType({ description: 'A price that is asked for: met by prices that overlap it.' })
export class PriceFilterInput {
  @Field(() => Fen, { nullable: true, description: 'Low end.' })
  low?: number | null;
  @Field(() => Fen, { nullable: true, description: 'High end.' })
  high?: number | null;
  @Field(() => String, { description: 'Currency, ISO 4217.', defaultValue: 'CNY' })
  currency: string;
  @Field(() => String, { nullable: true, description: 'Only prices of this, e.g. 台.' })
  per?: string | null;
}

@InputType({ description: 'A technical parameter that is asked for, in any unit that fits.' })
export class ParameterFilterInput {
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
  @Field(() => Boolean, { description: 'Also products that do not state it.', defaultValue: false })
  includeUnstated: boolean;
}

@InputType({ description: 'Filters of products. Values of one are alternatives; all filters must hold.' })
export class ProductFilterInput {
  @AnyOf(String, 'Regions of the supplier (GB/T 2260); a province includes what lies below it.')
  regions?: string[] | null;
  @AnyOf(String, 'Regions served, wholly or in part.')
  servedRegions?: string[] | null;
  @AnyOf(String, 'Industries (GB/T 4754); a section or division includes what lies below it.')
  industries?: string[] | null;
  @AnyOf(String, 'Codes of chains.')
  chains?: string[] | null;
  @AnyOf(String, 'Codes of chain nodes.')
  chainNodes?: string[] | null;
  @AnyOf(QualityTierEnum, 'Valid quality titles of the supplier.')
  tiers?: QualityTier[] | null;
  @AnyOf(String, 'Valid certificates of the product, by name.')
  certificates?: string[] | null;
  @AnyOf(FirstUnitKindEnum, 'Kinds of a first-unit listing in force.')
  firstUnitKinds?: ('equipment' | 'material' | 'software')[] | null;
  @AnyOf(FirstUnitLevelEnum, 'Levels of a first-unit listing in force.')
  firstUnitLevels?: ('national' | 'energy' | 'province')[] | null;
  @AnyOf(MaturityStageEnum, 'Stages of maturity.')
  stages?: MaturityStage[] | null;
  @AnyOf(PriceBandEnum, 'Price bands.')
  priceBands?: string[] | null;
  @AnyOf(UUID, 'Suppliers.')
  organisations?: string[] | null;
  @Field(() => PriceFilterInput, { nullable: true, description: 'Price.' })
  price?: PriceFilterInput | null;
  @Field(() => IntRangeInput, { nullable: true, description: 'Days from order to delivery.' })
  leadTimeDays?: IntRangeInput | null;
  @Field(() => [ParameterFilterInput], {
    nullable: true,
    description: 'Technical parameters; all of them must hold.',
  })
  parameters?: ParameterFilterInput[] | null;
}

@InputType({ description: 'Filters of needs. Values of one are alternatives; all filters must hold.' })
export class NeedFilterInput {
  @AnyOf(NeedKindEnum, 'Kinds.')
  kinds?: NeedKind[] | null;
  @AnyOf(String, 'Regions of the buyer (GB/T 2260); a province includes what lies below it.')
  regions?: string[] | null;
  @AnyOf(String, 'Regions of delivery or use (GB/T 2260); a province includes what lies below it.')
  places?: string[] | null;
  @AnyOf(String, 'Codes of GB/T 4754; one includes those below it.')
  industries?: string[] | null;
  @AnyOf(ProcurementWayEnum, 'Ways of buying.')
  procurementWays?: ProcurementWay[] | null;
  @AnyOf(String, 'Codes of chains that the need or a public condition names.')
  chains?: string[] | null;
  @AnyOf(String, 'Codes of chain nodes that the need or a public condition names.')
  chainNodes?: string[] | null;
  @AnyOf(FirstUnitKindEnum, 'Kinds of first-unit listing that public conditions ask for.')
  firstUnitKinds?: ('equipment' | 'material' | 'software')[] | null;
  @AnyOf(UUID, 'Buyers.')
  organisations?: string[] | null;
  @Field(() => DateTime, { nullable: true, description: 'Closing at this time or later.' })
  deadlineFrom?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Closing at this time or earlier.' })
  deadlineTo?: Date | null;
}
