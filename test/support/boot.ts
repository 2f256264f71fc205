import { fork } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from '#libs/config';

/** How a start ended that must not succeed. */
export interface FailedBoot {
  readonly code: number | null;
  /** What it said on standard error, for people. */
  readonly said: string;
}

/**
 * Starts a process of the build and waits for its end.
 * @param environment replaces ours where it names a variable; an empty value is "not set"
 * @throws Error when it comes up instead; it is ended then
 */
export async function failToBoot(
  app: 'api' | 'worker',
  environment: Readonly<Record<string, string>>,
): Promise<FailedBoot> {
  const child = fork(join(process.cwd(), `dist/apps/${app}/main.js`), [], {
    env: childEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', ...environment }),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const state = { ready: false };
  child.once('message', () => {
    state.ready = true;
    child.kill('SIGKILL');
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (state.ready) throw new Error(`The ${app} came up`);
  return { code, said };
}
