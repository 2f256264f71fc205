export * from './notification.entity.js';
export * from './notification-preference.entity.js';
export * from './notification.errors.js';
export * from './preference.service.js';
export * from './renderers.js';
export * from './notification.service.js';
export * from './notification.module.js';
