export type { Defence, DefenceShape, Defended, FitOptions, Training } from './defence.js';
export { DEFENCES } from './defences.js';
export { type Asked, reachableAccuracy, reachableSuccess } from './votes/reachable.js';
export { touchedBags } from './votes/touched-bags.js';
