import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import {
  ContactType,
  GapType,
  OpportunityAnswerType,
  QuestionType,
  SuggestedQuestionType,
} from './dialogue.type.js';
import {
  DecisionKindEnum,
  DecisionStateEnum,
  DeclineReasonEnum,
  MatchClassEnum,
  VerdictEnum,
} from './enums.js';
import { MatchFacetsType } from './match-search.type.js';
import { BoundsType } from './bounds.type.js';
import { ClauseType, NeedType } from './need.type.js';
import { ProductType } from './product.type.js';

@ObjectType('ClauseVerdict', { description: 'The verdict on one clause, with its evidence.' })
export class ClauseVerdictType {
  @Field(() => UUID, { description: 'The clause.' })
  clauseId: string;
  @Field(() => ClauseType, { nullable: true, description: 'The clause, if you may see it still.' })
  clause?: ClauseType | null;
  @Field(() => Boolean, { description: 'Whether the clause is hard.' })
  hard: boolean;
  @Field(() => VerdictEnum, { description: 'Met, unmet, unknown or waived.' })
  verdict: string;
  @Field(() => String, { description: 'Machine-readable reason.' })
  reason: string;
  @Field(() => Float, {
    nullable: true,
    description: 'Signed relative margin: 0.1 is 10 % better than required.',
  })
  margin: number | null;
  @Field(() => BoundsType, { nullable: true, description: 'What is required, in base units.' })
  required: BoundsType | null;
  @Field(() => BoundsType, { nullable: true, description: 'What the product states, in base units.' })
  stated: BoundsType | null;
  @Field(() => String, {
    nullable: true,
    description: 'Source of the rule that waives the clause (document number).',
  })
  ruleSource?: string | null;
  @Field(() => String, { description: 'One line for people, in the language of the caller.' })
  explanation?: string;
  @Field(() => [QuestionType], { description: 'What was asked about this clause, oldest first.' })
  questions?: QuestionType[];
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether every question on it is replied to; null when none was asked. It changes no verdict.',
  })
  answered?: boolean | null;
}

@ObjectType('Decision', {
  description: 'What a buyer decided on a candidate. Never changed; a change of mind is a further one.',
})
export class DecisionType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => DecisionKindEnum, { description: 'What was decided.' })
  kind: string;
  @Field(() => DeclineReasonEnum, { nullable: true, description: 'Why it was declined; null else.' })
  reasonCode: string | null;
  @Field(() => String, { nullable: true, description: 'Why, in words.' })
  reason: string | null;
  @Field(() => UUID, { description: 'Who decided.' })
  actorUserId: string;
  @Field(() => DateTime, { description: 'When.' })
  createdAt: Date;
}

@ObjectType('Match', {
  description: 'A candidate for a need, with a verdict per clause. A recommendation, not a selection.',
})
export class MatchType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => MatchClassEnum, { description: 'Fits; has something to confirm; fails something.' })
  class: string;
  @Field(() => Float, { description: 'In [0, 1]; orders inside the class; not a probability.' })
  score: number;
  @Field(() => Float, { description: 'How much of what is wanted the product’s words cover, in [0, 1].' })
  relevance: number;
  @Field(() => Int, { description: 'Version of the product that was judged.' })
  productVersion: number;
  @Field(() => Int, { description: 'Version of the need that was judged.' })
  needVersion: number;
  @Field(() => Int, { description: 'Number of the statistics snapshot behind the score.' })
  statsNumber: number;
  @Field(() => String, { description: 'Rule set behind the verdicts.' })
  rulesVersion: string;
  @Field(() => [ClauseVerdictType], { description: 'A verdict per clause.' })
  verdicts?: ClauseVerdictType[];
  @Field(() => ProductType, { nullable: true, description: 'The product; null once withdrawn.' })
  product?: ProductType | null;
  @Field(() => UUID, { description: 'The need.' })
  needId: string;
  @Field(() => [DecisionType], { description: 'Decisions of the buyer, oldest first.' })
  decisions?: DecisionType[];
  @Field(() => DecisionStateEnum, { description: 'What the latest decision says.' })
  decisionState?: string;
  @Field(() => [OpportunityAnswerType], {
    description: 'Answers of the supplier, newest first: the first counts.',
  })
  answers?: OpportunityAnswerType[];
  @Field(() => [QuestionType], { description: 'Questions of both sides with their replies, oldest first.' })
  questions?: QuestionType[];
  @Field(() => [SuggestedQuestionType], {
    description:
      'Questions that may be put to the supplier: one for each hard clause that its product leaves open.',
  })
  suggestedQuestions?: SuggestedQuestionType[];
  @Field(() => ContactType, { description: 'Contact persons, as far as both sides agreed.' })
  contact?: ContactType;
}

@ObjectType('MatchConnection', { description: 'A page of matches in rank order.' })
export class MatchConnection extends connectionOf(MatchType, 'Match') {
  @Field(() => MatchFacetsType, { description: 'Counts for the same search.' })
  facets?: MatchFacetsType;
}

@ObjectType('Opportunity', {
  description: 'An open need that a product of yours may fit. Computed from what you may see only.',
})
export class OpportunityType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => MatchClassEnum, { description: 'By the clauses that you may see.' })
  class: string;
  @Field(() => Float, { description: 'By the clauses that you may see; in [0, 1]; not a probability.' })
  score: number;
  @Field(() => Int, { description: 'Further conditions that are not shown to you.' })
  hiddenClauses: number;
  @Field(() => [ClauseVerdictType], { description: 'Verdicts on the clauses that you may see.' })
  verdicts?: ClauseVerdictType[];
  @Field(() => NeedType, { nullable: true, description: 'The need.' })
  need?: NeedType | null;
  @Field(() => ProductType, { nullable: true, description: 'Your product.' })
  product?: ProductType | null;
  @Field(() => [GapType], {
    description: 'What keeps your product from meeting the clauses that you may see.',
  })
  gaps?: GapType[];
  @Field(() => [OpportunityAnswerType], { description: 'What you answered, newest first: the first counts.' })
  answers?: OpportunityAnswerType[];
  @Field(() => [QuestionType], { description: 'Questions of both sides with their replies, oldest first.' })
  questions?: QuestionType[];
  @Field(() => ContactType, { description: 'Contact persons, as far as both sides agreed.' })
  contact?: ContactType;
}

@ObjectType('OpportunityConnection', { description: 'A page of opportunities.' })
export class OpportunityConnection extends connectionOf(OpportunityType, 'Opportunity') {}
