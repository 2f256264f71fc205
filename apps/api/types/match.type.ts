import { Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { type DecisionKind } from '#libs/matching';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { DecisionKindEnum, MatchClassEnum, VerdictEnum } from './enums.js';
import { ClauseType, NeedType } from './need.type.js';
import { resultUnion } from './problem.type.js';
import { ProductType } from './product.type.js';

@ObjectType('Bounds', { description: 'A value or range in base units.' })
export class BoundsType {
  @Field(() => String, { nullable: true, description: 'Low end; null is open.' })
  low: string | null;
  @Field(() => String, { nullable: true, description: 'High end; null is open.' })
  high: string | null;
  @Field(() => String, { description: 'Base unit; empty for none.' })
  unit: string;
}

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
}

@ObjectType('Decision', {
  description: 'What a buyer decided on a candidate. Never changed; a change of mind is a further one.',
})
export class DecisionType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => DecisionKindEnum, { description: 'What was decided.' })
  kind: string;
  @Field(() => String, { nullable: true, description: 'Why.' })
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
  @Field(() => [DecisionType], { description: 'Decisions of the buyer, oldest first.' })
  decisions?: DecisionType[];
}

@ObjectType('MatchConnection', { description: 'A page of matches in rank order.' })
export class MatchConnection extends connectionOf(MatchType, 'Match') {}

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
}

@ObjectType('OpportunityConnection', { description: 'A page of opportunities.' })
export class OpportunityConnection extends connectionOf(OpportunityType, 'Opportunity') {}

@InputType({ description: 'A decision on a match.' })
export class RecordDecisionInput {
  @Field(() => UUID, { description: 'The match.' })
  matchId: string;
  @Field(() => DecisionKindEnum, { description: 'What was decided.' })
  kind: DecisionKind;
  @Field(() => String, { nullable: true, description: 'Why; a decline needs it.' })
  reason?: string | null;
}

export const RecordDecisionResult = resultUnion('RecordDecisionResult', DecisionType, [
  'invalid_input',
  'not_found',
]);
