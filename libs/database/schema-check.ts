import { type DataSource } from 'typeorm';
import { BootError } from '#libs/common';
import { MIGRATIONS } from './migrations/index.js';

/**
 * Refuses to serve on a database that lacks a migration: the first query would fail instead, with a riddle.
 * @throws BootError that names what is missing and the command to run
 */
export async function assertMigrated(dataSource: DataSource): Promise<void> {
  const rows: { name: string }[] = await dataSource
    .query('SELECT name FROM migration')
    .then((found: unknown) => found as { name: string }[])
    .catch(() => []);
  const ran = new Set(rows.map((row) => row.name));
  const missing = MIGRATIONS.map((migration) => migration.name).filter((name) => !ran.has(name));
  if (missing.length > 0)
    throw new BootError(`The database lacks ${missing.join(', ')}: run \`npm run cli -- migrate\` first`);
}
