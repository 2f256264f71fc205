import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import {
  MatchChangeKindEnum,
  MatchClassEnum,
  MatchRunKindEnum,
  MatchRunStateEnum,
  VerdictEnum,
} from './enums.js';
import { ClauseType } from './need.type.js';
import { resultUnion } from './problem.type.js';
import { ProductType } from './product.type.js';

@ObjectType('MatchRun', { description: 'One matching of a need: asked for, under way or ended.' })
export class MatchRunType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => UUID, { description: 'The need.' })
  needId: string;
  @Field(() => MatchRunStateEnum, { description: 'Where it stands.' })
  state: string;
  @Field(() => MatchRunKindEnum, { description: 'From the need, or from changed products.' })
  kind: string;
  @Field(() => Int, {
    nullable: true,
    description: '1, 2, 3 … of the finished runs of the need; null before.',
  })
  sequence: number | null;
  @Field(() => String, { description: 'Why it ran.' })
  cause: string;
  @Field(() => UUID, { nullable: true, description: 'Who asked for it; null when it ran by itself.' })
  requestedBy: string | null;
  @Field(() => Boolean, { description: 'Candidates came from a fallback.' })
  degraded: boolean;
  @Field(() => Int, { description: 'Products to judge; 0 until the run has looked for them.' })
  candidates: number;
  @Field(() => Int, {
    description: 'Judged so far; of a finished run, those that have something to do with the need.',
  })
  evaluated: number;
  @Field(() => Int, { description: 'Candidates that are new.' })
  added?: number;
  @Field(() => Int, { description: 'Candidates that left.' })
  removed?: number;
  @Field(() => Int, { description: 'Candidates whose class changed.' })
  changed?: number;
  @Field(() => String, { nullable: true, description: 'What went wrong, in the language of the caller.' })
  error?: string | null;
  @Field(() => DateTime, { description: 'When it was asked for.' })
  queuedAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it began, the last time.' })
  startedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended, in whatever way.' })
  finishedAt: Date | null;
}

@ObjectType('MatchRunConnection', { description: 'A page of runs, newest first.' })
export class MatchRunConnection extends connectionOf(MatchRunType, 'MatchRun') {}

@ObjectType('ClauseChange', { description: 'A clause whose verdict changed.' })
export class ClauseChangeType {
  @Field(() => UUID, { description: 'The clause.' })
  clauseId: string;
  @Field(() => ClauseType, { nullable: true, description: 'The clause, if the need has it still.' })
  clause?: ClauseType | null;
  @Field(() => VerdictEnum, { nullable: true, description: 'Before; null when the clause is new.' })
  before: string | null;
  @Field(() => VerdictEnum, { nullable: true, description: 'After; null when the clause is gone.' })
  after: string | null;
}

@ObjectType('MatchChange', { description: 'What a run changed of one candidate.' })
export class MatchChangeType {
  @Field(() => UUID, { description: 'The product.' })
  productId: string;
  @Field(() => ProductType, { nullable: true, description: 'The product; null once withdrawn.' })
  product?: ProductType | null;
  @Field(() => MatchChangeKindEnum, { description: 'New, other class, other verdicts, left.' })
  kind: string;
  @Field(() => MatchClassEnum, { nullable: true, description: 'Class before; null for a new one.' })
  from: string | null;
  @Field(() => MatchClassEnum, { nullable: true, description: 'Class after; null for one that left.' })
  to: string | null;
  @Field(() => String, { description: 'Why, in the language of the caller.' })
  why?: string;
  @Field(() => [ClauseChangeType], { description: 'Clauses whose verdict changed.' })
  clauses?: ClauseChangeType[];
}

@ObjectType('MatchChangeConnection', {
  description: 'A page of changes: new, other class, other verdicts, left.',
})
export class MatchChangeConnection extends connectionOf(MatchChangeType, 'MatchChange') {}

export const CancelMatchingResult = resultUnion('CancelMatchingResult', MatchRunType, [
  'not_found',
  'wrong_state',
]);
