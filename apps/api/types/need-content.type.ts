import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { Fen } from '../graphql/fen.scalar.js';
import {
  CooperationTypeEnum,
  DisclosureEnum,
  FirstUnitKindEnum,
  NeedKindEnum,
  NeedStatusEnum,
  ProcurementWayEnum,
} from './enums.js';

@ObjectType('NeedQuantity', { description: 'How much is wanted.' })
export class NeedQuantityType {
  @Field(() => String, { description: 'A decimal number.' })
  amount: string;
  @Field(() => String, { description: 'Unit, e.g. 台.' })
  unit: string;
}

@ObjectType('Scenario', { description: 'A site willing to be first (应用场景).' })
export class ScenarioType {
  @Field(() => String, { nullable: true, description: 'The site.' })
  site: string | null;
  @Field(() => String, { nullable: true, description: 'Project it rests on (依托工程).' })
  anchorProject: string | null;
  @Field(() => String, { nullable: true, description: 'How it will be tested and accepted.' })
  acceptancePlan: string | null;
  @Field(() => String, { nullable: true, description: 'What happens when it fails (容错).' })
  tolerance: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Insurance and its compensation (首台套/首批次保险补偿).',
  })
  insurance: string | null;
  @Field(() => String, { nullable: true, description: 'Latest day to begin, YYYY-MM-DD.' })
  latestStart: string | null;
  @Field(() => FirstUnitKindEnum, { nullable: true, description: 'Kind of first unit wanted.' })
  equipment: string | null;
}

@ObjectType('Challenge', { description: 'A posted challenge (揭榜挂帅).' })
export class ChallengeType {
  @Field(() => Fen, { nullable: true, description: 'Reward.' })
  reward: number | null;
  @Field(() => String, { description: 'Currency, ISO 4217.' })
  currency: string;
  @Field(() => String, { nullable: true, description: 'Last day for results, YYYY-MM-DD.' })
  resultDue: string | null;
  @Field(() => String, { nullable: true, description: 'By what results are judged (考核指标).' })
  acceptance: string | null;
  @Field(() => String, { nullable: true, description: 'Whose the results are (知识产权归属).' })
  intellectualProperty: string | null;
}

@ObjectType('Budget', { description: 'Budget; one end may be open.' })
export class BudgetType {
  @Field(() => Fen, { nullable: true, description: 'Low end.' })
  low: number | null;
  @Field(() => Fen, { nullable: true, description: 'High end.' })
  high: number | null;
  @Field(() => String, { description: 'Currency, ISO 4217.' })
  currency: string;
  @Field(() => DisclosureEnum, { description: 'Who sees it.' })
  disclosure: string;
}

/** What a need says, now or at one of its versions. */
@ObjectType({ isAbstract: true })
export abstract class NeedContentType {
  @Field(() => NeedKindEnum, { description: 'Procurement, scenario or challenge.' })
  kind: string;
  @Field(() => String, { description: 'Title.' })
  title: string;
  @Field(() => String, { description: 'Public text.' })
  body: string;
  @Field(() => NeedStatusEnum, { description: 'Draft, open or closed.' })
  status: string;
  @Field(() => DateTime, { nullable: true, description: 'Closes by itself after it.' })
  deadline: Date | null;
  @Field(() => NeedQuantityType, { nullable: true, description: 'How much is wanted.' })
  quantity: NeedQuantityType | null;
  @Field(() => String, {
    nullable: true,
    description: 'Place of delivery or of the site (GB/T 2260), as given.',
  })
  regionCode: string | null;
  @Field(() => String, { nullable: true, description: 'Industry code of GB/T 4754-2017, as given.' })
  industryCode: string | null;
  @Field(() => [String], { description: 'Codes of nodes of industrial chains, as given.' })
  chainNodes: string[];
  @Field(() => Int, { nullable: true, description: 'Days from delivery to payment.' })
  paymentDays: number | null;
  @Field(() => ProcurementWayEnum, { nullable: true, description: 'How it is bought.' })
  procurementWay: string | null;
  @Field(() => String, { nullable: true, description: 'The label as the notice prints it.' })
  procurementLabel: string | null;
  @Field(() => CooperationTypeEnum, { nullable: true, description: 'Kind of cooperation (共链行动).' })
  cooperationType: string | null;
  @Field(() => ScenarioType, { nullable: true, description: 'Of a first-unit scenario.' })
  scenario: ScenarioType | null;
  @Field(() => ChallengeType, { nullable: true, description: 'Of a challenge.' })
  challenge: ChallengeType | null;
}
