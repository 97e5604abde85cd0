export { type Account, type AccountOptions, account } from './account.js';
