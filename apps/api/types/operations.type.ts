import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';

@ObjectType('JobKindState', { description: 'How the background work of one kind stands.' })
export class JobKindStateType {
  @Field(() => String, { description: 'Kind, such as `match.need`.' })
  kind: string;
  @Field(() => Int, { description: 'Waits.' })
  pending: number;
  @Field(() => Int, { description: 'Handed over and not done.' })
  sent: number;
  @Field(() => Int, { description: 'Given up.' })
  failed: number;
  @Field(() => Float, {
    description: 'Age in seconds of the oldest that is neither done nor given up; 0 for none.',
  })
  oldestSeconds: number;
}

@ObjectType('FailedJob', { description: 'Work that was given up.' })
export class FailedJobType {
  @Field(() => String, { description: 'Kind.' })
  kind: string;
  @Field(() => String, { description: 'The event that caused it.' })
  cause: string;
  @Field(() => Int, { description: 'Times it failed.' })
  failures: number;
  @Field(() => String, { nullable: true, description: 'The last error, for operators.' })
  error: string | null;
  @Field(() => DateTime, { description: 'When it was written.' })
  createdAt: Date;
}

@ObjectType('Operations', { description: 'The background work of the platform that is not done.' })
export class OperationsType {
  @Field(() => [JobKindStateType], { description: 'By kind; kinds without any are left out.' })
  jobs: JobKindStateType[];
  @Field(() => [FailedJobType], { description: 'The newest 50 of those that were given up.' })
  failures: FailedJobType[];
}
