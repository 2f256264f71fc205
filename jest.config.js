/**
 * Jest's configuration. Plain JavaScript, because Jest reads a TypeScript one only with a loader that the project has
 * no other use for. `npm test` (scripts/test.mjs) is the way to run it: ES modules in Jest need a flag of Node.
 */

/** @type {Partial<import('jest').Config>} */
const shared = {
  rootDir: '.',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Jest adds `import` or `require` by the way of each import; naming `import` here would hand ES modules to `require`.
  testEnvironmentOptions: { customExportConditions: ['gonglian-source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  transformIgnorePatterns: ['/node_modules/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

/** Four sizes of test; all but `unit` stand on a real PostgreSQL that `globalSetup` starts and migrates. */
const database = {
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
};

/** @type {import('jest').Config} */
export default {
  testTimeout: 30_000,
  // Many tests wait for processes: two at a time take little more than half the time on two cores. Modules of a test file stay in memory
  // after it (ES modules in Jest), so a worker that has grown is replaced.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
  reporters: ['default', '<rootDir>/test/support/closing-line.reporter.cjs'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps}/**/*.spec.ts', '<rootDir>/test/eval/**/*.spec.ts'],
    },
    { ...shared, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*.spec.ts'], ...database },
    { ...shared, displayName: 'medium', testMatch: ['<rootDir>/test/medium/**/*.spec.ts'], ...database },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'], ...database },
  ],
};
