import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HealthRegistry } from '#libs/observability';
import { createDataSource, type DataSourceOptions } from './data-source.js';
import { assertMigrated } from './schema-check.js';
import { DATA_SOURCE, UnitOfWork } from './unit-of-work.js';

/** Connects at start (a process without its database must not come up) and closes at the end. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource) {}

  static forRoot(options: DataSourceOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: DATA_SOURCE,
          inject: [HealthRegistry],
          useFactory: async (health: HealthRegistry) => {
            const dataSource = await createDataSource(options).initialize();
            await assertMigrated(dataSource);
            health.register('database', () => dataSource.query('SELECT 1').then(() => 'answers'));
            return dataSource;
          },
        },
        {
          provide: UnitOfWork,
          inject: [DATA_SOURCE],
          useFactory: (dataSource: DataSource) => new UnitOfWork(dataSource),
        },
      ],
      exports: [DATA_SOURCE, UnitOfWork],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
