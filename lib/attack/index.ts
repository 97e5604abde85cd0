export type {
  Attack,
  Demands,
  PixelBudget,
  PixelGrid,
  Poisoning,
  Queries,
  Scene,
  SceneShape,
} from './attack.js';
export { ATTACKS, attackOf } from './attacks.js';
export { checkAttack, shapeOf } from './check-budget.js';
export { checkPoisoning, type Terms } from './check-poisoning.js';
export { craftPoisons } from './craft-poisons.js';
export { notePath, type PoisonNote, packPoisons, writePoisonFile } from './poison-file.js';
export { poisoned } from './poisoned.js';
export { onGrid } from './quantise.js';
export { type ReadPoisons, readPoisonFile } from './read-poisons.js';
