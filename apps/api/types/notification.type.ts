import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf, PageArgs } from './connection.type.js';
import { NotificationSubjectEnum } from './enums.js';
import { resultUnion } from './problem.type.js';

@ObjectType('Notification', { description: 'Something told to you, once.' })
export class NotificationType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => String, { description: 'Kind, such as `match.news`.' })
  kind: string;
  @Field(() => NotificationSubjectEnum, { description: 'What `subjectId` is the id of, to open it by.' })
  subjectType?: string;
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

@ArgsType()
export class NotificationArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only of this kind.' })
  kind?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Only those that you have not read.' })
  unreadOnly?: boolean | null;
}

@ObjectType('UnreadOfKind', { description: 'Unread notifications of one kind.' })
export class UnreadOfKindType {
  @Field(() => String, { description: 'Kind.' })
  kind: string;
  @Field(() => Int, { description: 'How many.' })
  unread: number;
}

@ObjectType('UnreadCounts', { description: 'How many of your notifications are unread.' })
export class UnreadCountsType {
  @Field(() => Int, { description: 'In all.' })
  total: number;
  @Field(() => [UnreadOfKindType], { description: 'By kind; kinds without any are left out.' })
  byKind: UnreadOfKindType[];
}

@ObjectType('NotificationPreference', { description: 'Whether you are told of a kind of event.' })
export class NotificationPreferenceType {
  @Field(() => String, { description: 'Kind.' })
  kind: string;
  @Field(() => String, { description: 'Name of the kind, in the language of the caller.' })
  name: string;
  @Field(() => Boolean, { description: 'You are told in the application.' })
  inApp: boolean;
  @Field(() => Boolean, { description: 'It cannot be switched off.' })
  mandatory: boolean;
}

@ObjectType('NotificationPreferences', { description: 'Your choices in the acting organisation.' })
export class NotificationPreferencesType {
  @Field(() => [NotificationPreferenceType], { description: 'Every kind there is.' })
  kinds: NotificationPreferenceType[];
}

export const MarkReadResult = resultUnion('MarkReadResult', NotificationType, ['not_found']);
export const SetPreferenceResult = resultUnion('SetPreferenceResult', NotificationPreferenceType, [
  'invalid_input',
  'wrong_state',
]);
