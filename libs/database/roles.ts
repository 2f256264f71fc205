import pg from 'pg';
import { BootError, messageOf } from '#libs/common';

export const APP_ROLE = 'gonglian_app';
export const WORKER_ROLE = 'gonglian_worker';

/** Password in a database URL as the server is to know it: in the URL, what is special stands as `%40`. */
export const passwordOf = (url: string): string => decodeURIComponent(new URL(url).password);

/**
 * Makes the two login roles (no superuser, no BYPASSRLS, not the owner of any table) and lets them in.
 * Roles belong to the server, not to one database, so this is not a migration; it may run any number of times.
 * @param ownerUrl login of the owner; needs CREATEROLE when a role is missing
 * @param passwords of the roles, as their own URLs carry them
 * @throws BootError with the statement to run by hand when the owner may not make roles
 */
export async function prepareRoles(
  ownerUrl: string,
  passwords: { app: string; worker: string },
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'gonglian-migrate' });
  await client.connect();
  try {
    await ensureRole(client, APP_ROLE, passwords.app);
    await ensureRole(client, WORKER_ROLE, passwords.worker);
    await grantDatabase(client);
  } finally {
    await client.end();
  }
}

/** Lets the roles into the database that `client` is connected to, with no more than each needs. */
export async function grantDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>('SELECT quote_ident(current_database()) AS name');
  const database = rows[0]?.name ?? '';
  await client.query(`REVOKE CREATE, TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${APP_ROLE}, ${WORKER_ROLE}`);
  // The worker re-creates BullMQ's schema when the job store is lost, and BullMQ's functions use temporary tables.
  // A database's grants are not copied from its template.
  await client.query(`GRANT CREATE, TEMPORARY ON DATABASE ${database} TO ${WORKER_ROLE}`);
}

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const secret = client.escapeLiteral(password);
  const attributes = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION';
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${role} ${attributes} PASSWORD ${secret}`);
    else await client.query(`ALTER ROLE ${role} PASSWORD ${secret}`);
  } catch (error) {
    throw new BootError(
      `Cannot prepare the role ${role}: ${messageOf(error)}. Run as an administrator: CREATE ROLE ${role} ${attributes} PASSWORD '…'`,
    );
  }
}
