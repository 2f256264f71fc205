export * from './errors.js';
export * from './problem.js';
export * from './ids.js';
export * from './clock.js';
export * from './page.js';
export * from './input.js';
export * from './group-by.js';
export * from './field-diff.js';
