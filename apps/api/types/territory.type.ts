import { Field, Int, ObjectType } from '@nestjs/graphql';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { NeedType } from './need.type.js';
import { ChainType, RegionType } from './reference.type.js';

@ObjectType('MatchCounts', { description: 'How many candidates of each class there are.' })
export class MatchCountsType {
  @Field(() => Int, { description: 'Candidates that fit.' })
  match: number;
  @Field(() => Int, { description: 'Candidates with something to confirm.' })
  toConfirm: number;
  @Field(() => Int, { description: 'Candidates that fail something.' })
  nearMiss: number;
}

@ObjectType('Territory', {
  description: 'The chains and regions that you look after, and what stands in them. They narrow each other.',
})
export class TerritoryType {
  @Field(() => [ChainType], { description: 'Your chains; none does not narrow.' })
  chains?: ChainType[];
  @Field(() => [RegionType], { description: 'Your regions; none does not narrow.' })
  regions?: RegionType[];
  @Field(() => Int, { description: 'Suppliers.' })
  suppliers: number;
  @Field(() => Int, { description: 'Buyers.' })
  buyers: number;
  @Field(() => Int, { description: 'Published products.' })
  products: number;
  @Field(() => Int, { description: 'Open needs.' })
  openNeeds: number;
  @Field(() => Int, { description: 'Open needs for which no candidate fits: where the chain has a gap.' })
  openNeedsWithoutMatch: number;
  @Field(() => MatchCountsType, { description: 'Candidates of all open needs together.' })
  counts?: MatchCountsType;
}

@ObjectType('TerritoryNeed', { description: 'An open need with the number of its candidates.' })
export class TerritoryNeedType {
  @Field(() => UUID, { description: 'Id of the need.' })
  id: string;
  @Field(() => NeedType, { description: 'The need.' })
  need: NeedType;
  @Field(() => MatchCountsType, { description: 'Its candidates; who they are is between the two sides.' })
  counts?: MatchCountsType;
}

@ObjectType('TerritoryNeedConnection', { description: 'A page of open needs, oldest first.' })
export class TerritoryNeedConnection extends connectionOf(TerritoryNeedType, 'TerritoryNeed') {}
