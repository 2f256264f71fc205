import { Field, InputType, Int } from '@nestjs/graphql';
import {
  type CooperationType,
  type Disclosure,
  type NeedKind,
  type NeedText,
  type ProcurementWay,
} from '#libs/demand';
import { DateTime } from '../graphql/date-time.scalar.js';
import { Fen } from '../graphql/fen.scalar.js';
import { ClauseConditionInput } from './condition-input.type.js';
import {
  CooperationTypeEnum,
  DisclosureEnum,
  FirstUnitKindEnum,
  NeedKindEnum,
  NeedTextEnum,
  ProcurementWayEnum,
} from './enums.js';

@InputType({ description: 'Where the words of a clause stand in a text of the need.' })
export class ClauseSpanInput {
  @Field(() => NeedTextEnum, { description: 'In which text.' })
  part: NeedText;
  @Field(() => Int, { description: 'First UTF-16 offset.' })
  start: number;
  @Field(() => Int, { description: 'Offset after the last.' })
  end: number;
}

@InputType({ description: 'One condition of a need.' })
export class ClauseInput {
  @Field(() => Boolean, { description: 'Hard: decides whether a product fits. Soft: only ranks.' })
  hard: boolean;
  @Field(() => DisclosureEnum, { description: 'Who sees it.', defaultValue: 'public' })
  disclosure: Disclosure;
  @Field(() => String, { description: 'The words of the need.' })
  text: string;
  @Field(() => ClauseSpanInput, {
    nullable: true,
    description: 'Where these words stand; they must be there.',
  })
  span?: ClauseSpanInput | null;
  @Field(() => ClauseConditionInput, { description: 'What it asks for.' })
  condition: ClauseConditionInput;
}

@InputType({ description: 'How much is wanted.' })
export class NeedQuantityInput {
  @Field(() => String, { description: 'A decimal number above zero.' })
  amount: string;
  @Field(() => String, { description: 'Unit, e.g. 台.' })
  unit: string;
}

@InputType({ description: 'A site willing to be first (应用场景).' })
export class ScenarioInput {
  @Field(() => String, { nullable: true, description: 'The site.' })
  site?: string | null;
  @Field(() => String, { nullable: true, description: 'Project it rests on (依托工程).' })
  anchorProject?: string | null;
  @Field(() => String, { nullable: true, description: 'How it will be tested and accepted.' })
  acceptancePlan?: string | null;
  @Field(() => String, { nullable: true, description: 'What happens when it fails (容错).' })
  tolerance?: string | null;
  @Field(() => String, { nullable: true, description: 'Insurance and its compensation.' })
  insurance?: string | null;
  @Field(() => String, { nullable: true, description: 'Latest day to begin, YYYY-MM-DD.' })
  latestStart?: string | null;
  @Field(() => FirstUnitKindEnum, { nullable: true, description: 'Kind of first unit wanted.' })
  equipment?: 'equipment' | 'material' | 'software' | null;
}

@InputType({ description: 'A posted challenge (揭榜挂帅).' })
export class ChallengeInput {
  @Field(() => Fen, { nullable: true, description: 'Reward.' })
  reward?: number | null;
  @Field(() => String, { description: 'Currency, ISO 4217.', defaultValue: 'CNY' })
  currency: string;
  @Field(() => String, { nullable: true, description: 'Last day for results, YYYY-MM-DD.' })
  resultDue?: string | null;
  @Field(() => String, { nullable: true, description: 'By what results are judged (考核指标).' })
  acceptance?: string | null;
  @Field(() => String, { nullable: true, description: 'Whose the results are (知识产权归属).' })
  intellectualProperty?: string | null;
}

@InputType({ description: 'Budget: one end may be left open.' })
export class BudgetInput {
  @Field(() => Fen, { nullable: true, description: 'Low end.' })
  low?: number | null;
  @Field(() => Fen, { nullable: true, description: 'High end.' })
  high?: number | null;
  @Field(() => String, { description: 'Currency, ISO 4217.', defaultValue: 'CNY' })
  currency: string;
  @Field(() => DisclosureEnum, { description: 'Who sees it.', defaultValue: 'invited' })
  disclosure: Disclosure;
}

/** All that can be said of a need. */
@InputType({ isAbstract: true })
abstract class NeedFieldsInput {
  @Field(() => NeedKindEnum, { description: 'Procurement, scenario or challenge.' })
  kind: NeedKind;
  @Field(() => String, { description: 'Title.' })
  title: string;
  @Field(() => String, { description: 'Public text.', defaultValue: '' })
  body: string;
  @Field(() => DateTime, { nullable: true, description: 'Closes by itself after it.' })
  deadline?: Date | null;
  @Field(() => NeedQuantityInput, { nullable: true, description: 'How much is wanted.' })
  quantity?: NeedQuantityInput | null;
  @Field(() => String, {
    nullable: true,
    description: 'Place of delivery or of the site (GB/T 2260). An unknown one is kept, and warns.',
  })
  regionCode?: string | null;
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
  @Field(() => Int, { nullable: true, description: 'Days from delivery to payment.' })
  paymentDays?: number | null;
  @Field(() => ProcurementWayEnum, { nullable: true, description: 'How it is bought.' })
  procurementWay?: ProcurementWay | null;
  @Field(() => String, { nullable: true, description: 'The label as the notice prints it.' })
  procurementLabel?: string | null;
  @Field(() => CooperationTypeEnum, { nullable: true, description: 'Kind of cooperation (共链行动).' })
  cooperationType?: CooperationType | null;
  @Field(() => ScenarioInput, { nullable: true, description: 'Of a first-unit scenario only.' })
  scenario?: ScenarioInput | null;
  @Field(() => ChallengeInput, { nullable: true, description: 'Of a challenge only.' })
  challenge?: ChallengeInput | null;
  @Field(() => String, { description: 'Text for members.', defaultValue: '' })
  membersPart: string;
  @Field(() => String, {
    description: 'Text for invited suppliers that have accepted the terms.',
    defaultValue: '',
  })
  invitedPart: string;
  @Field(() => BudgetInput, { nullable: true, description: 'Budget; it never enters search.' })
  budget?: BudgetInput | null;
  @Field(() => [ClauseInput], { description: 'Conditions.', defaultValue: [] })
  clauses: ClauseInput[];
}

@InputType({ description: 'A need to write as a draft, or to have reviewed.' })
export class CreateNeedInput extends NeedFieldsInput {}

@InputType({ description: 'All that a need says from now on: what is left out is taken away.' })
export class UpdateNeedInput extends NeedFieldsInput {}
