export * from './types.js';
export * from './rule-sets.js';
export * from './relevance.js';
export * from './clause-verdicts.js';
export * from './score.js';
export * from './evaluate.js';
export * from './explain.js';
