import { type DynamicModule, Module } from '@nestjs/common';
import { type Logger } from 'pino';
import { HealthRegistry } from './health.js';
import { LOGGER } from './logger.js';

@Module({})
export class ObservabilityModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      providers: [HealthRegistry, { provide: LOGGER, useValue: logger }],
      exports: [HealthRegistry, LOGGER],
    };
  }
}
