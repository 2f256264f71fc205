import { Global, Module } from '@nestjs/common';
import { Notification } from './notification.entity.js';
import { NotificationJobs } from './notification.jobs.js';
import { NotificationService } from './notification.service.js';
import { NotificationRenderers } from './renderers.js';

export const NOTIFICATION_ENTITIES = [Notification] as const;

@Global()
@Module({
  providers: [NotificationService, NotificationRenderers, NotificationJobs],
  exports: [NotificationService, NotificationRenderers],
})
export class NotificationModule {}
