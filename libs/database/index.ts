export * from './tenant-scope.js';
export * from './unit-of-work.js';
export * from './data-source.js';
export * from './roles.js';
export * from './connection-budget.js';
export * from './database.module.js';
export * from './migrate.js';
export * from './embedded/index.js';
