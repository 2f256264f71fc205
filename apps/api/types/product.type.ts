import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { OrganisationType } from './organisation.type.js';
import { InputWarning, resultUnion } from './problem.type.js';
import { ProductContentType } from './product-content.type.js';

@ObjectType('Product', { description: 'A product of an SME’s catalogue.' })
export class ProductType extends ProductContentType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => Int, { description: 'Rises with each change.' })
  version: number;
  @Field(() => OrganisationType, { nullable: true, description: 'The supplier.' })
  organisation?: OrganisationType | null;
  @Field(() => [InputWarning], {
    description:
      'Codes of it that are in no table now. They are kept as given and go when the table is loaded.',
  })
  warnings?: InputWarning[];
  @Field(() => DateTime, { nullable: true, description: 'When it was last published.' })
  publishedAt: Date | null;
}

@ObjectType('ProductConnection', { description: 'A page of products.' })
export class ProductConnection extends connectionOf(ProductType, 'Product') {}

@ObjectType('ProductVersion', { description: 'A product as it was after one change.' })
export class ProductVersionType extends ProductContentType {
  @Field(() => UUID, { description: 'Id of the product.' })
  productId: string;
  @Field(() => Int, { description: 'Number of the version.' })
  version: number;
  @Field(() => DateTime, { description: 'When the change was made.' })
  changedAt: Date;
  @Field(() => UUID, {
    nullable: true,
    description: 'Id of the user who made it; null for a state from before versions were kept.',
  })
  changedBy: string | null;
}

@ObjectType('ProductVersionConnection', { description: 'A page of versions, newest first.' })
export class ProductVersionConnection extends connectionOf(ProductVersionType, 'ProductVersion') {}

@ObjectType('FieldChange', { description: 'One place where two versions differ.' })
export class FieldChangeType {
  @Field(() => String, {
    description: 'Place, such as `price.low`; entries of lists by name: `parameters.额定电压.high`.',
  })
  path: string;
  @Field(() => String, { nullable: true, description: 'Value before, as JSON; null for nothing.' })
  before: string | null;
  @Field(() => String, { nullable: true, description: 'Value after, as JSON; null for nothing.' })
  after: string | null;
}

@ObjectType('ProductDiff', { description: 'What differs between two versions of a product.' })
export class ProductDiffType {
  @Field(() => UUID, { description: 'Id of the product.' })
  productId: string;
  @Field(() => Int, { description: 'Number of the version before.' })
  from: number;
  @Field(() => Int, { description: 'Number of the version after.' })
  to: number;
  @Field(() => [FieldChangeType], { description: 'The differences.' })
  changes: FieldChangeType[];
}

export const CreateProductResult = resultUnion('CreateProductResult', ProductType, [
  'invalid_input',
  'wrong_state',
]);
export const UpdateProductResult = resultUnion('UpdateProductResult', ProductType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
export const ChangeProductResult = resultUnion('ChangeProductResult', ProductType, [
  'not_found',
  'wrong_state',
]);
