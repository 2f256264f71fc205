import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { say } from './child.mjs';
import { prepare, ROOT } from './prepare.mjs';

/**
 * npm runs us below a shell that does not pass signals on: a supervisor that ends npm would leave the platform running. When
 * the shell is gone, we are asked to stop.
 */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/**
 * Prepares the checkout and becomes a compiled program. In this very process, not in a child: so a SIGKILL of what `npm start` started leaves nothing behind.
 * @param {string[]} args command and its arguments
 * @param {string} main its compiled main file, relative to dist/
 */
export async function runCli(args, main = 'apps/cli/main.js') {
  stopWithNpm();
  await prepare({ build: true });
  const file = join(ROOT, 'dist', main);
  if (!existsSync(file)) {
    say(`dist/${main} 不存在 / is missing: ${main.replace(/js$/, 'ts')} was not built`);
    process.exit(1);
  }
  process.setSourceMapsEnabled(true);
  process.argv = [process.argv[0], file, ...args];
  await import(pathToFileURL(file).href);
}
