export * from './domain-words.js';
export * from './segment.js';
export * from './tsvector.js';
export * from './search-document.js';
export * from './search-index.js';
export * from './search.jobs.js';
export * from './search.module.js';
