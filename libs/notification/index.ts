export * from './notification.entity.js';
export * from './renderers.js';
export * from './notification.service.js';
export * from './notification.module.js';
