import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { BootError, messageOf } from '#libs/common';

/** Who a process runs as. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

export const SERVICE_USER = 'gonglian';

/** Commands that make the service user, by the systems that have them; the first one that works decides. */
const MAKERS: readonly (readonly [command: string, ...args: string[]])[] = [
  ['useradd', '--system', '--no-create-home', '--shell', '/usr/sbin/nologin', SERVICE_USER],
  ['adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', SERVICE_USER],
];

/** Administrators' folders are not on the path of every root shell. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Looks a user up in the text of /etc/passwd. */
export function identityFromPasswd(passwd: string, user: string): Identity | null {
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name === user && uid !== undefined && gid !== undefined)
      return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/**
 * The user that the server runs as when we are root, made when it does not exist: PostgreSQL refuses to run as root.
 * @param log is told when a user is made
 */
export async function serviceUser(log: (line: string) => void): Promise<Identity> {
  const present = await lookUp();
  if (present !== null) return present;
  const failures: string[] = [];
  for (const [command, ...args] of MAKERS) {
    try {
      await promisify(execFile)(command, args, { env: { PATH, LC_ALL: 'C' } });
      log(`Made the system user "${SERVICE_USER}": PostgreSQL refuses to run as root.`);
    } catch (error) {
      failures.push(`${command}: ${firstLine(error)}`);
    }
    // Also after a failure: a start beside this one may have been quicker.
    const made = await lookUp();
    if (made !== null) return made;
  }
  throw new BootError(
    `PostgreSQL refuses to run as root, and the system user "${SERVICE_USER}" cannot be made (${failures.join('; ')}). ` +
      `Start as an ordinary user, make that user by hand, or set DATABASE_URL.`,
  );
}

async function lookUp(): Promise<Identity | null> {
  return identityFromPasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''), SERVICE_USER);
}

function firstLine(error: unknown): string {
  const stderr = (error as { stderr?: unknown }).stderr;
  const text = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : messageOf(error);
  return text.trim().split('\n')[0] ?? '';
}
