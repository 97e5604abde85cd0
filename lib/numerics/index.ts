export { DomainError, above, atLeast, finite, integer, openUnit, probability } from './check.js';
