import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Names one process for good: `<pid>-<start>`. A pid alone is given to another process sooner or later, and in a
 * restarted container nearly always, so the moment of the start belongs to the name.
 */
export type ProcessTag = string;

/** Tag of a process; of a process that cannot be looked at, the pid with an unknown start. */
export function processTag(pid: number = process.pid): ProcessTag {
  return `${pid}-${startOf(pid) ?? 'x'}`;
}

/** True while the very process that the tag names runs. A start that nobody could read counts as the same one. */
export function isRunning(tag: ProcessTag): boolean {
  const [pidText, start] = tag.split('-');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
  const now = startOf(pid);
  return now === null || start === 'x' || now === start;
}

/** True when some process has this pid, whoever owns it. One that has ended but was not reaped is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

/** In containers without an init, dead orphans stay in the process table for good. */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Reads the start time (field 22, counted after the command, which may hold spaces) of a line of /proc/<pid>/stat. */
export function startFromStat(stat: string): string | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? null;
}

function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return startFromStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (process.platform === 'win32') return null;
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return String(Date.parse(text.trim()));
  } catch {
    return null;
  }
}
