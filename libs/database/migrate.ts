import { createDataSource } from './data-source.js';
import { prepareRoles } from './roles.js';

/**
 * Brings a database to the newest schema: roles, then every migration that has not run, each in a transaction of its own.
 * Two processes may call it together: an advisory lock lets one work while the other waits, then finds nothing to do.
 * @returns names of the migrations that ran
 */
export async function migrate(
  ownerUrl: string,
  passwords: { app: string; worker: string },
): Promise<readonly string[]> {
  const dataSource = createDataSource({ url: ownerUrl, name: 'gonglian-migrate', poolSize: 2, entities: [] });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    // "GLMG" as a number; session-level, so it spans the migrations' own transactions.
    await lock.query('SELECT pg_advisory_lock(1196182855)');
    await prepareRoles(ownerUrl, passwords);
    const ran = await dataSource.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock(1196182855)').catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}
