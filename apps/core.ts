import { type DynamicModule, type Type } from '@nestjs/common';
import { type AppConfig, ConfigModule } from '#libs/config';
import { DatabaseModule } from '#libs/database';
import { DemandModule } from '#libs/demand';
import { IdentityModule } from '#libs/identity';
import { IntakeModule } from '#libs/intake';
import { MatchingModule } from '#libs/matching';
import { MessagingModule } from '#libs/messaging';
import { NotificationModule } from '#libs/notification';
import { type Logger, ObservabilityModule } from '#libs/observability';
import { ReferenceModule } from '#libs/reference';
import { SearchModule } from '#libs/search';
import { SupplyModule } from '#libs/supply';
import { ENTITIES } from './entities.js';

export interface CoreOptions {
  readonly config: AppConfig;
  readonly logger: Logger;
  /** Login of this process: the app's or the worker's, never the owner's. */
  readonly databaseUrl: string;
  readonly name: string;
}

/** The modules that every process is made of; API, worker and CLI differ only in what they add. */
export function coreModules({ config, logger, databaseUrl, name }: CoreOptions): (DynamicModule | Type)[] {
  return [
    ConfigModule.forRoot(config),
    ObservabilityModule.forRoot(logger),
    DatabaseModule.forRoot({
      url: databaseUrl,
      name,
      poolSize: config.database.poolSize,
      entities: ENTITIES,
    }),
    MessagingModule,
    ReferenceModule,
    SearchModule,
    IntakeModule,
    IdentityModule,
    SupplyModule,
    DemandModule,
    NotificationModule,
    MatchingModule,
  ];
}
