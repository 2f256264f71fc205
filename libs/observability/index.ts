export * from './logger.js';
export * from './health.js';
export * from './metrics.js';
export * from './seldom.js';
export * from './observability.module.js';
export * from './request-context.js';
