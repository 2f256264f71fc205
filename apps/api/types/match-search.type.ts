import { ArgsType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { type NeedKind } from '#libs/demand';
import { type QualityTier } from '#libs/identity';
import { type FirstUnitKind, type FirstUnitLevel } from '#libs/reference';
import {
  type AnswerState,
  type DecisionState,
  type MatchClass,
  type MatchSort,
  type OpportunitySort,
  type Side,
  type Verdict,
} from '#libs/matching';
import { PriceFilterInput } from './search-input.type.js';
import { FacetValue } from './search.type.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs } from './connection.type.js';
import {
  AnswerStateEnum,
  DecisionStateEnum,
  FirstUnitKindEnum,
  FirstUnitLevelEnum,
  MatchClassEnum,
  MatchSortEnum,
  NeedKindEnum,
  OpportunitySortEnum,
  QualityTierEnum,
  SideEnum,
  VerdictEnum,
} from './enums.js';

@InputType({ description: 'A verdict that a clause must have.' })
export class ClauseVerdictFilterInput {
  @Field(() => UUID, { description: 'The clause.' })
  clauseId: string;
  @Field(() => VerdictEnum, { description: 'The verdict.' })
  verdict: Verdict;
}

@InputType({
  description: 'What to look for within matches: parts together, values of one part as alternatives.',
})
export class MatchFilterInput {
  @Field(() => [UUID], { nullable: true, description: 'Needs.' })
  needIds?: string[] | null;
  @Field(() => String, {
    nullable: true,
    description: 'Words, all of them, of the product’s name, SKU and summary, or of the supplier’s name.',
  })
  text?: string | null;
  @Field(() => [MatchClassEnum], { nullable: true, description: 'Classes.' })
  classes?: MatchClass[] | null;
  @Field(() => [ClauseVerdictFilterInput], { nullable: true, description: 'Verdicts, all of them.' })
  verdicts?: ClauseVerdictFilterInput[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether some hard clause is unknown.' })
  hardUnknown?: boolean | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Regions of the supplier; with all that lies below them.',
  })
  regions?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'Chains that the product stands in.' })
  chains?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'Nodes of chains that the product stands in.' })
  chainNodes?: string[] | null;
  @Field(() => [QualityTierEnum], {
    nullable: true,
    description: 'Titles of the supplier that are valid today.',
  })
  tiers?: QualityTier[] | null;
  @Field(() => [FirstUnitKindEnum], {
    nullable: true,
    description: 'Kinds of a first-unit listing that is valid today.',
  })
  firstUnitKinds?: FirstUnitKind[] | null;
  @Field(() => [FirstUnitLevelEnum], {
    nullable: true,
    description: 'Levels of a first-unit listing that is valid today.',
  })
  firstUnitLevels?: FirstUnitLevel[] | null;
  @Field(() => PriceFilterInput, { nullable: true, description: 'Price of the product.' })
  price?: PriceFilterInput | null;
  @Field(() => [DecisionStateEnum], { nullable: true, description: 'What the latest decision says.' })
  decisionStates?: DecisionState[] | null;
  @Field(() => [AnswerStateEnum], { nullable: true, description: 'What the supplier answered last.' })
  answers?: AnswerState[] | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a question of the supplier waits for a reply.',
  })
  unansweredQuestions?: boolean | null;
}

@ArgsType()
export class MatchSearchArgs extends PageArgs {
  @Field(() => MatchFilterInput, {
    nullable: true,
    description: 'What to look for; everything when left out.',
  })
  filter?: MatchFilterInput | null;
  @Field(() => MatchSortEnum, { nullable: true, description: 'Order; RANK when left out. Ties by id.' })
  sort?: MatchSort | null;
}

@ObjectType('VerdictCount', { description: 'A verdict on a clause with its count.' })
export class VerdictCountType {
  @Field(() => UUID, { description: 'The clause.' })
  clauseId: string;
  @Field(() => VerdictEnum, { description: 'The verdict.' })
  verdict: string;
  @Field(() => Int, { description: 'Matches that have it.' })
  count: number;
}

@ObjectType('MatchFacets', {
  description: 'Counts of a search within matches; each facet without its own part of the filter.',
})
export class MatchFacetsType {
  @Field(() => Int, { description: 'Matches that fit the filter.' })
  total: number;
  @Field(() => [FacetValue], { description: 'By class.' })
  classes: FacetValue[];
  @Field(() => [FacetValue], { description: 'By province of the supplier.' })
  regions: FacetValue[];
  @Field(() => [FacetValue], { description: 'By chain.' })
  chains: FacetValue[];
  @Field(() => [FacetValue], { description: 'By title of the supplier that is valid today.' })
  tiers: FacetValue[];
  @Field(() => [FacetValue], { description: 'By kind of a first-unit listing that is valid today.' })
  firstUnitKinds: FacetValue[];
  @Field(() => [FacetValue], { description: 'By what the latest decision says.' })
  decisionStates: FacetValue[];
  @Field(() => [FacetValue], { description: 'By what the supplier answered last.' })
  answers: FacetValue[];
  @Field(() => [VerdictCountType], { description: 'By verdict on each clause.' })
  verdicts: VerdictCountType[];
}

@InputType({
  description: 'What to look for among opportunities: parts together, values of one part as alternatives.',
})
export class OpportunityFilterInput {
  @Field(() => String, { nullable: true, description: 'Words, all of them, of the need or of your product.' })
  text?: string | null;
  @Field(() => [MatchClassEnum], { nullable: true, description: 'Classes, by the clauses that you may see.' })
  classes?: MatchClass[] | null;
  @Field(() => [NeedKindEnum], { nullable: true, description: 'Kinds of needs.' })
  needKinds?: NeedKind[] | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Regions of the buyer; with all that lies below them.',
  })
  regions?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'Chains that your product stands in.' })
  chains?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether you have not answered yet.' })
  unanswered?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Those of needs that have closed, too.' })
  includeClosed?: boolean | null;
}

@ArgsType()
export class OpportunitySearchArgs extends PageArgs {
  @Field(() => OpportunityFilterInput, {
    nullable: true,
    description: 'What to look for; everything when left out.',
  })
  filter?: OpportunityFilterInput | null;
  @Field(() => OpportunitySortEnum, {
    nullable: true,
    description: 'Order; OLDEST when left out. Ties by id.',
  })
  sort?: OpportunitySort | null;
}

@ArgsType()
export class QuestionArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: 'Those that the side asked has not replied to.' })
  unanswered?: boolean | null;
  @Field(() => SideEnum, { nullable: true, description: 'Those that this side asked.' })
  askedBy?: Side | null;
  @Field(() => UUID, { nullable: true, description: 'Those of this need.' })
  needId?: string | null;
}
