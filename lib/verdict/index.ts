export type { Values } from './estimates.js';
export {
  differenceEstimate,
  estimatesOf,
  shareEstimate,
  shareLowerBound,
  shareUpperBound,
} from './estimates.js';
export { judgeMechanism } from './judge-mechanism.js';
export { judgeVotes } from './judge-votes.js';
export type { Judged } from './judged.js';
export { accuracyBound, successBound } from './mechanism-bounds.js';
export type { Mixing } from './mixing-notes.js';
export { attackNotes } from './notes.js';
export type { AttackRows, VerdictOptions } from './rows.js';
export { attackRows } from './rows.js';
