import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType('Bounds', { description: 'A value or range in base units.' })
export class BoundsType {
  @Field(() => String, { nullable: true, description: 'Low end; null is open.' })
  low: string | null;
  @Field(() => String, { nullable: true, description: 'High end; null is open.' })
  high: string | null;
  @Field(() => String, { description: 'Base unit; empty for none.' })
  unit: string;
}
