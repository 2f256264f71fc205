import { Field, Float, InputType, ObjectType } from '@nestjs/graphql';
import { type DecisionKind, type DeclineReason } from '#libs/matching';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { DecisionKindEnum, DecisionStateEnum, DeclineReasonEnum, MatchClassEnum } from './enums.js';
import { DecisionType } from './match.type.js';
import { resultUnion } from './problem.type.js';
import { ProductType } from './product.type.js';

@InputType({ description: 'A decision on a match.' })
export class RecordDecisionInput {
  @Field(() => UUID, { description: 'The match.' })
  matchId: string;
  @Field(() => DecisionKindEnum, { description: 'What was decided.' })
  kind: DecisionKind;
  @Field(() => DeclineReasonEnum, { nullable: true, description: 'Of a decline only; OTHER when left out.' })
  reasonCode?: DeclineReason | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why, in words; a decline needs them unless its code says it.',
  })
  reason?: string | null;
}

export const RecordDecisionResult = resultUnion('RecordDecisionResult', DecisionType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);

@ObjectType('ShortlistOutcome', { description: 'What became of one candidate.' })
export class ShortlistOutcomeType {
  @Field(() => UUID, { description: 'The match.' })
  matchId: string;
  @Field(() => RecordDecisionResult, { description: 'The decision, or why there is none.' })
  result: DecisionType;
}

@ObjectType('ShortlistOutcomes', { description: 'What became of each candidate, in the order given.' })
export class ShortlistOutcomesType {
  @Field(() => [ShortlistOutcomeType], { description: 'One for each match.' })
  outcomes: ShortlistOutcomeType[];
}

export const ShortlistMatchesResult = resultUnion('ShortlistMatchesResult', ShortlistOutcomesType, [
  'invalid_input',
]);

@ObjectType('ShortlistEntry', {
  description: 'A candidate on the shortlist (备选清单) of a need, with who put it there, when and why.',
})
export class ShortlistEntryType {
  @Field(() => UUID, { description: 'Id of the decision that put it on the list.' })
  id: string;
  @Field(() => UUID, { description: 'The need.' })
  needId: string;
  @Field(() => UUID, {
    nullable: true,
    description: 'The match; null when it is not among the kept ones now.',
  })
  matchId: string | null;
  @Field(() => MatchClassEnum, { nullable: true, description: 'Class of the match.' })
  class: string | null;
  @Field(() => Float, { nullable: true, description: 'Score of the match.' })
  score: number | null;
  @Field(() => DecisionStateEnum, { description: 'Shortlisted, or contacted since.' })
  state: string;
  @Field(() => String, { nullable: true, description: 'Why it was put there.' })
  reason: string | null;
  @Field(() => UUID, { description: 'Who put it there.' })
  actorUserId: string;
  @Field(() => DateTime, { description: 'When.' })
  createdAt: Date;
  @Field(() => ProductType, { nullable: true, description: 'The product; null once withdrawn.' })
  product?: ProductType | null;
}

@ObjectType('ShortlistConnection', { description: 'A page of a shortlist, in the order of being put on it.' })
export class ShortlistConnection extends connectionOf(ShortlistEntryType, 'ShortlistEntry') {}
