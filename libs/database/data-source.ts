import {
  DataSource,
  DefaultNamingStrategy,
  type EntityTarget,
  type NamingStrategyInterface,
  type ObjectLiteral,
} from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

/** `organisationId` ↔ `organisation_id`: one rule instead of a name on every column. */
class SnakeNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined, prefixes: string[]): string {
    return [...prefixes, customName ?? propertyName].map(snake).join('_');
  }
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export interface DataSourceOptions {
  readonly url: string;
  /** Shown in pg_stat_activity: `gonglian-api`, `gonglian-worker` … */
  readonly name: string;
  readonly poolSize: number;
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
}

/** A DataSource that never changes the schema by itself: migrations only, run by `cli migrate`. */
export function createDataSource(options: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.name,
    poolSize: options.poolSize,
    entities: options.entities as Function[], // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type
    migrations: [...MIGRATIONS],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    connectTimeoutMS: 10_000,
    extra: {
      // A statement or an idle transaction that hangs would hold its pool slot for ever.
      statement_timeout: 60_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  });
}
