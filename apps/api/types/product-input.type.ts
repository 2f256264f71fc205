import { Field, InputType, Int } from '@nestjs/graphql';
import { type CapacityPeriod, type MaturityStage } from '#libs/supply';
import { Fen } from '../graphql/fen.scalar.js';
import { CapacityPeriodEnum, FirstUnitKindEnum, FirstUnitLevelEnum, MaturityStageEnum } from './enums.js';

@InputType({ description: 'A technical parameter. Give `low` and `high` alike for a single value.' })
export class StatedParameterInput {
  @Field(() => String, { description: 'Name, Chinese or English, e.g. 额定电压.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Low end, a decimal number.' })
  low?: string | null;
  @Field(() => String, { nullable: true, description: 'High end, a decimal number.' })
  high?: string | null;
  @Field(() => String, { description: 'Unit, e.g. kV.', defaultValue: '' })
  unit: string;
  @Field(() => String, { nullable: true, description: 'Under which condition the value holds.' })
  condition?: string | null;
}

@InputType({ description: 'A certificate held.' })
export class CertificateInput {
  @Field(() => String, { description: 'Name, e.g. CQC, ISO9001.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Number.' })
  number?: string | null;
  @Field(() => String, { nullable: true, description: 'Who issued it.' })
  issuer?: string | null;
  @Field(() => String, { nullable: true, description: 'First day, YYYY-MM-DD.' })
  issuedOn?: string | null;
  @Field(() => String, { nullable: true, description: 'Last day, YYYY-MM-DD.' })
  validTo?: string | null;
}

@InputType({ description: 'Price: give `low` and `high` alike for a single one, or one of them.' })
export class PriceRangeInput {
  @Field(() => Fen, { nullable: true, description: 'Low end.' })
  low?: number | null;
  @Field(() => Fen, { nullable: true, description: 'High end.' })
  high?: number | null;
  @Field(() => String, { description: 'Currency, ISO 4217.', defaultValue: 'CNY' })
  currency: string;
  @Field(() => String, { description: 'What it is the price of, e.g. 台.' })
  per: string;
}

@InputType({ description: 'What can be made in a period.' })
export class CapacityInput {
  @Field(() => String, { description: 'A decimal number.' })
  quantity: string;
  @Field(() => String, { description: 'Unit, e.g. 台.' })
  unit: string;
  @Field(() => CapacityPeriodEnum, { description: 'Month or year.' })
  per: CapacityPeriod;
}

@InputType({ description: 'Project that a first-unit listing rests on (依托工程).' })
export class AnchorProjectInput {
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Last day to start it, YYYY-MM-DD.' })
  mustStartBy?: string | null;
  @Field(() => String, { nullable: true, description: 'Day it started, YYYY-MM-DD.' })
  startedOn?: string | null;
}

@InputType({ description: 'Entry in a first-unit catalogue.' })
export class FirstUnitListingInput {
  @Field(() => FirstUnitKindEnum, { description: 'Equipment, material or software.' })
  kind: 'equipment' | 'material' | 'software';
  @Field(() => FirstUnitLevelEnum, { description: 'Who keeps the catalogue.' })
  level: 'national' | 'energy' | 'province';
  @Field(() => String, { description: 'Catalogue with its edition.' })
  catalogue: string;
  @Field(() => String, { description: 'Item of the catalogue.' })
  item: string;
  @Field(() => String, { description: 'First day, YYYY-MM-DD.' })
  listedOn: string;
  @Field(() => String, { nullable: true, description: 'Last day, YYYY-MM-DD.' })
  validTo?: string | null;
  @Field(() => String, { nullable: true, description: 'Version of a software (首版次 only).' })
  softwareVersion?: string | null;
  @Field(() => AnchorProjectInput, { nullable: true, description: 'Project it rests on, if any.' })
  anchorProject?: AnchorProjectInput | null;
}

/** All that can be said of a product. */
@InputType({ isAbstract: true })
abstract class ProductFieldsInput {
  @Field(() => String, { description: 'The supplier’s own number, unique in the organisation.' })
  sku: string;
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { description: 'Description.', defaultValue: '' })
  summary: string;
  @Field(() => String, { nullable: true, description: 'Your own word for what it is.' })
  category?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Industry code of GB/T 4754-2017. An unknown one is kept, and warns.',
  })
  industryCode?: string | null;
  @Field(() => [String], {
    description: 'Codes of nodes of industrial chains. Unknown ones are kept, and warn.',
    defaultValue: [],
  })
  chainNodes: string[];
  @Field(() => [StatedParameterInput], { description: 'Technical parameters.', defaultValue: [] })
  parameters: StatedParameterInput[];
  @Field(() => [CertificateInput], { description: 'Certificates held.', defaultValue: [] })
  certificates: CertificateInput[];
  @Field(() => PriceRangeInput, { nullable: true, description: 'Price.' })
  price?: PriceRangeInput | null;
  @Field(() => CapacityInput, { nullable: true, description: 'What can be made in a month or year.' })
  capacity?: CapacityInput | null;
  @Field(() => Int, { nullable: true, description: 'Days from order to delivery.' })
  leadTimeDays?: number | null;
  @Field(() => [String], {
    nullable: true,
    description:
      'Codes of regions served (GB/T 2260), or `*` alone for everywhere. Unknown ones are kept, and warn.',
  })
  regionsServed?: string[] | null;
  @Field(() => [MaturityStageEnum], {
    description: 'Stages of maturity; they do not replace each other.',
    defaultValue: [],
  })
  stages: MaturityStage[];
  @Field(() => FirstUnitListingInput, { nullable: true, description: 'First-unit listing, if any.' })
  firstUnit?: FirstUnitListingInput | null;
}

@InputType({ description: 'A product to list.' })
export class CreateProductInput extends ProductFieldsInput {}

@InputType({ description: 'All that a product says from now on: what is left out is taken away.' })
export class UpdateProductInput extends ProductFieldsInput {}
