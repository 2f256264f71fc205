import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from './connection.type.js';
import { ChainStageEnum, RelationKindEnum } from './enums.js';

@ObjectType('Region', { description: 'An administrative division (GB/T 2260).' })
export class RegionType {
  @Field(() => String, { description: 'Code.' })
  code: string;
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Code of the division above; null for a province.' })
  parent: string | null;
}

@ObjectType('Industry', { description: 'A class of industries (GB/T 4754-2017).' })
export class IndustryType {
  @Field(() => String, { description: 'Code.' })
  code: string;
  @Field(() => Int, { description: '1 section, 2 division, 3 group, 4 class.' })
  level: number;
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Code of the class above; null for a section.' })
  parent: string | null;
}

@ObjectType('Chain', { description: 'An industrial chain.' })
export class ChainType {
  @Field(() => String, { description: 'Code.' })
  code: string;
  @Field(() => String, { description: 'Name.' })
  name: string;
}

@ObjectType('ChainNode', { description: 'A node of an industrial chain.' })
export class ChainNodeType {
  @Field(() => String, { description: 'Code.' })
  code: string;
  @Field(() => String, { description: 'Code of its chain.' })
  chain: string;
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => ChainStageEnum, { description: 'Upstream, midstream or downstream.' })
  stage: string;
}

@ObjectType('ChainRelation', { description: 'A relation between two products along a chain, by name.' })
export class ChainRelationType {
  @Field(() => ID, { description: 'Number of the row.' })
  id: string;
  @Field(() => String, { description: 'Product that has the relation.' })
  subject: string;
  @Field(() => RelationKindEnum, { description: 'What the object is to the subject.' })
  kind: string;
  @Field(() => String, { description: 'The other product.' })
  object: string;
}

@ObjectType('RegionConnection', { description: 'A page of regions, by code.' })
export class RegionConnection extends connectionOf(RegionType, 'Region') {}
@ObjectType('IndustryConnection', { description: 'A page of industry classes, by code.' })
export class IndustryConnection extends connectionOf(IndustryType, 'Industry') {}
@ObjectType('ChainConnection', { description: 'A page of chains, by code.' })
export class ChainConnection extends connectionOf(ChainType, 'Chain') {}
@ObjectType('ChainNodeConnection', { description: 'A page of chain nodes, by code.' })
export class ChainNodeConnection extends connectionOf(ChainNodeType, 'ChainNode') {}
@ObjectType('ChainRelationConnection', { description: 'A page of relations, in the order of their loading.' })
export class ChainRelationConnection extends connectionOf(ChainRelationType, 'ChainRelation') {}
