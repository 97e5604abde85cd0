export * from './accountants/index.js';
export * from './bounds/index.js';
export * from './certify/index.js';
export * from './convert/index.js';
export * from './core/index.js';
export * from './numerics/index.js';
export * from './plan/index.js';
export * from './report/index.js';
