import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

const CHECKS = [
  ['prettier', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
  ['eslint', 'eslint/bin/eslint.js', ['--max-warnings', '0', '.']],
  ['tsc', 'typescript/bin/tsc', ['-p', 'tsconfig.json']],
  [
    'dependency-cruiser',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.dependency-cruiser.cjs', 'apps', 'libs'],
  ],
  ['knip', 'knip/bin/knip.js', ['--no-progress']],
  ['dockerfile-utils', 'dockerfile-utils/bin/dockerfile-utils', ['lint', 'docker/Dockerfile']],
  [
    'dclint',
    'dclint/bin/dclint.cjs',
    ['--config', 'docker/dclint.json', '--max-warnings', '0', 'docker/compose.yaml'],
  ],
];

/** Runs every check and ends with exit code 1 when one found something. */
export async function runChecks() {
  await prepare({ build: false });
  const failed = [];
  for (const [name, script, args] of CHECKS) {
    const { status } = spawnSync(process.execPath, [join('node_modules', script), ...args], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    if (status !== 0) failed.push(name);
  }
  if (failed.length > 0) console.error(`check: ${failed.join(', ')} failed`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
