export * from './first-unit.js';
export * from './reference.types.js';
export * from './reference.tables.js';
export * from './reference.service.js';
export * from './reference.seed.js';
export * from './reference.rows.js';
export * from './reference.import.js';
export * from './reference.module.js';
