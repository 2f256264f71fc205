import { createDataSource } from './data-source.js';
import { prepareRoles } from './roles.js';

/** Puts the facts that the project ships into the new tables; must be good to run again. */
export type Seed = (
  query: (sql: string, parameters: readonly unknown[]) => Promise<readonly object[]>,
) => Promise<void>;

/**
 * Brings a database to the newest schema: roles, then every migration that has not run, each in a transaction of its own, then the
 * shipped facts in one.
 * Two processes may call it together: an advisory lock lets one work while the other waits, then finds nothing to do.
 * @returns names of the migrations that ran
 */
export async function migrate(
  ownerUrl: string,
  passwords: { app: string; worker: string },
  seed: Seed,
): Promise<readonly string[]> {
  const dataSource = createDataSource({ url: ownerUrl, name: 'gonglian-migrate', poolSize: 2, entities: [] });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    // "GLMG" as a number; session-level, so it spans the migrations' own transactions.
    await lock.query('SELECT pg_advisory_lock(1196182855)');
    await prepareRoles(ownerUrl, passwords);
    const ran = await dataSource.runMigrations();
    await dataSource.transaction((manager) =>
      seed((sql, parameters) => manager.query<object[]>(sql, [...parameters])),
    );
    return ran.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock(1196182855)').catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}
