import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type Preference, PreferenceService } from '#libs/notification';
import { type GraphqlContext, Scope } from '../graphql/context.js';
import { Permit } from '../graphql/permit.js';
import {
  NotificationPreferencesType,
  NotificationPreferenceType,
  SetPreferenceResult,
} from '../types/notification.type.js';

@Resolver(() => NotificationPreferenceType)
export class PreferenceResolver {
  constructor(private readonly service: PreferenceService) {}

  @Permit('signed_in')
  @Query(() => NotificationPreferencesType, {
    description: 'What you are told of in the acting organisation: every kind, with your choice.',
  })
  async notificationPreferences(@Scope() scope: OrgScope) {
    return { kinds: await this.service.list(scope) };
  }

  @Permit('signed_in')
  @Mutation(() => SetPreferenceResult, {
    description:
      'Switches a kind of notification on or off from now on. What happens while it is off is never told later.',
  })
  setNotificationPreference(
    @Scope() scope: OrgScope,
    @Args('kind', { type: () => String, description: 'The kind.' }) kind: string,
    @Args('inApp', { type: () => Boolean, description: 'Whether to tell you in the application.' })
    inApp: boolean,
  ) {
    return this.service.set(scope, kind, inApp);
  }

  @ResolveField(() => String)
  kind(@Parent() preference: Preference) {
    return preference.kind.kind;
  }
  @ResolveField(() => String)
  name(@Parent() preference: Preference, @Context() context: GraphqlContext) {
    return preference.kind.name[context.locale];
  }
  @ResolveField(() => Boolean)
  mandatory(@Parent() preference: Preference) {
    return preference.kind.mandatory;
  }
}
