import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Fen } from '../graphql/fen.scalar.js';
import {
  CapacityPeriodEnum,
  FirstUnitKindEnum,
  FirstUnitLevelEnum,
  MaturityStageEnum,
  ProductStatusEnum,
} from './enums.js';

@ObjectType('StatedParameter', { description: 'A technical parameter as the product states it.' })
export class StatedParameterType {
  @Field(() => String, {
    nullable: true,
    description: 'Code of the parameter dictionary; null when the name is not in it.',
  })
  code: string | null;
  @Field(() => String, { description: 'Name as given.' })
  name: string;
  @Field(() => String, {
    nullable: true,
    description: 'Low end, a decimal number; equal to `high` for a single value.',
  })
  low: string | null;
  @Field(() => String, { nullable: true, description: 'High end, a decimal number.' })
  high: string | null;
  @Field(() => String, { description: 'Unit as given; empty for none.' })
  unit: string;
  @Field(() => String, { nullable: true, description: 'Under which condition the value holds.' })
  condition: string | null;
}

@ObjectType('Certificate', { description: 'A certificate held; it counts in matching while it is valid.' })
export class CertificateType {
  @Field(() => String, { description: 'Name, e.g. CQC, ISO9001.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Number.' })
  number: string | null;
  @Field(() => String, { nullable: true, description: 'Who issued it.' })
  issuer: string | null;
  @Field(() => String, { nullable: true, description: 'First day, YYYY-MM-DD; null when not stated.' })
  issuedOn: string | null;
  @Field(() => String, { nullable: true, description: 'Last day, YYYY-MM-DD; null when not stated.' })
  validTo: string | null;
}

@ObjectType('PriceRange', { description: 'Price; one end may be open.' })
export class PriceRangeType {
  @Field(() => Fen, { nullable: true, description: 'Low end; equal to `high` for a single price.' })
  low: number | null;
  @Field(() => Fen, { nullable: true, description: 'High end.' })
  high: number | null;
  @Field(() => String, { description: 'Currency, ISO 4217.' })
  currency: string;
  @Field(() => String, { description: 'What it is the price of, e.g. 台.' })
  per: string;
}

@ObjectType('Capacity', { description: 'What can be made in a period.' })
export class CapacityType {
  @Field(() => String, { description: 'A decimal number.' })
  quantity: string;
  @Field(() => String, { description: 'Unit, e.g. 台.' })
  unit: string;
  @Field(() => CapacityPeriodEnum, { description: 'Month or year.' })
  per: string;
}

@ObjectType('AnchorProject', { description: 'Project that a first-unit listing rests on (依托工程).' })
export class AnchorProjectType {
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, {
    nullable: true,
    description: 'Last day to start it, YYYY-MM-DD: the listing lapses else.',
  })
  mustStartBy: string | null;
  @Field(() => String, { nullable: true, description: 'Day it started, YYYY-MM-DD; null when it has not.' })
  startedOn: string | null;
}

@ObjectType('FirstUnitListing', { description: 'Entry in a first-unit catalogue (首台套/首批次/首版次).' })
export class FirstUnitListingType {
  @Field(() => FirstUnitKindEnum, { description: 'Equipment, material or software.' })
  kind: string;
  @Field(() => FirstUnitLevelEnum, { description: 'Who keeps the catalogue.' })
  level: string;
  @Field(() => String, { description: 'Catalogue with its edition.' })
  catalogue: string;
  @Field(() => String, { description: 'Item of the catalogue.' })
  item: string;
  @Field(() => String, { description: 'First day, YYYY-MM-DD.' })
  listedOn: string;
  @Field(() => String, { nullable: true, description: 'Last day, YYYY-MM-DD; null when not stated.' })
  validTo: string | null;
  @Field(() => String, { nullable: true, description: 'Version of a software (首版次).' })
  softwareVersion: string | null;
  @Field(() => AnchorProjectType, { nullable: true, description: 'Project it rests on, if any.' })
  anchorProject: AnchorProjectType | null;
}

/** What a product says, now or at one of its versions. */
@ObjectType({ isAbstract: true })
export abstract class ProductContentType {
  @Field(() => String, { description: 'The supplier’s own number (货号).' })
  sku: string;
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { description: 'Description.' })
  summary: string;
  @Field(() => ProductStatusEnum, { description: 'Draft, published or withdrawn.' })
  status: string;
  @Field(() => String, { nullable: true, description: 'The supplier’s own word for what it is.' })
  category: string | null;
  @Field(() => String, { nullable: true, description: 'Industry code of GB/T 4754-2017, as given.' })
  industryCode: string | null;
  @Field(() => [String], { description: 'Codes of nodes of industrial chains, as given.' })
  chainNodes: string[];
  @Field(() => [StatedParameterType], { description: 'Technical parameters.' })
  parameters: StatedParameterType[];
  @Field(() => [CertificateType], { description: 'Certificates held.' })
  certificates: CertificateType[];
  @Field(() => PriceRangeType, { nullable: true, description: 'Price; null when not stated.' })
  price: PriceRangeType | null;
  @Field(() => CapacityType, {
    nullable: true,
    description: 'What can be made in a month or year; null when not stated.',
  })
  capacity: CapacityType | null;
  @Field(() => Int, { nullable: true, description: 'Days from order to delivery.' })
  leadTimeDays: number | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Codes of regions served (GB/T 2260); `*` alone is everywhere; null when not stated.',
  })
  regionsServed: string[] | null;
  @Field(() => [MaturityStageEnum], {
    description: 'Stages of maturity; they do not replace each other.',
  })
  stages: string[];
  @Field(() => FirstUnitListingType, { nullable: true, description: 'First-unit listing, if any.' })
  firstUnit: FirstUnitListingType | null;
}
