export * from './chains.js';
export * from './first-unit.js';
