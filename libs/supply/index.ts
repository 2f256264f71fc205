export * from './product.entity.js';
export * from './product.errors.js';
export * from './product.input.js';
export * from './product.service.js';
export * from './supply.module.js';
