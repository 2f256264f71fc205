import { Field, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { resultUnion } from './problem.type.js';

@ObjectType('Notification', { description: 'Something told to you, once.' })
export class NotificationType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => String, { description: 'Kind, such as `match.news`.' })
  kind: string;
  @Field(() => UUID, { description: 'What it is about, such as the need.' })
  subjectId: string;
  @Field(() => String, { description: 'Title, in the language of the caller.' })
  title?: string;
  @Field(() => String, { description: 'Text, in the language of the caller.' })
  body?: string;
  @Field(() => DateTime, { description: 'When it was written.' })
  createdAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When you read it.' })
  readAt: Date | null;
}

@ObjectType('NotificationConnection', { description: 'A page of notifications, newest first.' })
export class NotificationConnection extends connectionOf(NotificationType, 'Notification') {}

export const MarkReadResult = resultUnion('MarkReadResult', NotificationType, ['not_found']);
