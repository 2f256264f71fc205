import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { FirstUnitKindEnum, FirstUnitLevelEnum, ProductStatusEnum, SearchModeEnum } from './enums.js';
import { OrganisationType } from './organisation.type.js';
import { resultUnion } from './problem.type.js';

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
}

@ObjectType('Product', { description: 'A product of an SME’s catalogue.' })
export class ProductType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => String, { description: 'The supplier’s own number (货号).' })
  sku: string;
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { description: 'Description.' })
  summary: string;
  @Field(() => ProductStatusEnum, { description: 'Draft, published or withdrawn.' })
  status: string;
  @Field(() => Int, { description: 'Rises with each change.' })
  version: number;
  @Field(() => [StatedParameterType], { description: 'Technical parameters.' })
  parameters: StatedParameterType[];
  @Field(() => [String], { description: 'Certificates held.' })
  certificates: string[];
  @Field(() => [String], { description: 'Codes of nodes of industrial chains.' })
  chainNodes: string[];
  @Field(() => Int, { nullable: true, description: 'Days from order to delivery.' })
  leadTimeDays: number | null;
  @Field(() => FirstUnitListingType, { nullable: true, description: 'First-unit listing, if any.' })
  firstUnit: FirstUnitListingType | null;
  @Field(() => OrganisationType, { nullable: true, description: 'The supplier.' })
  organisation?: OrganisationType | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last published.' })
  publishedAt: Date | null;
}

@ObjectType('ProductConnection', { description: 'A page of products.' })
export class ProductConnection extends connectionOf(ProductType, 'Product') {}

@ObjectType('ProductSearchConnection', {
  description: 'A page of search hits, best first, at most 1,000 deep.',
})
export class ProductSearchConnection extends connectionOf(ProductType, 'ProductSearch') {
  @Field(() => Int, { description: 'How many the index found; some may not be shown to you.' })
  estimatedTotal: number;
  @Field(() => SearchModeEnum, { description: 'Whether all terms were found, or only some.' })
  mode: string;
}

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
}

@InputType({ description: 'A product to list.' })
export class CreateProductInput {
  @Field(() => String, { description: 'The supplier’s own number, unique in the organisation.' })
  sku: string;
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { description: 'Description.', defaultValue: '' })
  summary: string;
  @Field(() => [StatedParameterInput], { description: 'Technical parameters.', defaultValue: [] })
  parameters: StatedParameterInput[];
  @Field(() => [String], { description: 'Certificates held.', defaultValue: [] })
  certificates: string[];
  @Field(() => [String], { description: 'Codes of nodes of industrial chains.', defaultValue: [] })
  chainNodes: string[];
  @Field(() => Int, { nullable: true, description: 'Days from order to delivery.' })
  leadTimeDays?: number | null;
  @Field(() => FirstUnitListingInput, { nullable: true, description: 'First-unit listing, if any.' })
  firstUnit?: FirstUnitListingInput | null;
}

export const CreateProductResult = resultUnion('CreateProductResult', ProductType, [
  'invalid_input',
  'wrong_state',
]);
export const ChangeProductResult = resultUnion('ChangeProductResult', ProductType, [
  'not_found',
  'wrong_state',
]);
