import { type DynamicModule, Module } from '@nestjs/common';
import { JobWorkerModule } from '#libs/messaging';
import { SearchWorkerModule } from '#libs/search';
import { coreModules, type CoreOptions } from '../core.js';

/** Headless: dispatcher, processors, schedules, health. */
@Module({})
export class WorkerModule {
  static forRoot(options: CoreOptions): DynamicModule {
    return { module: WorkerModule, imports: [...coreModules(options), JobWorkerModule, SearchWorkerModule] };
  }
}
