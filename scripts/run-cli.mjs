import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { say } from './child.mjs';
import { prepare, ROOT } from './prepare.mjs';

/**
 * Prepares the checkout and becomes the compiled command line. In this very process, not in a child: so no process
 * stands between a signal and who must act on it, and a SIGKILL of what `npm start` started leaves nothing behind.
 * @param {string[]} args command and its arguments
 */
export async function runCli(args) {
  await prepare({ build: true });
  const main = join(ROOT, 'dist', 'apps', 'cli', 'main.js');
  if (!existsSync(main)) {
    say('dist/apps/cli/main.js 不存在 / is missing: apps/cli/main.ts was not built');
    process.exit(1);
  }
  process.setSourceMapsEnabled(true);
  process.argv = [process.argv[0], main, ...args];
  await import(pathToFileURL(main).href);
}
