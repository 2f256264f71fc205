import { type DynamicModule, Module } from '@nestjs/common';
import { CLOCK, systemClock } from '#libs/common';
import { type AppConfig, CONFIG } from './config.js';

/** Gives every module the one validated configuration and the clock. */
@Module({})
export class ConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CLOCK, useValue: systemClock },
      ],
      exports: [CONFIG, CLOCK],
    };
  }
}
