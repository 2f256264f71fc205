import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { become, say } from './child.mjs';
import { prepare, ROOT } from './prepare.mjs';
import { readJson } from './stamps.mjs';

/** Arguments with which Jest is not asked to run tests once and to its end. */
const NO_RUN = /^(--listTests|--showConfig|--clearCache|--init|--help|-h|--version|-v|--watch|--watchAll)$/;

/**
 * What the run comes to: the closing line and the exit code of the whole command.
 * @param {number} code of Jest
 * @param {{ line: string, ran: number } | null} summary of the reporter; null when Jest never got that far
 */
export function verdict(code, summary) {
  if (summary !== null) return { line: summary.line, code: summary.ran === 0 ? code || 1 : code };
  // Without a summary, 0 means that no test file was found, and anything else that the run itself broke down.
  return code === 0
    ? { line: '0 passed, 0 failed, 0 skipped', code: 1 }
    : { line: '0 passed, 1 failed, 0 skipped', code };
}

/**
 * Prepares the checkout, runs Jest, and prints the closing line after everything that Jest and its teardown print.
 * @param {string[]} args for Jest
 */
export async function runJest(args) {
  await prepare({ build: true });
  const folder = mkdtempSync(join(tmpdir(), 'gonglian-test-'));
  const file = join(folder, 'summary.json');
  const jest = ['node_modules/jest/bin/jest.js', '--config', 'jest.config.js', '--passWithNoTests', ...args];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const code = await become(process.execPath, [...flags, ...jest], {
    cwd: ROOT,
    env: { ...process.env, GONGLIAN_TEST_SUMMARY: file },
  });
  const summary = readJson(file);
  rmSync(folder, { recursive: true, force: true });
  if (summary === null && args.some((arg) => NO_RUN.test(arg))) process.exit(code);
  const end = verdict(code, summary);
  if (end.code !== 0 && code === 0) say('没有任何测试运行 / no test ran');
  // With --json, stdout is for a program.
  (args.includes('--json') ? process.stderr : process.stdout).write(`${end.line}\n`);
  process.exitCode = end.code;
}
