import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { BatchCauseEnum } from './enums.js';
import { NeedType } from './need.type.js';
import { MatchCountsType } from './territory.type.js';

@ObjectType('Batch', {
  description:
    'Bulk work of which you are told in one summary. Its numbers are of the news for your organisation.',
})
export class BatchType {
  @Field(() => UUID, { description: 'Id: the subject of the summary.' })
  id: string;
  @Field(() => BatchCauseEnum, { description: 'What made it.' })
  cause: string;
  @Field(() => DateTime, { description: 'When it began.' })
  createdAt: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When all its work was done; null before, while news may still come.',
  })
  finishedAt: Date | null;
  @Field(() => Int, { description: 'Needs with news; `batchNeeds` lists them.' })
  needs: number;
  @Field(() => Int, {
    description: 'New candidates that fit; for a supplier, needs that its products newly fit.',
  })
  matches: number;
  @Field(() => Int, { description: 'New candidates with something to confirm.' })
  toConfirm: number;
}

@ObjectType('BatchNeed', { description: 'News of one need in a batch.' })
export class BatchNeedType {
  @Field(() => UUID, { description: 'Id of the need.' })
  id: string;
  @Field(() => NeedType, { nullable: true, description: 'The need; null once you may not see it any more.' })
  need?: NeedType | null;
  @Field(() => Int, { description: 'New candidates that fit; for a supplier 1: products of yours fit.' })
  matches: number;
  @Field(() => Int, { description: 'New candidates with something to confirm.' })
  toConfirm: number;
  @Field(() => MatchCountsType, {
    nullable: true,
    description: 'The candidates that are kept now; null for a need of another organisation.',
  })
  kept?: MatchCountsType | null;
}

@ObjectType('BatchNeedConnection', { description: 'A page of needs with news, oldest need first.' })
export class BatchNeedConnection extends connectionOf(BatchNeedType, 'BatchNeed') {}
