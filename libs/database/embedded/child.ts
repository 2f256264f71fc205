/** Lines of a server's output that are worth showing in an error. */
const SHOWN_LINES = 8;

/**
 * Environment of the server's programs: nothing is inherited, so no PG* variable, locale or preloaded library of the
 * caller changes what the server does. Windows cannot run programs without its own variables and inherits them.
 * @param home a folder that the program may use
 */
export function childEnv(home: string): Record<string, string> | undefined {
  if (process.platform === 'win32') return undefined;
  return { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, LC_ALL: 'C', TZ: 'UTC' };
}

/** The last lines of some output, as the tail of an error message; empty without output. */
export function lastLines(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length === 0 ? '' : ` Its last words: ${lines.slice(-SHOWN_LINES).join(' | ')}`;
}

/** Says in words why a program could not be run at all. */
export function whyItCannotRun(command: string, reason: string): string {
  if (reason.includes('ENOENT'))
    return `${command} is missing, or its folder is (${reason}). Run "npm ci" again.`;
  if (reason.includes('EACCES')) return `${command} may not be run by this user (${reason}).`;
  if (reason.includes('EPERM') || reason.includes('EINVAL'))
    return `this process may not run ${command} as another user (${reason}).`;
  return `${command} cannot be run (${reason}).`;
}
