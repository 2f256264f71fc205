'use strict';

const { writeFileSync } = require('node:fs');

/** States of a test that Jest knows besides passed and failed. */
const SKIPPED = new Set(['pending', 'todo', 'skipped', 'disabled']);

/**
 * Closes a run with one line for people and programs alike: `N passed, N failed, N skipped`. A skipped test is named,
 * because it proves nothing and is easily forgotten; a todo counts as skipped, and a test file that could not be run
 * as one failed test. A run in which no test ran fails.
 *
 * CommonJS, and not TypeScript, because Jest loads reporters itself. Under scripts/test.mjs the line goes to the file
 * that GONGLIAN_TEST_SUMMARY names, and that script prints it after what the global teardown prints.
 */
class ClosingLineReporter {
  /** @param {unknown} _globalConfig @param {{ write?: (text: string) => void }} [options] */
  constructor(_globalConfig, options = {}) {
    this.write = options.write ?? ((text) => process.stderr.write(text));
    this.ran = 0;
  }

  /** @param {unknown} _contexts @param {import('@jest/reporters').AggregatedResult} results */
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    this.ran = results.numPassedTests + failed;
    for (const { testFilePath, testResults } of results.testResults) {
      for (const test of testResults) {
        if (SKIPPED.has(test.status))
          this.write(`!!! SKIPPED (${test.status}): ${test.fullName}  [${testFilePath}]\n`);
      }
    }
    const line = `${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`;
    const file = process.env.GONGLIAN_TEST_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify({ line, ran: this.ran }));
    else this.write(`${line}\n`);
  }

  getLastError() {
    return this.ran === 0 ? new Error('no test ran') : undefined;
  }
}

module.exports = ClosingLineReporter;
