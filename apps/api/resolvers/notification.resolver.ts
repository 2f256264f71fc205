import {
  Args,
  Context,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type Notification, NotificationRenderers, NotificationService } from '#libs/notification';
import { type GraphqlContext, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { LiveUpdates } from '../graphql/live.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { DateTime } from '../graphql/date-time.scalar.js';
import { toConnection } from '../types/connection.type.js';
import { NotificationSubjectEnum } from '../types/enums.js';
import {
  MarkReadResult,
  NotificationArgs,
  NotificationConnection,
  NotificationType,
  UnreadCountsType,
} from '../types/notification.type.js';

@Resolver(() => NotificationType)
export class NotificationResolver {
  constructor(
    private readonly service: NotificationService,
    private readonly renderers: NotificationRenderers,
    private readonly live: LiveUpdates,
  ) {}

  @Permit('signed_in')
  @Query(() => NotificationConnection, { description: 'Your notifications, newest first.' })
  async notifications(@Scope() scope: OrgScope, @Args() args: NotificationArgs) {
    return toConnection(unwrap(await this.service.list(scope, args, args)));
  }

  @Permit('signed_in')
  @Query(() => Int, { description: 'How many of your notifications are unread.' })
  unreadNotifications(@Scope() scope: OrgScope) {
    return this.service.unreadCount(scope);
  }

  @Permit('signed_in')
  @Query(() => UnreadCountsType, { description: 'How many of your notifications are unread, by kind.' })
  unreadCounts(@Scope() scope: OrgScope) {
    return this.service.unreadCounts(scope);
  }

  @Permit('signed_in')
  @Mutation(() => UnreadCountsType, {
    description:
      'Marks your notifications read that were written up to a moment; answers what is unread after it.',
  })
  markAllNotificationsRead(
    @Scope() scope: OrgScope,
    @Args('before', {
      type: () => DateTime,
      description: 'The newest that you saw: what came after it stays unread.',
    })
    before: Date,
    @Args('kind', { type: () => String, nullable: true, description: 'Only of this kind.' })
    kind?: string | null,
  ) {
    return this.service.markAllRead(scope, before, kind ?? null);
  }

  @Permit('signed_in')
  @Mutation(() => MarkReadResult, { description: 'Marks one of your notifications read.' })
  markNotificationRead(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.service.markRead(scope, id);
  }

  @Permit('signed_in')
  @Subscription(() => NotificationType, { description: 'Your notifications as they are delivered.' })
  notificationAdded(@Scope() scope: OrgScope) {
    const read = (ids: readonly string[]) => this.service.findOwn(scope, ids);
    return this.live.stream(scope, 'notification', scope.userId, read, (row) => ({
      notificationAdded: row,
    }));
  }

  @ResolveField(() => NotificationSubjectEnum)
  subjectType(@Parent() notification: Notification) {
    return this.renderers.get(notification.kind).subject;
  }

  @ResolveField(() => String)
  title(@Parent() notification: Notification, @Context() context: GraphqlContext) {
    return this.renderers.render(notification, context.locale).title;
  }

  @ResolveField(() => String)
  body(@Parent() notification: Notification, @Context() context: GraphqlContext) {
    return this.renderers.render(notification, context.locale).body;
  }
}
