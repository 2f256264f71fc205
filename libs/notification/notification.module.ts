import { Global, Module } from '@nestjs/common';
import { Notification } from './notification.entity.js';
import { NotificationJobs } from './notification.jobs.js';
import { NotificationService } from './notification.service.js';
import { NotificationPreference } from './notification-preference.entity.js';
import { PreferenceService } from './preference.service.js';
import { NotificationRenderers } from './renderers.js';

export const NOTIFICATION_ENTITIES = [Notification, NotificationPreference] as const;

@Global()
@Module({
  providers: [NotificationService, PreferenceService, NotificationRenderers, NotificationJobs],
  exports: [NotificationService, PreferenceService, NotificationRenderers],
})
export class NotificationModule {}
