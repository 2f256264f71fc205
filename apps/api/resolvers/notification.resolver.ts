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
import { PageArgs, toConnection } from '../types/connection.type.js';
import { MarkReadResult, NotificationConnection, NotificationType } from '../types/notification.type.js';

@Resolver(() => NotificationType)
export class NotificationResolver {
  constructor(
    private readonly service: NotificationService,
    private readonly renderers: NotificationRenderers,
    private readonly live: LiveUpdates,
  ) {}

  @Permit('signed_in')
  @Query(() => NotificationConnection, { description: 'Your notifications, newest first.' })
  async notifications(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.service.list(scope, page)));
  }

  @Permit('signed_in')
  @Query(() => Int, { description: 'How many of your notifications are unread.' })
  unreadNotifications(@Scope() scope: OrgScope) {
    return this.service.unreadCount(scope);
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

  @ResolveField(() => String)
  title(@Parent() notification: Notification, @Context() context: GraphqlContext) {
    return this.renderers.render(notification, context.locale).title;
  }

  @ResolveField(() => String)
  body(@Parent() notification: Notification, @Context() context: GraphqlContext) {
    return this.renderers.render(notification, context.locale).body;
  }
}
