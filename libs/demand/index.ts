export * from './need.entity.js';
export * from './clause.entity.js';
export * from './need.errors.js';
export * from './need.input.js';
export * from './need.warnings.js';
export * from './need.service.js';
export * from './demand.module.js';
